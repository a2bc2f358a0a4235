// SPDX-License-Identifier: BSD-2-Clause
/*
 * The lock guards the areas, and is held whenever a page comes or changes its access, so that both
 * fit together. Large changes are made in parts, each of which leaves areas and pages right, with
 * the lock released in between: it holds interrupts off.
 */

#include <ax/core/assert.h>
#include <ax/core/errno.h>
#include <ax/core/string.h>
#include <ax/hal/paging.h>
#include <ax/hal/trap.h>

#include "private.h"

#define PART (AX_HAL_PAGES_MAX * AX_PAGE_SIZE)

#define ACCESS (AX_MEM_READ | AX_MEM_WRITE | AX_MEM_EXECUTE)

static struct ax_aspace own = {.lock = AX_SPINLOCK_INIT};

struct ax_aspace *ax_aspace_own(void)
{
    return &own;
}

uintptr_t ax_aspace_base(const struct ax_aspace *as)
{
    return as->base;
}

size_t ax_aspace_size(const struct ax_aspace *as)
{
    return as->size;
}

bool ax_aspace_contains(const struct ax_aspace *as, uintptr_t start, size_t size)
{
    return start >= as->base && start - as->base <= as->size &&
           size <= as->size - (start - as->base);
}

static int check(const struct ax_aspace *as, uintptr_t start, size_t size, uint32_t flags)
{
    uint32_t both = AX_MEM_WRITE | AX_MEM_EXECUTE;

    if (size == 0 || ((start | size) & (AX_PAGE_SIZE - 1)) != 0 ||
        !ax_aspace_contains(as, start, size) || (flags & ~(ACCESS | AX_MEM_DEVICE)) != 0) {
        return -AX_EINVAL;
    }
    return (flags & both) == both ? -AX_EACCES : 0;
}

int ax_aspace_find_free(struct ax_aspace *as, uintptr_t hint, size_t size, size_t align,
                        uintptr_t limit, size_t limit_size, uintptr_t *start)
{
    uintptr_t low = AX_MAX(as->base, limit);
    uintptr_t limit_end = limit + limit_size < limit ? UINTPTR_MAX : limit + limit_size;
    uintptr_t high = AX_MIN(as->base + as->size, limit_end);

    if (size == 0 || size % AX_PAGE_SIZE != 0 || align < AX_PAGE_SIZE ||
        (align & (align - 1)) != 0) {
        return -AX_EINVAL;
    }
    uintptr_t at = AX_MAX(low, hint);
    at = at > UINTPTR_MAX - align ? UINTPTR_MAX : AX_ALIGN_UP(at, align);
    ax_spin_lock(&as->lock);
    for (size_t i = ax_area_at(&as->set, at); i < as->set.count; i++) {
        const struct ax_area *area = &as->set.areas[i];

        if (at + size <= area->start) {
            break;
        }
        at = AX_ALIGN_UP(area->end, align);
    }
    ax_spin_unlock(&as->lock);
    if (at >= high || size > high - at) {
        return -AX_ENOMEM;
    }
    *start = at;
    return 0;
}

/* Adds an area where none lies. */
static int add_area(struct ax_aspace *as, const struct ax_area *area)
{
    int err = -AX_EEXIST;

    ax_spin_lock(&as->lock);
    if (!ax_area_overlaps(&as->set, area->start, area->end)) {
        err = ax_area_reserve(&as->set, 1);
        if (err == 0) {
            ax_area_insert(&as->set, area);
        }
    }
    ax_spin_unlock(&as->lock);
    return err;
}

/*
 * Fills the pages of [start, end) that belong to allocated areas, each with its area's access. Lock
 * held; at most a PART.
 */
static int fill(struct ax_aspace *as, uintptr_t start, uintptr_t end)
{
    int err = 0;

    for (size_t i = ax_area_at(&as->set, start); i < as->set.count && err == 0; i++) {
        const struct ax_area *area = &as->set.areas[i];
        uintptr_t from = AX_MAX(start, area->start);
        uintptr_t to = AX_MIN(end, area->end);

        if (area->start >= end) {
            break;
        }
        if (area->kind == AX_AREA_ALLOC) {
            err = ax_hal_pages_fill(from, (to - from) / AX_PAGE_SIZE, area->flags);
        }
    }
    return err;
}

static int populate_area(struct ax_aspace *as, uintptr_t start, uintptr_t end)
{
    int err = 0;

    for (uintptr_t at = start; at < end && err == 0; at += PART) {
        ax_spin_lock(&as->lock);
        err = fill(as, at, AX_MIN(at + PART, end));
        ax_spin_unlock(&as->lock);
    }
    return err;
}

