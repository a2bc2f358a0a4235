// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Where the first instructions of each core go on, on its kernel stack, with the loader's tables.
 */

#include <kernel/types.h>

/** The first core; arguments as boot/entry.h says. */
void boot_first_core(paddr_t user_start, paddr_t user_end, word_t user_offset, vptr_t user_entry,
                     paddr_t devtree, word_t devtree_size, word_t cores, word_t magic)
    __attribute__((noreturn));

/** Any other core, by its logical number. */
void boot_other_core(word_t core) __attribute__((noreturn));
