// SPDX-License-Identifier: BSD-2-Clause
/*
 * Translation tables: 48-bit addresses, 4 KiB granule, blocks of 1 GiB and 2 MiB where they fit.
 * No hardware access; table addresses are physical, and the loader runs on physical addresses.
 * Source: Arm ARM (DDI 0487), D8 "The AArch64 Virtual Memory System Architecture".
 */
#pragma once

#include <stdint.h>

#include <loader/error.h>
#include <loader/range.h>

#define PAGING_ENTRIES 512
#define BLOCK_SIZE     (UINT64_C(2) << 20)

/** One table of any level, 4 KiB and so aligned. */
struct paging_table {
    _Alignas(4096) uint64_t entry[PAGING_ENTRIES];
};

/** Tables to build with. The caller owns the memory, which need not be cleared. */
struct paging_pool {
    struct paging_table *table;
    unsigned count;
    unsigned used;
};

/** What may be done with a mapping, at EL1. EL0 has no access to any. */
enum paging_kind {
    PAGING_DEVICE,     /* Device-nGnRnE, read-write */
    PAGING_DATA,       /* normal write-back, read-write */
    PAGING_TEXT,       /* normal write-back, read and execute */
    PAGING_EVERYTHING, /* normal write-back, read, write and execute: for the kernel's entry */
};

/** Takes a cleared table from the pool; NULL if there is none left. */
struct paging_table *paging_new_table(struct paging_pool *pool);

/**
 * Maps the virtual range from `virt` on to the physical `range` in the tables below `root`
 * (level 0; for either half). All entries are non-global (nG, ASID 0), so that none outlives the
 * kernel's first change of ASID. Errors: LOADER_MAP_UNALIGNED, LOADER_MAP_CONFLICT (something is
 * mapped there already), LOADER_MAP_TABLES; what was mapped before the error remains.
 */
enum loader_error paging_map(struct paging_pool *pool, struct paging_table *root, uint64_t virt,
                             struct range range, enum paging_kind kind);
