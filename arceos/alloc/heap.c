// SPDX-License-Identifier: BSD-2-Clause
/*
 * Bytes: TLSF 3.0 in pools of large pages. TLSF aligns to 8, so every request asks for 16 by name.
 */

#include <ax/core/assert.h>
#include <ax/core/errno.h>
#include <ax/core/string.h>
#include <ax/hal/config.h>
#include <ax/hal/spinlock.h>
#include <tlsf.h>

#include "private.h"

#define ALIGN 16

static struct {
    struct ax_spinlock lock; /* Taken before the page allocator's. */
    /* Guarded by lock: */
    tlsf_t tlsf;
    uint64_t pages;
    uint64_t total;
    uint64_t used;
    uint64_t peak;
    uint64_t blocks;
    uint64_t failures;
} heap;

/*
 * Adds a pool that can hold a block of `size` bytes at `align`: whole large pages, or, when memory
 * is short, as few small ones as do. False if there is none. Lock held.
 */
static bool grow(size_t align, size_t size)
{
    /* TLSF asks itself for a multiple of the alignment that holds any gap before the block, */
    size_t need = size + 2 * align + tlsf_pool_overhead() + tlsf_alloc_overhead() + 4 * ALIGN;

    /* in the list of the next larger size class: a 32nd more at worst. */
    need += need / 16;
    if (need > tlsf_block_size_max()) {
        return false;
    }
    size_t bytes = AX_ALIGN_UP(need, AX_LARGE_PAGE_SIZE);
    void *pool = ax_page_try(bytes / AX_PAGE_SIZE, AX_LARGE_PAGE_SIZE);
    if (pool == NULL) {
        bytes = AX_ALIGN_UP(need, 16 * AX_PAGE_SIZE);
        pool = ax_page_try(bytes / AX_PAGE_SIZE, AX_PAGE_SIZE);
    }
    if (pool == NULL) {
        return false;
    }
    ax_assert(tlsf_add_pool(heap.tlsf, pool, bytes) != NULL);
    heap.pages += bytes / AX_PAGE_SIZE;
    heap.total += bytes - tlsf_pool_overhead();
    return true;
}

int ax_heap_create(void)
{
    size_t count = AX_ALIGN_UP(tlsf_size(), AX_PAGE_SIZE) / AX_PAGE_SIZE;
    void *control = ax_page_alloc(count, AX_PAGE_SIZE);

    if (control == NULL) {
        return -AX_ENOMEM;
    }
    ax_spin_lock(&heap.lock);
    heap.tlsf = tlsf_create(control);
    heap.pages = count;
    bool grown = grow(ALIGN, ALIGN);
    ax_spin_unlock(&heap.lock);
    return grown ? 0 : -AX_ENOMEM;
}

void *ax_alloc_aligned(size_t align, size_t size)
{
    void *p = NULL;

    ax_assert((align & (align - 1)) == 0 && align <= AX_LARGE_PAGE_SIZE);
    align = AX_MAX(align, (size_t)ALIGN);
    size = AX_MAX(size, (size_t)1);
    ax_spin_lock(&heap.lock);
    /* TLSF takes a size that is too large for 0. */
    if (heap.tlsf != NULL && size < tlsf_block_size_max()) {
        p = tlsf_memalign(heap.tlsf, align, size);
        if (p == NULL && grow(align, size)) {
            p = tlsf_memalign(heap.tlsf, align, size);
        }
    }
    if (p != NULL) {
        heap.used += tlsf_block_size(p);
        heap.peak = AX_MAX(heap.peak, heap.used);
        heap.blocks++;
    } else {
        heap.failures++;
    }
    ax_spin_unlock(&heap.lock);
    return p;
}

void *ax_alloc(size_t size)
{
    return ax_alloc_aligned(ALIGN, size);
}

void *ax_alloc_zeroed(size_t size)
{
    void *p = ax_alloc(size);

    if (p != NULL) {
        memset(p, 0, size);
    }
    return p;
}

void ax_free(void *p)
{
    if (p == NULL) {
        return;
    }
    ax_spin_lock(&heap.lock);
    ax_assert(heap.blocks > 0);
    heap.used -= tlsf_block_size(p);
    heap.blocks--;
    tlsf_free(heap.tlsf, p);
    ax_spin_unlock(&heap.lock);
}

size_t ax_alloc_usable(const void *p)
{
    return tlsf_block_size((void *)p);
}

void *ax_realloc(void *p, size_t size)
{
    if (p == NULL) {
        return ax_alloc(size);
    }
    size_t have = ax_alloc_usable(p);
    /* Staying is right unless more than half would be wasted. */
    if (size <= have && (size >= have / 2 || have <= 64)) {
        return p;
    }
    void *q = ax_alloc(size);
    if (q != NULL) {
        memcpy(q, p, AX_MIN(have, size));
        ax_free(p);
    }
    return q;
}

void ax_alloc_stats(struct ax_alloc_stats *out)
{
    ax_page_stats(out);
    ax_spin_lock(&heap.lock);
    out->heap_pages = heap.pages;
    out->heap_total = heap.total;
    out->heap_used = heap.used;
    out->heap_peak = heap.peak;
    out->heap_blocks = heap.blocks;
    out->failures += heap.failures;
    ax_spin_unlock(&heap.lock);
}
