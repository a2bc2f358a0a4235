// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* What boot code (kernel/boot) needs from the architecture. Called on one core after the other. */

#include <kernel/cte.h>

/** The core becomes logical core `core`, without interrupts or user level yet. */
void arch_boot_core(word_t core);

/**
 * Leaves the loader's tables for the kernel window: RAM, kernel image and devices as
 * plat_machine tells. On the first core.
 */
void arch_boot_window(void);

/** Another core follows into the window that the first one has made. */
void arch_boot_other_window(void);

/** What all cores share of the interrupt controller. After the window. */
void arch_boot_devices(void);

/**
 * This core's part of the interrupt controller, its timer, its interrupts that are the kernel's,
 * and what user level may use. After arch_boot_devices() and sched_init_core().
 */
void arch_boot_core_devices(word_t core);

/** Physical addresses of the kernel's image, page aligned. */
paddr_t arch_boot_image_start(void);
paddr_t arch_boot_image_end(void);

/** Number of translation tables below the top level that addresses start to end - 1 need. */
word_t arch_boot_table_count(vptr_t start, vptr_t end);

/** Makes the zeroed memory at `pool` the first ASID pool, and registers it. Its capability. */
struct cap arch_boot_asid_pool(kptr_t pool);

/** Makes the zeroed memory at `table` an address space with an ASID. Its capability. */
struct cap arch_boot_vspace(kptr_t table);

/**
 * Maps the tables for addresses start to end - 1, largest first, from the zeroed memory at
 * `memory` (arch_boot_table_count() pages); puts their capabilities into slots from `slot` on.
 */
void arch_boot_map_tables(struct cap vspace, vptr_t start, vptr_t end, kptr_t memory,
                          struct cte *slot);

/** Maps one page read-write; `execute`: also executable. The capability to its frame. */
struct cap arch_boot_map_page(struct cap vspace, paddr_t page, vptr_t address, bool execute);

/** The capability to ASIDControl. */
struct cap arch_boot_asid_control(void);

/** Continues the current thread of this core. */
void arch_boot_return(void) __attribute__((noreturn));
