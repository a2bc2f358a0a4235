// SPDX-License-Identifier: BSD-2-Clause
#include <loader/range.h>

bool range_overlaps(struct range a, struct range b)
{
    return a.start < b.end && b.start < a.end && a.start < a.end && b.start < b.end;
}

enum loader_error range_list_add(struct range_list *list, struct range range)
{
    unsigned first = 0;
    unsigned last;

    if (range.start >= range.end) {
        return LOADER_OK;
    }
    while (first < list->count && list->range[first].end < range.start) {
        first++;
    }
    /* [first, last) are the ranges that the new one swallows. */
    for (last = first; last < list->count && list->range[last].start <= range.end; last++) {
        if (list->range[last].start < range.start) {
            range.start = list->range[last].start;
        }
        if (list->range[last].end > range.end) {
            range.end = list->range[last].end;
        }
    }
    if (first == last) {
        if (list->count == RANGE_LIST_MAX) {
            return LOADER_DT_TOO_MANY;
        }
        for (unsigned i = list->count; i > first; i--) {
            list->range[i] = list->range[i - 1];
        }
        list->count++;
    } else {
        unsigned gone = last - first - 1;

        for (unsigned i = last; i < list->count; i++) {
            list->range[i - gone] = list->range[i];
        }
        list->count -= gone;
    }
    list->range[first] = range;
    return LOADER_OK;
}

bool range_list_contains(const struct range_list *list, struct range range)
{
    for (unsigned i = 0; i < list->count; i++) {
        if (list->range[i].start <= range.start && range.end <= list->range[i].end) {
            return true;
        }
    }
    return false;
}

bool range_list_overlaps(const struct range_list *list, struct range range)
{
    for (unsigned i = 0; i < list->count; i++) {
        if (range_overlaps(list->range[i], range)) {
            return true;
        }
    }
    return false;
}

uint64_t range_list_total(const struct range_list *list)
{
    uint64_t total = 0;

    for (unsigned i = 0; i < list->count; i++) {
        total += range_size(list->range[i]);
    }
    return total;
}

bool range_find(const struct range_list *ram, const struct range_list *taken, uint64_t from,
                uint64_t size, uint64_t align, struct range *place)
{
    for (unsigned i = 0; i < ram->count; i++) {
        struct range area = ram->range[i];
        uint64_t start = align_up(from > area.start ? from : area.start, align);

        /* `taken` is in ascending order, so one pass moves `start` past all that is in the way. */
        for (unsigned t = 0; t < taken->count; t++) {
            struct range obstacle = taken->range[t];

            if (obstacle.end > start &&
                (obstacle.start <= start || obstacle.start - start < size)) {
                start = align_up(obstacle.end, align);
            }
        }
        if (start >= area.start && start <= area.end && area.end - start >= size) {
            *place = (struct range){start, start + size};
            return true;
        }
    }
    return false;
}