/* The end of a mapping: joins the new area with its neighbours, or takes it away again. */
static int finish(struct ax_aspace *as, uintptr_t start, size_t size, int err)
{
    if (err != 0) {
        (void)ax_aspace_unmap(as, start, size);
        return err;
    }
    ax_spin_lock(&as->lock);
    size_t i = ax_area_at(&as->set, start);
    ax_area_join(&as->set, i, i);
    ax_spin_unlock(&as->lock);
    return 0;
}

int ax_aspace_map_alloc(struct ax_aspace *as, uintptr_t start, size_t size, uint32_t flags,
                        bool populate)
{
    struct ax_area area = {start, start + size, flags, AX_AREA_ALLOC};
    int err = check(as, start, size, flags);

    if (err == 0 && (flags & AX_MEM_DEVICE) != 0) {
        err = -AX_EINVAL;
    }
    if (err == 0) {
        err = add_area(as, &area);
    }
    if (err != 0) {
        return err;
    }
    return finish(as, start, size, populate ? populate_area(as, start, area.end) : 0);
}

/* Maps a part of a linear area, if it is still there. */
static int map_part(struct ax_aspace *as, uintptr_t at, size_t part, uint64_t paddr)
{
    int err = -AX_EFAULT;

    ax_spin_lock(&as->lock);
    const struct ax_area *area = ax_area_find(&as->set, at);
    if (area != NULL && area->kind == AX_AREA_LINEAR && area->end - at >= part) {
        err = ax_hal_pages_map(at, paddr, part / AX_PAGE_SIZE, area->flags);
    }
    ax_spin_unlock(&as->lock);
    return err;
}

int ax_aspace_map_linear(struct ax_aspace *as, uintptr_t start, uint64_t paddr, size_t size,
                         uint32_t flags)
{
    struct ax_area area = {start, start + size, flags, AX_AREA_LINEAR};
    int err = check(as, start, size, flags);

    if (err == 0 && paddr % AX_PAGE_SIZE != 0) {
        err = -AX_EINVAL;
    }
    if (err == 0) {
        err = add_area(as, &area);
    }
    if (err != 0) {
        return err;
    }
    for (uintptr_t at = start; at < area.end && err == 0; at += PART) {
        err = map_part(as, at, AX_MIN((size_t)PART, area.end - at), paddr + (at - start));
    }
    return finish(as, start, size, err);
}

int ax_aspace_unmap(struct ax_aspace *as, uintptr_t start, size_t size)
{
    int err = check(as, start, size, 0);

    for (uintptr_t at = start; err == 0 && at - start < size; at += PART) {
        size_t part = AX_MIN((size_t)PART, size - (at - start));

        ax_spin_lock(&as->lock);
        bool any = ax_area_overlaps(&as->set, at, at + part);
        err = any ? ax_area_cut(&as->set, at, at + part) : 0;
        if (any && err == 0) {
            err = ax_hal_pages_unmap(at, part / AX_PAGE_SIZE);
            ax_assert(err == 0);
        }
        ax_spin_unlock(&as->lock);
    }
    return err;
}

/* One part of a change of access. Lock held. */
static int protect_part(struct ax_aspace *as, uintptr_t start, uintptr_t end, uint32_t flags)
{
    size_t first, last;
    int err = as->set.count > 0 ? ax_area_reserve(&as->set, 2) : 0;

    if (err != 0) {
        return err;
    }
    ax_area_split(&as->set, start, end, &first, &last);
    for (size_t i = first; i < last; i++) {
        struct ax_area *area = &as->set.areas[i];

        area->flags = flags | (area->flags & AX_MEM_DEVICE);
        err = ax_hal_pages_protect(area->start, (area->end - area->start) / AX_PAGE_SIZE,
                                   area->flags);
        ax_assert(err == 0);
    }
    ax_area_join(&as->set, first, last);
    return 0;
}

int ax_aspace_protect(struct ax_aspace *as, uintptr_t start, size_t size, uint32_t flags)
{
    int err = check(as, start, size, flags);

    if (err == 0 && (flags & AX_MEM_DEVICE) != 0) {
        err = -AX_EINVAL;
    }
    for (uintptr_t at = start; err == 0 && at - start < size; at += PART) {
        ax_spin_lock(&as->lock);
        err = protect_part(as, at, at + AX_MIN((size_t)PART, size - (at - start)), flags);
        ax_spin_unlock(&as->lock);
    }
    return err;
}

