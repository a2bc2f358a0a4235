// SPDX-License-Identifier: BSD-2-Clause
/*
 * A binary buddy allocator (Knowlton 1965; Knuth, TAOCP 1, 2.5). A block of order k is 2^k pages,
 * aligned to its size in virtual addresses. Free blocks are chained through themselves; a byte per
 * page tells the order of the free block that begins there.
 */

#include <ax/core/assert.h>
#include <ax/core/errno.h>
#include <ax/core/list.h>
#include <ax/core/string.h>
#include <ax/hal/config.h>
#include <ax/hal/mem.h>
#include <ax/hal/spinlock.h>

#include "private.h"

#define ORDERS       19 /* 4 KiB to 1 GiB. */
#define RANGES       16
#define EXTEND_LEAST (4 * AX_MIB)
#define EXTEND_MOST  (16 * AX_MIB)
#define NOT_A_HEAD   0xff /* Not the first page of a free block. */

/* A contiguous range of pages. */
struct range {
    uintptr_t first;             /* Page numbers: address / AX_PAGE_SIZE. */
    uintptr_t end;               /* Behind the last page that is mapped. */
    uintptr_t limit;             /* Behind the last page that it can have. */
    uint8_t *order;              /* By page of the range, up to limit. */
    struct ax_mem_region region; /* Where more comes from, if end < limit. */
};

static struct {
    struct ax_spinlock lock;
    /* Guarded by lock: */
    struct range ranges[RANGES];
    unsigned range_count;
    struct ax_list free[ORDERS];
    uint64_t total;
    uint64_t used;
    uint64_t failures;
} pages;

static struct ax_list *block_at(uintptr_t page)
{
    return (struct ax_list *)(page * AX_PAGE_SIZE);
}

static uintptr_t page_of(const void *address)
{
    return (uintptr_t)address / AX_PAGE_SIZE;
}

static struct range *range_of(uintptr_t page)
{
    for (unsigned i = 0; i < pages.range_count; i++) {
        if (page >= pages.ranges[i].first && page < pages.ranges[i].end) {
            return &pages.ranges[i];
        }
    }
    return NULL;
}

static void put_block(struct range *r, uintptr_t page, unsigned order)
{
    r->order[page - r->first] = (uint8_t)order;
    ax_list_push_front(&pages.free[order], block_at(page));
}

static void take_block(struct range *r, uintptr_t page)
{
    r->order[page - r->first] = NOT_A_HEAD;
    ax_list_remove(block_at(page));
}

/* Frees one aligned block, joining it with its buddy as long as that is free and whole. */
static void free_block(struct range *r, uintptr_t page, unsigned order)
{
    while (order + 1 < ORDERS) {
        uintptr_t size = (uintptr_t)1 << order;
        uintptr_t buddy = page ^ size;
        if (buddy < r->first || buddy + size > r->end || r->order[buddy - r->first] != order) {
            break;
        }
        take_block(r, buddy);
        page &= ~size;
        order++;
    }
    put_block(r, page, order);
}

/* Frees [page, end) as the largest aligned blocks that it consists of. */
static void free_run(struct range *r, uintptr_t page, uintptr_t end)
{
    while (page < end) {
        unsigned order = 0;
        while (order + 1 < ORDERS && (page & (((uintptr_t)2 << order) - 1)) == 0 &&
               page + ((uintptr_t)2 << order) <= end) {
            order++;
        }
        ax_assert(r->order[page - r->first] == NOT_A_HEAD);
        free_block(r, page, order);
        page += (uintptr_t)1 << order;
    }
}

/* Adds [start, start + size), of which `ready` bytes are mapped. The table begins the range. */
static int add_range(uintptr_t start, size_t size, size_t ready, const struct ax_mem_region *region)
{
    uintptr_t first = page_of((char *)start + AX_PAGE_SIZE - 1);
    uintptr_t end = (start + ready) / AX_PAGE_SIZE;
    uintptr_t limit = (start + size) / AX_PAGE_SIZE;
    uintptr_t table = (limit - first + AX_PAGE_SIZE - 1) / AX_PAGE_SIZE;

    if (limit < first + 2 || end < first + table + 1) {
        return -AX_EINVAL;
    }
    ax_spin_lock(&pages.lock);
    if (pages.range_count == RANGES) {
        ax_spin_unlock(&pages.lock);
        return -AX_ENOSPC;
    }
    if (pages.range_count == 0) {
        for (unsigned i = 0; i < ORDERS; i++) {
            ax_list_init(&pages.free[i]);
        }
    }
    struct range *r = &pages.ranges[pages.range_count++];
    r->order = (uint8_t *)(first * AX_PAGE_SIZE);
    r->first = first + table;
    r->end = end;
    r->limit = limit;
    r->region = region != NULL ? *region : (struct ax_mem_region){0};
    memset(r->order, NOT_A_HEAD, limit - r->first);
    free_run(r, r->first, end);
    pages.total += limit - r->first;
    ax_spin_unlock(&pages.lock);
    return 0;
}

int ax_page_add(void *start, size_t size)
{
    return add_range((uintptr_t)start, size, size, NULL);
}

int ax_page_add_region(const struct ax_mem_region *region)
{
    return add_range(region->vaddr, region->size, ax_hal_mem_ready(region), region);
}

