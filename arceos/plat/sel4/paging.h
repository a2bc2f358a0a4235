// SPDX-License-Identifier: BSD-2-Clause
/* What paging.c tells the other files of this folder about mm's window. Any context, no lock. */
#pragma once

#include <ax/core/types.h>

/* Physical address of a mapped address of the window, and how far it goes on. False: none is. */
bool plat_page_to_phys(uint64_t vaddr, uint64_t *paddr, size_t *extent);

/* Words for a mapped address of the window. False: it is not. */
bool plat_page_describe(uint64_t vaddr, char *buf, size_t n);