void ax_aspace_clear(struct ax_aspace *as)
{
    for (;;) {
        ax_spin_lock(&as->lock);
        bool empty = as->set.count == 0;
        struct ax_area area = empty ? (struct ax_area){0} : as->set.areas[0];
        ax_spin_unlock(&as->lock);
        if (empty) {
            return;
        }
        int err = ax_aspace_unmap(as, area.start, area.end - area.start);
        ax_assert(err == 0); /* whole areas: nothing is split */
    }
}

bool ax_aspace_can_access(struct ax_aspace *as, uintptr_t start, size_t size, uint32_t flags)
{
    uintptr_t end = start + size;
    uintptr_t at = start;

    if (!ax_aspace_contains(as, start, size)) {
        return false;
    }
    ax_spin_lock(&as->lock);
    for (size_t i = ax_area_at(&as->set, at); i < as->set.count && at < end; i++) {
        const struct ax_area *area = &as->set.areas[i];

        if (area->start > at || (flags & ACCESS & ~area->flags) != 0) {
            break;
        }
        at = area->end;
    }
    ax_spin_unlock(&as->lock);
    return at >= end;
}

/* Makes the page at `addr` be there if its area allows the access. Lock held. */
static int need_page(struct ax_aspace *as, uintptr_t addr, uint32_t access)
{
    const struct ax_area *area = ax_area_find(&as->set, addr);

    if (area == NULL || (access & ~area->flags) != 0) {
        return -AX_EFAULT;
    }
    if (ax_hal_page_present(addr)) {
        return 0;
    }
    if (area->kind != AX_AREA_ALLOC) {
        return -AX_EFAULT;
    }
    int err = ax_hal_pages_fill(AX_ALIGN_DOWN(addr, AX_PAGE_SIZE), 1, area->flags);
    as->faults += err == 0;
    return err;
}

bool ax_aspace_handle_fault(struct ax_aspace *as, uintptr_t addr, uint32_t access)
{
    if (!ax_aspace_contains(as, addr, 1)) {
        return false;
    }
    ax_spin_lock(&as->lock);
    int err = need_page(as, addr, access);
    ax_spin_unlock(&as->lock);
    return err == 0;
}

static int copy(struct ax_aspace *as, uintptr_t start, char *buf, size_t size, bool write)
{
    int err = ax_aspace_contains(as, start, size) ? 0 : -AX_EFAULT;

    while (size > 0 && err == 0) {
        size_t part = AX_MIN(size, AX_PAGE_SIZE - start % AX_PAGE_SIZE);

        ax_spin_lock(&as->lock);
        err = need_page(as, start, write ? AX_MEM_WRITE : AX_MEM_READ);
        if (err == 0 && write) {
            memcpy((void *)start, buf, part);
        } else if (err == 0) {
            memcpy(buf, (const void *)start, part);
        }
        ax_spin_unlock(&as->lock);
        start += part;
        buf += part;
        size -= part;
    }
    return err;
}

int ax_aspace_read(struct ax_aspace *as, uintptr_t start, void *buf, size_t size)
{
    return copy(as, start, buf, size, false);
}

int ax_aspace_write(struct ax_aspace *as, uintptr_t start, const void *buf, size_t size)
{
    return copy(as, start, (char *)(uintptr_t)buf, size, true);
}

void ax_aspace_stats(struct ax_aspace *as, struct ax_aspace_stats *out)
{
    ax_spin_lock(&as->lock);
    *out = (struct ax_aspace_stats){.areas = as->set.count, .faults = as->faults};
    for (size_t i = 0; i < as->set.count; i++) {
        out->bytes += as->set.areas[i].end - as->set.areas[i].start;
    }
    ax_spin_unlock(&as->lock);
}

/* Manager context. */
static bool pager(struct ax_trap *trap)
{
    uint32_t access = trap->kind == AX_TRAP_PAGE_WRITE     ? AX_MEM_WRITE
                      : trap->kind == AX_TRAP_PAGE_EXECUTE ? AX_MEM_EXECUTE
                                                           : AX_MEM_READ;

    return ax_aspace_handle_fault(&own, trap->addr, access);
}

void ax_mm_init(void)
{
    struct ax_hal_window window = ax_hal_paging_window();

    own.base = window.start;
    own.size = window.size;
    ax_hal_trap_set_pager(pager);
}