/* Has more of a range mapped, a step towards `count` pages at the alignment. False: there is none.
 * Lock held. */
static bool extend(size_t count, size_t align_pages)
{
    size_t bytes = (count + align_pages) * AX_PAGE_SIZE;

    for (unsigned i = 0; i < pages.range_count; i++) {
        struct range *r = &pages.ranges[i];

        if (r->end == r->limit) {
            continue;
        }
        bytes = AX_MIN(AX_MAX(bytes, (size_t)EXTEND_LEAST), (size_t)EXTEND_MOST);
        size_t ready = ax_hal_mem_extend(&r->region, bytes);
        uintptr_t end = (r->region.vaddr + ready) / AX_PAGE_SIZE;

        if (end > r->end) {
            uintptr_t from = r->end;

            r->end = AX_MIN(end, r->limit);
            free_run(r, from, r->end);
            return true;
        }
    }
    return false;
}

/* The smallest order whose blocks hold `count` pages at the alignment of `align_pages`. */
static unsigned order_for(size_t count, size_t align_pages)
{
    unsigned order = 0;

    while (((size_t)1 << order) < AX_MAX(count, align_pages)) {
        order++;
    }
    return order;
}

/*
 * Takes `count` pages from the front of the first free block of at least `order`; what is behind
 * them goes back at once. The first page, 0 if there is no such block. Lock held.
 */
static uintptr_t take_run(size_t count, unsigned order)
{
    while (order < ORDERS && ax_list_empty(&pages.free[order])) {
        order++;
    }
    if (order == ORDERS) {
        return 0;
    }
    uintptr_t page = page_of(pages.free[order].next);
    struct range *r = range_of(page);
    take_block(r, page);
    free_run(r, page + count, page + ((uintptr_t)1 << order));
    return page;
}

/*
 * Takes [start, start + count) out of free blocks in a row, the first of which begins at `block`;
 * what sticks out goes back. Lock held.
 */
static void carve(struct range *r, uintptr_t block, uintptr_t start, size_t count)
{
    uintptr_t first = 0;

    while (block < start + count) {
        uintptr_t next = block + ((uintptr_t)1 << r->order[block - r->first]);

        if (next > start) {
            take_block(r, block);
            first = first != 0 ? first : block;
        }
        block = next;
    }
    free_run(r, first, start);
    free_run(r, start + count, block);
}

/*
 * Takes `count` pages that no single block holds: blocks in a row need not be buddies. Looks at the
 * whole table, so it is for when take_run() has found nothing. Lock held.
 */
static uintptr_t take_scattered(size_t count, size_t align_pages)
{
    for (unsigned i = 0; i < pages.range_count; i++) {
        struct range *r = &pages.ranges[i];
        uintptr_t row = r->first; /* where the free blocks in a row begin */
        uintptr_t start = AX_ALIGN_UP(row, align_pages);

        for (uintptr_t page = r->first; page < r->end;) {
            unsigned order = r->order[page - r->first];

            if (order == NOT_A_HEAD) {
                row = ++page;
                start = AX_ALIGN_UP(row, align_pages);
                continue;
            }
            page += (uintptr_t)1 << order;
            if (page >= start + count) {
                carve(r, row, start, count);
                return start;
            }
        }
    }
    return 0;
}

void *ax_page_try(size_t count, size_t align)
{
    size_t limit = (size_t)1 << (ORDERS - 1);
    size_t align_pages = align / AX_PAGE_SIZE;
    uintptr_t page = 0;

    ax_assert(align_pages > 0 && (align & (align - 1)) == 0);
    if (count == 0 || count > limit || align_pages > limit) {
        return NULL;
    }
    bool extended;
    do {
        /* The lock holds interrupts off: they come between two steps. */
        ax_spin_lock(&pages.lock);
        page = pages.range_count > 0 ? take_run(count, order_for(count, align_pages)) : 0;
        extended = page == 0 && count <= pages.total - pages.used && extend(count, align_pages);
        if (page == 0 && !extended) {
            page = take_scattered(count, align_pages);
        }
        pages.used += page != 0 ? count : 0;
        ax_spin_unlock(&pages.lock);
    } while (extended);
    return page != 0 ? block_at(page) : NULL;
}

void *ax_page_alloc(size_t count, size_t align)
{
    void *p = ax_page_try(count, align);

    if (p == NULL) {
        ax_spin_lock(&pages.lock);
        pages.failures++;
        ax_spin_unlock(&pages.lock);
    }
    return p;
}

void ax_page_free(void *start, size_t count)
{
    uintptr_t page = page_of(start);

    ax_assert(AX_IS_ALIGNED((uintptr_t)start, AX_PAGE_SIZE));
    ax_spin_lock(&pages.lock);
    struct range *r = range_of(page);
    ax_assert(r != NULL && page + count <= r->end);
    free_run(r, page, page + count);
    pages.used -= count;
    ax_spin_unlock(&pages.lock);
}

void ax_page_stats(struct ax_alloc_stats *out)
{
    ax_spin_lock(&pages.lock);
    out->pages_total = pages.total;
    out->pages_used = pages.used;
    out->failures = pages.failures;
    ax_spin_unlock(&pages.lock);
}
