// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* The root task: its objects, capabilities and bootinfo (manual chapter 9). */

#include <sel4/bootinfo_types.h>
#include <kernel/objects.h>
#include "memory.h"

/** What the loader told (boot/entry.h). */
struct boot_arguments {
    struct plat_range user; /**< physical addresses of the root task's image, page aligned */
    word_t user_offset;     /**< its physical minus its virtual addresses */
    vptr_t user_entry;
    struct plat_range devtree; /**< physical addresses of the device tree */
};

/** The root task while it is made. */
struct root_task {
    struct cte *slots; /**< its root CNode */
    word_t next_slot;  /**< first slot that is not used yet */
    seL4_BootInfo *info;
    vptr_t info_address;   /**< where the root task sees it */
    vptr_t buffer_address; /**< its IPC buffer */
    struct tcb *tcb;
};

/** Makes the root task from memory at the end of what is free. Panics if there is not enough. */
void root_task_create(struct root_task *root, const struct boot_arguments *arguments,
                      struct boot_memory *memory);

/** Makes untypeds of the device memory of the machine, and of all RAM that is free. */
void root_task_create_untypeds(struct root_task *root, const struct boot_memory *memory);

/** Ends the bootinfo: the slots that are still empty. */
void root_task_finish(struct root_task *root);

/** Puts `cap` into the next slot of the root CNode; false if it is full. */
bool root_task_add_cap(struct root_task *root, struct cap cap);
