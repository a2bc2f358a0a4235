// SPDX-License-Identifier: BSD-2-Clause
//
// The table of instances: what each is made of and what it may ask for. Rights are decided here and
// nowhere else.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <instance/info.h>
#include <instance/service.h>
#include <roottask/devtree.h>
#include <roottask/params.h>

#define TABLE_MAX_INSTANCES 8
#define TABLE_PARAMS_SIZE   256

/* Groups of virtio slots, each in a page of registers of its own. */
#define TABLE_MAX_GROUPS 8

/* Services that an instance may use, one bit each. */
enum instance_right {
    RIGHT_IRQ = 1,
    RIGHT_TRANSLATE = 2,
    RIGHT_UNTYPED = 4,
    RIGHT_SHUTDOWN = 8,
    RIGHT_VSPACES = 16 /* an ASID pool, for address spaces of its own */
};

/* An instance in the table of all. */
struct instance_row {
    char name[INSTANCE_NAME_SIZE];
    uint32_t image_number;
    const uint8_t *image; /* its ELF file */
    const uint8_t *image_end;
    uint64_t memory_fixed;    /* bytes asked for, 0 = none in particular */
    uint32_t memory_percent;  /* of the RAM that is free at start; 0 and nothing fixed: a share */
    uint64_t memory_bytes;    /* what it gets, body included */
    uint32_t object_divisor;  /* 1/n of its memory goes into an untyped for kernel objects */
    uint32_t reserve_divisor; /* 1/n of its memory is held back for INSTANCE_MORE_UNTYPED */
    uint32_t first_core;
    uint32_t cores;           /* at most this many, if the machine has them */
    uint8_t manager_priority; /* priority and maximum controlled priority of its managers */
    uint8_t task_priority;
    uint32_t classes;        /* set of enum device_class that it asks for */
    uint32_t groups;         /* set of groups of virtio slots that it asks for by number */
    uint64_t devices;        /* set of devices of the tree that it gets */
    uint64_t shared;         /* those of them that others have too: to be read, no interrupt */
    uint32_t rights;         /* set of enum instance_right */
    bool fault_given;        /* its description tells what happens after a fault; else fault= on
                                the command line may */
    enum fault_policy fault; /* what happens after a fault */
    uint32_t restarts;       /* FAULT_RESTART: how often, then it is stopped */
    char params[TABLE_PARAMS_SIZE]; /* more words for its command line */
};

_Static_assert(DEVTREE_MAX_DEVICES <= 64, "a set of devices is 64 bits");

/* Fills the table from the description in this image, for this machine. Ends the system with a line
 * that says what is wrong, if something is. (instances.c) */
void table_load(void);

/* The rows, in the order of the instances' numbers. */
const struct instance_row *table_rows(void);
uint32_t table_count(void);

/*
 * Whether a request may go on to be served: INSTANCE_OK, or the error to answer. `words` and `caps`
 * are what the message carries. Checks the label, the form of the message and the right; arguments
 * are the services' own.
 */
enum instance_error table_check_request(const struct instance_row *row, uint64_t label,
                                        unsigned words, unsigned caps);

/* The same for a request to the agent of a shared core, which needs RIGHT_IRQ. */
enum instance_error table_check_core_request(const struct instance_row *row, uint64_t label,
                                             unsigned words, unsigned caps);

/* Whether the row grants this interrupt: one of its devices', with its trigger (*edge), or the
 * timer's. */
bool table_grants_irq(const struct instance_row *row, const struct devtree *tree, uint64_t irq,
                      bool *edge);

/* Whether the row grants this device. The console UART never: it is the root task's. */
bool table_grants_device(const struct instance_row *row, const struct devtree *tree,
                         uint32_t device);

/* How many rows have node `core` on a machine with `nodes`. */
uint32_t table_core_users(const struct instance_row *rows, uint32_t count, uint32_t core,
                          uint32_t nodes);

/* Cores that the row gets on a machine with `nodes`: 0 if it has none of them. */
uint32_t table_cores(const struct instance_row *row, uint32_t nodes);
