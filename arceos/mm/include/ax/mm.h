// SPDX-License-Identifier: BSD-2-Clause
/*
 * Address spaces: areas of pages, mapped at once or when they are touched, over the platform's
 * frames. What ArceOS's axmm offers, for the instance's own address space.
 *
 * An area is linear (frames that the caller has, physically contiguous) or allocated (frames of its
 * own, zeroed, given back when they are unmapped). Access is any of AX_MEM_READ, AX_MEM_WRITE and
 * AX_MEM_EXECUTE, never the last two at once; none keeps the memory and allows nothing.
 *
 * All addresses and sizes are multiples of AX_PAGE_SIZE. All calls may be made by any number of
 * tasks at once; each makes its change as if alone, except that pages of a large area come and go
 * one after the other.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/hal/mem.h>

struct ax_aspace;

/* The instance's own address space. Never NULL. */
struct ax_aspace *ax_aspace_own(void);

/* Its range of addresses: mm's window, not all that the instance has. Constant. */
uintptr_t ax_aspace_base(const struct ax_aspace *as);
size_t ax_aspace_size(const struct ax_aspace *as);

/* Does [start, start + size) lie in it? */
bool ax_aspace_contains(const struct ax_aspace *as, uintptr_t start, size_t size);

/*
 * Finds `size` bytes in which no area lies, at a multiple of `align` (a power of two, at least
 * AX_PAGE_SIZE), at `hint` or the first place behind it, inside [limit, limit + limit_size).
 * -AX_ENOMEM: there is none; -AX_EINVAL: size 0 or an alignment that is none. Any context. Nothing
 * is taken: another task may map there first.
 */
int ax_aspace_find_free(struct ax_aspace *as, uintptr_t hint, size_t size, size_t align,
                        uintptr_t limit, size_t limit_size, uintptr_t *start);

/*
 * Maps `size` bytes of physical memory from `paddr` on at `start`: frames of ax_hal_frames_alloc()
 * (<ax/hal/paging.h>). The frames stay the caller's; they may be mapped several times, and are kept
 * as long as they are. `flags` may have AX_MEM_DEVICE: uncached. -AX_EINVAL: not aligned, empty or
 * outside; -AX_EEXIST: an area lies there; -AX_EFAULT: no such frame; -AX_EACCES: writable and
 * executable; -AX_ENOMEM. On an error nothing has changed. Task or bring-up context.
 */
int ax_aspace_map_linear(struct ax_aspace *as, uintptr_t start, uint64_t paddr, size_t size,
                         uint32_t flags);

/*
 * Maps `size` bytes of zeroed memory of its own: all of it now if `populate`, else page by page
 * when it is touched. Errors as above, but for -AX_EFAULT.
 */
int ax_aspace_map_alloc(struct ax_aspace *as, uintptr_t start, size_t size, uint32_t flags,
                        bool populate);

/*
 * Unmaps whatever lies in [start, start + size), parts of areas too; frames go back. -AX_EINVAL;
 * -AX_ENOMEM: an area would be in two parts and there is no memory for the second; then nothing
 * has changed. Task or bring-up context.
 */
int ax_aspace_unmap(struct ax_aspace *as, uintptr_t start, size_t size);

/* Changes the access to whatever lies in [start, start + size). As above (a large change may be
 * made in part when memory runs out), and -AX_EACCES. */
int ax_aspace_protect(struct ax_aspace *as, uintptr_t start, size_t size, uint32_t flags);

/* Unmaps everything. Task context. */
void ax_aspace_clear(struct ax_aspace *as);

/*
 * Copies `size` bytes from or to any address of it; pages that have not been touched come as they
 * would. -AX_EFAULT: part of it is not mapped, or its access does not allow it; what lies before is
 * copied. -AX_ENOMEM. Task context.
 */
int ax_aspace_read(struct ax_aspace *as, uintptr_t start, void *buf, size_t size);
int ax_aspace_write(struct ax_aspace *as, uintptr_t start, const void *buf, size_t size);

/* Do areas cover all of [start, start + size), and allow all of `flags`? Any context. */
bool ax_aspace_can_access(struct ax_aspace *as, uintptr_t start, size_t size, uint32_t flags);

/*
 * What a page fault at `addr` means, `access` being what was tried: true if it was a page to come,
 * which is there now. Any context. The pager of the system calls it: see ax_mm_init().
 */
bool ax_aspace_handle_fault(struct ax_aspace *as, uintptr_t addr, uint32_t access);

/* Figures of it. */
struct ax_aspace_stats {
    uint64_t areas;
    uint64_t bytes;  /* Covered by them. */
    uint64_t faults; /* Page faults that brought a page, ever. */
};

/* Fills *out. Any context. */
void ax_aspace_stats(struct ax_aspace *as, struct ax_aspace_stats *out);

/* Sets it up and becomes the system's pager. Once, in bring-up context, after the heap. */
void ax_mm_init(void);
