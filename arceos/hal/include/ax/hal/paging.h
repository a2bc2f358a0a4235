// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pages of AX_PAGE_SIZE in a window of addresses of the instance, for mm: where frames come from
 * and how they are mapped. Page tables are the platform's and belong to the instance.
 *
 * A frame is counted: once by whoever took it with ax_hal_frames_alloc(), and once for each page
 * that maps it. It goes back to the platform with the last one.
 *
 * All calls may be made in any context, by any core. What happens to one page at a time is the
 * caller's to order: two calls for the same page at once have no defined order.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/hal/mem.h>

/* Addresses that nothing else uses; both are multiples of AX_LARGE_PAGE_SIZE. */
struct ax_hal_window {
    uintptr_t start;
    size_t size;
};

/* The window; constant. After ax_hal_mem_init(). */
struct ax_hal_window ax_hal_paging_window(void);

/* Most frames in one ax_hal_frames_alloc(), and most pages in one of the calls below: each of them
 * holds interrupts off while it runs. */
#define AX_HAL_FRAMES_MAX 512u
#define AX_HAL_PAGES_MAX  64u

/*
 * Takes `count` zeroed frames, physically contiguous, and stores the physical address of the first.
 * -AX_EINVAL: none, or more than AX_HAL_FRAMES_MAX; -AX_ENOMEM.
 */
int ax_hal_frames_alloc(size_t count, uint64_t *paddr);

/*
 * Gives back what ax_hal_frames_alloc() took, or part of it; frames that are mapped still go when
 * they are unmapped. -AX_EFAULT: one of them was not taken; then nothing is given back.
 */
int ax_hal_frames_free(uint64_t paddr, size_t count);

/*
 * Maps a new zeroed frame at each of the `count` pages from `vaddr` on where none is yet, with the
 * access that `flags` say (AX_MEM_READ, _WRITE, _EXECUTE; none: kept, and no access). All or
 * nothing. -AX_ENOMEM; -AX_EACCES: writable and executable at once; -AX_EINVAL: not in the window,
 * or more than AX_HAL_PAGES_MAX.
 */
int ax_hal_pages_fill(uintptr_t vaddr, size_t count, uint32_t flags);

/*
 * Maps the frames from `paddr` on instead, taken with ax_hal_frames_alloc(), where no page is yet;
 * AX_MEM_DEVICE: uncached. All or nothing. As above, and -AX_EFAULT: no such frame; -AX_EEXIST.
 */
int ax_hal_pages_map(uintptr_t vaddr, uint64_t paddr, size_t count, uint32_t flags);

/* Changes the access to those of the pages that there are. -AX_EACCES, -AX_EINVAL. */
int ax_hal_pages_protect(uintptr_t vaddr, size_t count, uint32_t flags);

/* Unmaps those of the pages that there are. -AX_EINVAL. */
int ax_hal_pages_unmap(uintptr_t vaddr, size_t count);

/* Is there a page at `vaddr`? Without a lock. */
bool ax_hal_page_present(uintptr_t vaddr);

/* What is given out now. */
struct ax_hal_paging_stats {
    uint64_t pages;  /* Mapped, or kept without access. */
    uint64_t frames; /* Given out: mapped or taken. */
};

/* Fills *out. */
void ax_hal_paging_stats(struct ax_hal_paging_stats *out);
