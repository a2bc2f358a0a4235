// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* The kernel window: the tables behind TTBR1_EL1. Only boot code changes them. */

#include <kernel/types.h>

/** Kinds of memory in the window. User level has access to none. */
enum arm_window_kind {
    ARM_WINDOW_TEXT,     /**< readable, executable */
    ARM_WINDOW_CONSTANT, /**< readable */
    ARM_WINDOW_DATA,     /**< readable, writable */
    ARM_WINDOW_DEVICE    /**< as data, device memory */
};

/** Maps physical addresses start to end - 1, page aligned and not mapped yet. */
void arm_window_map(paddr_t start, paddr_t end, enum arm_window_kind kind);

/** Maps the kernel's image, without the guard pages of its stacks. */
void arm_window_map_image(void);

/** This core uses the window instead of the loader's tables, and no other address is mapped. */
void arm_window_activate(void);

/* Bounds of the image; linker script. */
extern char kernel_image_start[];
extern char kernel_rodata_start[];
extern char kernel_data_start[];
extern char kernel_image_end[];
