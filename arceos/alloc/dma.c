// SPDX-License-Identifier: BSD-2-Clause
/*
 * Contiguous memory for devices. Small buffers are blocks of the byte allocator, large ones pages:
 * both lie in pages of AX_LARGE_PAGE_SIZE, each of which is contiguous physically, and often so are
 * neighbours. Whether a run is, is looked up, never assumed.
 */

#include <ax/core/errno.h>
#include <ax/core/string.h>
#include <ax/dma.h>
#include <ax/hal/config.h>
#include <ax/hal/mem.h>

#include "private.h"

/* Runs that are looked at before a large request is given up. */
#define CANDIDATES 16

size_t ax_dma_piece(const void *vaddr, size_t size, uint64_t *paddr)
{
    const char *at = vaddr;
    uint64_t next;

    if (ax_hal_virt_to_phys(at, paddr) != 0) {
        return 0;
    }
    size_t length = ax_hal_phys_extent(at);

    while (length < size && ax_hal_virt_to_phys(at + length, &next) == 0 &&
           next == *paddr + length) {
        length += ax_hal_phys_extent(at + length);
    }
    return AX_MIN(length, size);
}

/* Fills *out if the memory at `p` is one piece. */
static bool contiguous(void *p, size_t size, struct ax_dma *out)
{
    uint64_t paddr;

    if (p == NULL || ax_dma_piece(p, size, &paddr) < size) {
        return false;
    }
    *out = (struct ax_dma){p, paddr, size};
    return true;
}

/* Whole pages: at most one large page always fits inside one if it is aligned to its size. */
static bool take_pages(size_t size, size_t align, struct ax_dma *out)
{
    size_t count = size / AX_PAGE_SIZE;
    void *rejected[CANDIDATES];
    unsigned n = 0;
    bool found = false;

    align = AX_MAX(align, AX_PAGE_SIZE);
    while (align < size && align < AX_LARGE_PAGE_SIZE) {
        align *= 2;
    }
    while (!found && n < CANDIDATES) {
        void *p = ax_page_try(count, align);

        if (p == NULL) {
            break;
        }
        found = contiguous(p, size, out);
        if (!found) {
            rejected[n++] = p;
        }
    }
    while (n > 0) {
        ax_page_free(rejected[--n], count);
    }
    return found;
}

int ax_dma_alloc(size_t size, size_t align, struct ax_dma *out)
{
    *out = (struct ax_dma){0};
    if (size == 0 || size > SIZE_MAX / 2 || align == 0 || (align & (align - 1)) != 0 ||
        align > AX_LARGE_PAGE_SIZE) {
        return -AX_EINVAL;
    }
    align = AX_MAX(align, AX_DMA_LINE);
    if (size <= AX_PAGE_SIZE - AX_DMA_LINE && align < AX_PAGE_SIZE) {
        size = AX_ALIGN_UP(size, AX_DMA_LINE);
        void *p = ax_alloc_aligned(align, size);

        if (!contiguous(p, size, out)) {
            ax_free(p);
        }
    }
    if (out->vaddr == NULL) {
        size = AX_ALIGN_UP(size, AX_PAGE_SIZE);
        if (!take_pages(size, align, out)) {
            return -AX_ENOMEM;
        }
    }
    memset(out->vaddr, 0, out->size);
    return 0;
}

void ax_dma_free(struct ax_dma *dma)
{
    if (dma->vaddr != NULL) {
        /* Sizes below a page are the byte allocator's, see ax_dma_alloc(). */
        if (dma->size < AX_PAGE_SIZE) {
            ax_free(dma->vaddr);
        } else {
            ax_page_free(dma->vaddr, dma->size / AX_PAGE_SIZE);
        }
    }
    *dma = (struct ax_dma){0};
}
