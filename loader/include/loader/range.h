// SPDX-License-Identifier: BSD-2-Clause
/* Ranges of physical addresses, and finding room among them. No hardware access. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <loader/error.h>

#define PAGE_SIZE UINT64_C(4096)

/** Addresses from `start` up to, not including, `end`; empty if they are equal. */
struct range {
    uint64_t start;
    uint64_t end;
};

#define RANGE_LIST_MAX 32

/** Ranges in ascending order, disjoint and not adjacent. All zero is the empty list. */
struct range_list {
    unsigned count;
    struct range range[RANGE_LIST_MAX];
};

/** `value` rounded down, or up, to a multiple of `align`, a power of two. */
static inline uint64_t align_down(uint64_t value, uint64_t align)
{
    return value & ~(align - 1);
}

/** The first multiple of `align`, a power of two, that is not below `value`. */
static inline uint64_t align_up(uint64_t value, uint64_t align)
{
    return align_down(value + align - 1, align);
}

/** Bytes in the range. */
static inline uint64_t range_size(struct range range)
{
    return range.end - range.start;
}

/** Whether the two ranges share an address. An empty range shares none. */
bool range_overlaps(struct range a, struct range b);

/**
 * Adds a range, merging what overlaps or touches. An empty range changes nothing.
 * Errors: LOADER_DT_TOO_MANY, and then the list is as before.
 */
enum loader_error range_list_add(struct range_list *list, struct range range);

/** Whether one range of the list contains all of `range`. */
bool range_list_contains(const struct range_list *list, struct range range);

/** Whether some range of the list overlaps `range`. */
bool range_list_overlaps(const struct range_list *list, struct range range);

/** Sum of the sizes in bytes. */
uint64_t range_list_total(const struct range_list *list);

/**
 * Finds the lowest place of `size` bytes, aligned to `align` (a power of two), that begins at or
 * above `from`, lies inside one range of `ram` and overlaps none of `taken`. False if there is
 * none.
 */
bool range_find(const struct range_list *ram, const struct range_list *taken, uint64_t from,
                uint64_t size, uint64_t align, struct range *place);
