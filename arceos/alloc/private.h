// SPDX-License-Identifier: BSD-2-Clause
/* Private to alloc: what its two halves tell each other. */
#pragma once

#include <ax/alloc.h>

struct ax_mem_region;

/* ax_page_add() for a free region, of which the platform maps more when it is wanted. */
int ax_page_add_region(const struct ax_mem_region *region);

/* ax_page_alloc() for one who can do without: a failure does not count. */
void *ax_page_try(size_t count, size_t align);

/* The pages' part of the figures; takes the page lock. */
void ax_page_stats(struct ax_alloc_stats *out);

/* Makes the heap, with its first pool. Once. -AX_ENOMEM. */
int ax_heap_create(void);
