// SPDX-License-Identifier: BSD-2-Clause
/* Private to alloc: what its two halves tell each other. */
#pragma once

#include <ax/alloc.h>

/* The pages' part of the figures; takes the page lock. */
void ax_page_stats(struct ax_alloc_stats *out);

/* Makes the heap, with its first pool. Once. -AX_ENOMEM. */
int ax_heap_create(void);
