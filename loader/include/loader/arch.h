// SPDX-License-Identifier: BSD-2-Clause
/*
 * What an architecture gives to the loader. All of it runs with the MMU off, on one core, unless
 * said otherwise.
 */
#pragma once

#include <stdint.h>

#include <loader/devtree.h>
#include <loader/error.h>
#include <loader/range.h>

/** What each core is to find when it enters the kernel; see boot/entry.h. */
struct kernel_start {
    struct range user;       /* physical */
    uint64_t user_offset;    /* physical minus virtual */
    uint64_t user_entry;     /* virtual */
    struct range dtb;        /* the device tree, its end not rounded */
    struct range kernel;     /* physical */
    uint64_t kernel_virtual; /* virtual address of kernel.start */
    uint64_t kernel_entry;   /* virtual */
    unsigned cores;          /* at least 1 */
};

/** Identity of the running core, as cpu nodes tell it (MPIDR_EL1). */
uint64_t arch_core_affinity(void);

/**
 * Exception level at which this image was entered, before it changed to EL1; so 1 in a copy that
 * arch_restart_at() started.
 */
unsigned arch_entry_level(void);

/**
 * Makes what was written to `range` visible to everybody once caches are on: nothing of it stays
 * in a cache. `range` must consist of whole pages and is not executed before arch_start_kernel().
 */
void arch_written(struct range range);

/**
 * Builds the translation tables of boot/entry.h for `start` on this machine; `text` is the
 * loader's own executable part. Errors: LOADER_MAP_*, LOADER_DT_TOO_MANY.
 */
enum loader_error arch_prepare(const struct kernel_start *start, const struct machine *machine,
                               struct range text);

/**
 * Starts machine->affinity[1] to [start->cores - 1] through PSCI, waits until each has done all
 * but the jump to the kernel, then enters the kernel. Does not return; a core that cannot be
 * started ends the run with a message. After arch_prepare().
 */
_Noreturn void arch_start_kernel(const struct kernel_start *start, const struct machine *machine);

/**
 * Starts the copy of the loader at `base` from its very beginning, with the device tree at `dtb`.
 * The copy must have been written completely.
 */
_Noreturn void arch_restart_at(uint64_t base, uint64_t dtb);

/** Switches the machine off through PSCI; stops the core for ever where that is not possible. */
_Noreturn void arch_power_off(enum psci_conduit conduit);
