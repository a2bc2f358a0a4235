// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Physical memory while the kernel boots: what is free, and becomes untyped in the end. */

#include <plat/machine.h>

#define BOOT_MAX_FREE (PLAT_MAX_RAM + PLAT_MAX_RESERVED + 8)

/** Free RAM: ascending ranges of bytes. */
struct boot_memory {
    struct plat_range range[BOOT_MAX_FREE];
    word_t count;
};

/** All RAM of the machine is free but for its reserved parts. */
void boot_memory_init(struct boot_memory *memory);

/** Takes a range, or what of it was free. */
void boot_memory_take(struct boot_memory *memory, struct plat_range taken);

/**
 * Takes `size` bytes aligned to `align_bits` from the end of the last range that has them.
 * @return their address, or 0 if there is no such range
 */
paddr_t boot_memory_alloc(struct boot_memory *memory, word_t size, word_t align_bits);
