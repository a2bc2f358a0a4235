// SPDX-License-Identifier: BSD-2-Clause
/*
 * A virtio block device behind memory-mapped registers, of version 1 or 2, that checks what the
 * driver does, and that can be told to lie.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define FAKE_SECTORS 512u
#define FAKE_IRQ     5

enum fake_fault {
    FAKE_NO_FAULT,
    /* In bringing it up: */
    FAKE_MAGIC,
    FAKE_VERSION,
    FAKE_OTHER_KIND,
    FAKE_NOT_COHERENT,
    FAKE_NO_RESET,
    FAKE_NO_VERSION_1,
    FAKE_NO_FEATURES_OK,
    FAKE_NO_QUEUE,
    FAKE_QUEUE_IN_USE,
    FAKE_CONFIG_CHANGES,
    FAKE_CAPACITY,
    FAKE_NO_PIECES,
    /* In one answer, which the driver must take as the failure of that request: */
    FAKE_IOERR,
    FAKE_UNSUPP,
    FAKE_STATUS_NONSENSE,
    FAKE_STATUS_UNTOUCHED,
    FAKE_SHORT,
    /* In one answer, after which the driver must not use the device any more: */
    FAKE_ID_RANGE,
    FAKE_ID_NOT_HEAD,
    FAKE_ID_TWICE,
    FAKE_LENGTH,
    FAKE_INDEX_JUMPS,
    FAKE_INDEX_BACK,
    FAKE_NEEDS_RESET,
    /* From one answer on: */
    FAKE_SILENT,  /* it takes requests and never answers */
    FAKE_UNHEARD, /* it answers, and raises no interrupt */
};

struct fake_options {
    unsigned version;
    enum fake_fault fault;
    unsigned fault_after; /* Answers before the fault. */
    uint32_t queue_max;   /* 0 = 256. */
    uint32_t seg_max;     /* 0 = no such feature. */
    uint32_t size_max;    /* 0 = no such feature. */
    bool read_only;
    bool scribbles; /* Writes nonsense to what only the driver writes. */
    bool no_notice; /* Looks at its queue by itself and asks not to be told. */
};

/* Adds the device to the platform and sets it up anew. */
void fake_add(const struct fake_options *options);

/* Lets the device work on some of what it has, all of it in the end, in any order; for
 * ax_host_set_probe(). */
void fake_step(void);

/* The medium, and what happened. */
extern uint8_t fake_medium[FAKE_SECTORS * 512];

struct fake_counts {
    unsigned answers;
    unsigned notices;
    unsigned flushes;
    unsigned resets;
    unsigned most_in_flight;
};
extern struct fake_counts fake_counts;
