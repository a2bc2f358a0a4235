// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory as the platform hands it over, address translation, and stacks.
 */
#pragma once

#include <ax/core/types.h>

/* What a region of memory allows and what it is; ORed. */
enum ax_mem_flags {
    AX_MEM_READ = 1 << 0,
    AX_MEM_WRITE = 1 << 1,
    AX_MEM_EXECUTE = 1 << 2,
    AX_MEM_DEVICE = 1 << 4,   /* Mapped uncached. */
    AX_MEM_RESERVED = 1 << 5, /* Part of the image, rings, information pages. */
    AX_MEM_FREE = 1 << 6,     /* For the allocators. */
    AX_MEM_UNMAPPED = 1 << 7, /* Kept back (mm, user space): vaddr is 0. */
};

/* A region of the instance's address space with one set of properties. */
struct ax_mem_region {
    uintptr_t vaddr;  /* Page aligned. */
    uint64_t paddr;   /* AX_PADDR_NONE where physical addresses differ page by page. */
    size_t size;      /* Bytes, a multiple of AX_PAGE_SIZE. */
    uint32_t flags;   /* Of enum ax_mem_flags. */
    const char *name; /* Constant. ".text", "free memory", ... */
};

#define AX_PADDR_NONE UINT64_MAX

/*
 * Bytes from the start of a free region on that are mapped; the rest is the instance's, and mapped
 * by ax_hal_mem_extend(). A multiple of AX_LARGE_PAGE_SIZE, or all of it. Any context.
 */
size_t ax_hal_mem_ready(const struct ax_mem_region *region);

/*
 * Maps at least `bytes` more of a free region, zeroed, if there is so much, else all of it; holds
 * interrupts off meanwhile. Returns what is ready then. One caller at a time. Any context.
 */
size_t ax_hal_mem_extend(const struct ax_mem_region *region, size_t bytes);

/*
 * Region `index` (0, 1, ...), image first. 0, or -AX_ENOENT past the last. The regions do not
 * overlap; complete and constant after ax_hal_mem_init(). Free regions are contiguous in virtual
 * addresses over pages of AX_LARGE_PAGE_SIZE; physically, each such page is contiguous.
 */
int ax_hal_mem_region(unsigned index, struct ax_mem_region *out);

/*
 * Physical address of the byte at `vaddr`, for a device to use; O(1), no lock, any context.
 * -AX_EFAULT (and *paddr untouched) for an address that no region of RAM or device memory holds:
 * never a guess.
 */
int ax_hal_virt_to_phys(const void *vaddr, uint64_t *paddr);

/* The reverse; -AX_EFAULT where no mapping of this instance covers `paddr`. O(1), any context. */
int ax_hal_phys_to_virt(uint64_t paddr, void **vaddr);

/* Bytes physically contiguous from `vaddr` on, at least 1; 0 when vaddr has no translation. */
size_t ax_hal_phys_extent(const void *vaddr);

/* A stack without its guard page. */
struct ax_hal_stack {
    void *base;  /* Lowest usable byte; the page below is the guard, never mapped. */
    size_t size; /* Usable bytes, a multiple of AX_PAGE_SIZE. */
};

/*
 * Takes a stack of at least `size` bytes, with a guard page below, from the platform's pool of
 * 4 KiB frames. Given-back stacks of the same size come first, mapped as they are; contents are
 * undefined. Task or bring-up context. -AX_ENOMEM, -AX_EINVAL (size over AX_TASK_STACK_MAX).
 * ax_hal_thread_create() calls it for tasks.
 */
int ax_hal_stack_alloc(size_t size, struct ax_hal_stack *out);

/* Gives a stack back. Nobody runs on it. Task context. */
void ax_hal_stack_free(struct ax_hal_stack *stack);
