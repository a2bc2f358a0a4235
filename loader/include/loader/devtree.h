// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the loader reads in the device tree, and its move. No hardware access.
 * Source: Devicetree Specification 0.4; Linux bindings arm/psci, arm/cpus, serial/pl011.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <boot/entry.h>
#include <loader/error.h>
#include <loader/range.h>

/** How PSCI is called; PSCI_NONE: the machine has none that the loader can use. */
enum psci_conduit { PSCI_NONE, PSCI_HVC, PSCI_SMC };

/** The machine as its device tree describes it. */
struct machine {
    struct range_list ram;
    struct range_list reserved;
    unsigned cores;                    /* usable cores, at most BOOT_MAX_CORES */
    uint64_t affinity[BOOT_MAX_CORES]; /* MPIDR_EL1 affinity of each; [0] is the running one */
    enum psci_conduit conduit;
    uint64_t uart_base; /* physical address of the PL011 of stdout-path; 0: none */
    bool verbose;       /* the command line has the word loader=verbose */
};

/** Affinity fields of an MPIDR_EL1 value: Aff3, Aff2, Aff1, Aff0. */
#define MPIDR_AFFINITY UINT64_C(0xff00ffffff)

/**
 * Checks that at `blob` (8-byte aligned) lies a device tree that can be walked from end to end
 * without leaving its own size. Errors: LOADER_DT_ABSENT (no magic number), LOADER_DT_MALFORMED.
 */
enum loader_error devtree_check(const void *blob);

/**
 * Reads a checked tree into `machine`; `mpidr` is the running core's MPIDR_EL1. Core 0 is the
 * running one, the others follow in the order of their nodes; cores beyond BOOT_MAX_CORES, and
 * nodes whose status is neither "okay" nor absent, are left out.
 * Errors: LOADER_DT_MEMORY, LOADER_DT_CPUS, LOADER_DT_MALFORMED, LOADER_DT_TOO_MANY.
 */
enum loader_error devtree_read(const void *blob, uint64_t mpidr, struct machine *machine);

/**
 * Packs a checked tree where it is, and returns its size in bytes: nothing but the used part of
 * each block remains. Errors: LOADER_DT_MALFORMED.
 */
enum loader_error devtree_pack(void *blob, uint64_t *size);
