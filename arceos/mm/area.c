// SPDX-License-Identifier: BSD-2-Clause
/* Areas in an ordered array: found by halving, moved when one is added. */

#include <ax/alloc.h>
#include <ax/core/assert.h>
#include <ax/core/errno.h>
#include <ax/core/string.h>

#include "private.h"

size_t ax_area_at(const struct ax_area_set *set, uintptr_t addr)
{
    size_t low = 0;
    size_t high = set->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (set->areas[middle].end <= addr) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct ax_area *ax_area_find(struct ax_area_set *set, uintptr_t addr)
{
    size_t i = ax_area_at(set, addr);

    return i < set->count && set->areas[i].start <= addr ? &set->areas[i] : NULL;
}

bool ax_area_overlaps(const struct ax_area_set *set, uintptr_t start, uintptr_t end)
{
    size_t i = ax_area_at(set, start);

    return i < set->count && set->areas[i].start < end;
}

int ax_area_reserve(struct ax_area_set *set, size_t more)
{
    if (set->count + more <= set->capacity) {
        return 0;
    }
    size_t capacity = AX_MAX(set->count + more, 2 * set->capacity);
    struct ax_area *areas = ax_realloc(set->areas, capacity * sizeof(set->areas[0]));

    if (areas == NULL) {
        return -AX_ENOMEM;
    }
    set->areas = areas;
    set->capacity = capacity;
    return 0;
}

static void insert_at(struct ax_area_set *set, size_t i, const struct ax_area *area)
{
    ax_assert(set->count < set->capacity);
    memmove(&set->areas[i + 1], &set->areas[i], (set->count - i) * sizeof(*area));
    set->areas[i] = *area;
    set->count++;
}

static void remove_at(struct ax_area_set *set, size_t i)
{
    set->count--;
    memmove(&set->areas[i], &set->areas[i + 1], (set->count - i) * sizeof(set->areas[0]));
    if (set->count == 0) {
        /* Nothing is held for nothing. */
        ax_free(set->areas);
        *set = (struct ax_area_set){0};
    }
}

void ax_area_join(struct ax_area_set *set, size_t first, size_t last)
{
    size_t i = first > 0 ? first - 1 : 0;

    while (i + 1 < set->count && i <= last) {
        struct ax_area *a = &set->areas[i];
        const struct ax_area *b = &set->areas[i + 1];

        if (a->end == b->start && a->kind == b->kind && a->flags == b->flags) {
            a->end = b->end;
            remove_at(set, i + 1);
            last -= last > 0;
        } else {
            i++;
        }
    }
}

void ax_area_insert(struct ax_area_set *set, const struct ax_area *area)
{
    size_t i = ax_area_at(set, area->start);

    insert_at(set, i, area);
}

/* Splits the area that `at` lies inside of; returns the index of the first one that begins there or
 * behind. */
static size_t split_at(struct ax_area_set *set, uintptr_t at)
{
    size_t i = ax_area_at(set, at);

    if (i < set->count && set->areas[i].start < at) {
        struct ax_area behind = set->areas[i];

        behind.start = at;
        insert_at(set, i + 1, &behind);
        set->areas[i].end = at;
        i++;
    }
    return i;
}

void ax_area_split(struct ax_area_set *set, uintptr_t start, uintptr_t end, size_t *first,
                   size_t *last)
{
    *first = split_at(set, start);
    *last = split_at(set, end);
}

int ax_area_cut(struct ax_area_set *set, uintptr_t start, uintptr_t end)
{
    size_t i = ax_area_at(set, start);

    if (i < set->count && set->areas[i].start < start && set->areas[i].end > end) {
        int err = ax_area_reserve(set, 1);

        if (err != 0) {
            return err;
        }
    }
    if (i < set->count && set->areas[i].start < start) {
        struct ax_area behind = set->areas[i];

        set->areas[i].end = start;
        i++;
        if (behind.end > end) {
            behind.start = end;
            insert_at(set, i, &behind);
        }
    }
    while (i < set->count && set->areas[i].end <= end) {
        remove_at(set, i);
    }
    if (i < set->count && set->areas[i].start < end) {
        set->areas[i].start = end;
    }
    return 0;
}
