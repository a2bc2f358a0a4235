// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory that the cores and a device share. It is cacheable memory of the allocators, so it is for
 * devices whose accesses see the caches (struct ax_hal_device, coherent); a driver refuses others.
 * Between the two sides only order has to be kept (<ax/hal/arch/mmio.h>).
 */
#pragma once

#include <ax/core/types.h>

/* A piece of it. */
struct ax_dma {
    void *vaddr;    /* NULL: nothing is allocated. */
    uint64_t paddr; /* Of the first byte; the others follow without a gap. */
    size_t size;    /* Bytes, at least what was asked for. */
};

/* Alignment and unit of what is given out: no two buffers share a cache line of any core. */
#define AX_DMA_LINE 128ul

/*
 * `size` bytes (not 0), physically contiguous, aligned physically and virtually to `align`, a power
 * of two up to AX_LARGE_PAGE_SIZE (less than AX_DMA_LINE counts as that), zeroed. Up to
 * AX_LARGE_PAGE_SIZE it succeeds whenever memory is left in one piece; beyond, when the platform's
 * memory is contiguous there. The caller owns it until ax_dma_free(). Any context. -AX_EINVAL,
 * -AX_ENOMEM (*out is then all zero).
 */
int ax_dma_alloc(size_t size, size_t align, struct ax_dma *out);

/* Gives it back; no device may use it any more. All zero is allowed, and is what it becomes. */
void ax_dma_free(struct ax_dma *dma);

/*
 * How the first bytes of any buffer appear to a device: one physically contiguous piece from
 * `vaddr` on, of at most `size` bytes. Its physical address in *paddr, its length returned: 0 when
 * `vaddr` has no physical address that is known. Any context, no lock.
 */
size_t ax_dma_piece(const void *vaddr, size_t size, uint64_t *paddr);
