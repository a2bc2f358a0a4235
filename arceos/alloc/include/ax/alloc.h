// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory: pages from a buddy allocator, bytes from TLSF (third_party: public domain, O(1)), which
 * takes its pools from the pages. Running out is an error for the caller, never a panic. Both are
 * guarded by spin locks and may be called in any context, handlers included.
 */
#pragma once

#include <ax/core/types.h>

/* ---- Pages ---------------------------------------------------------------------------------- */

/*
 * Takes the memory [start, start + size) as pages; what is not whole pages at its ends is lost, and
 * so is a 2048th part for the allocator's own tables. It must be mapped, be nobody else's, and stay
 * so for ever. Bring-up or task context. -AX_EINVAL: less than two pages; -AX_ENOSPC: too many
 * ranges.
 */
int ax_page_add(void *start, size_t size);

/*
 * `count` pages of AX_PAGE_SIZE, contiguous in virtual addresses, aligned to `align` bytes (a power
 * of two, at least AX_PAGE_SIZE, at most 1 GiB). Up to AX_LARGE_PAGE_SIZE, aligned to its size, is
 * physically contiguous too. Contents are undefined. NULL if there is no such run of free pages, or
 * count is 0. The caller owns them.
 */
void *ax_page_alloc(size_t count, size_t align);

/* Gives back `count` pages from `start`: a run that was allocated, or any part of one. */
void ax_page_free(void *start, size_t count);

/* ---- Bytes ---------------------------------------------------------------------------------- */

/*
 * `size` bytes aligned to 16 (0 counts as 1), contents undefined; the caller owns them until
 * ax_free(). NULL when memory is used up.
 */
void *ax_alloc(size_t size);

/* The same, filled with zeroes. */
void *ax_alloc_zeroed(size_t size);

/* The same, aligned to `align`, a power of two up to AX_LARGE_PAGE_SIZE. */
void *ax_alloc_aligned(size_t align, size_t size);

/*
 * Makes the block at `p` (NULL = none yet) `size` bytes long, perhaps elsewhere, aligned to 16,
 * contents kept up to the smaller size. NULL when memory is used up: `p` is then as it was.
 */
void *ax_realloc(void *p, size_t size);

/* Gives a block back. NULL is allowed. */
void ax_free(void *p);

/* Bytes that the block at `p` has, at least what was asked for. */
size_t ax_alloc_usable(const void *p);

/* ---- Figures -------------------------------------------------------------------------------- */

/* For `free`. Exact: what is allocated and given back leaves every "used" where it was. */
struct ax_alloc_stats {
    uint64_t pages_total; /* Pages under management. */
    uint64_t pages_used;  /* Of them, those given out, the heap's included. */
    uint64_t heap_pages;  /* Of them, those that the heap has taken; it keeps them. */
    uint64_t heap_total;  /* Bytes that blocks of the heap can have, free ones included. */
    uint64_t heap_used;   /* Bytes in blocks given out. */
    uint64_t heap_peak;   /* The most that heap_used has been. */
    uint64_t heap_blocks; /* Blocks given out. */
    uint64_t failures;    /* Requests that could not be met. */
};

/* Fills *out. Any context. */
void ax_alloc_stats(struct ax_alloc_stats *out);

/*
 * Takes all free regions of the platform (ax_hal_mem_region) and sets the heap up. Once, in
 * bring-up context, after ax_hal_mem_init(). -AX_ENOMEM: there are none.
 */
int ax_alloc_init(void);
