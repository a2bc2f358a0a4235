// SPDX-License-Identifier: BSD-2-Clause
/* Private to mm: areas. */
#pragma once

#include <ax/core/types.h>
#include <ax/hal/spinlock.h>
#include <ax/mm.h>

/* How an area's pages come. */
enum ax_area_kind {
    AX_AREA_LINEAR,
    AX_AREA_ALLOC,
};

/* An area; both ends are multiples of AX_PAGE_SIZE. */
struct ax_area {
    uintptr_t start;
    uintptr_t end;
    uint32_t flags;
    enum ax_area_kind kind;
};

/* Areas in ascending order, none of which overlap. Not locked. */
struct ax_area_set {
    struct ax_area *areas;
    size_t count;
    size_t capacity;
};

struct ax_aspace {
    uintptr_t base;
    size_t size;
    struct ax_spinlock lock;
    /* Guarded by lock: */
    struct ax_area_set set;
    uint64_t faults;
};

/* Index of the first area that ends behind `addr`; the count if there is none. */
size_t ax_area_at(const struct ax_area_set *set, uintptr_t addr);

/* The area that `addr` lies in, NULL = none. */
struct ax_area *ax_area_find(struct ax_area_set *set, uintptr_t addr);

/* Does an area lie in [start, end)? */
bool ax_area_overlaps(const struct ax_area_set *set, uintptr_t start, uintptr_t end);

/* Makes sure that `more` areas can be added. -AX_ENOMEM. */
int ax_area_reserve(struct ax_area_set *set, size_t more);

/* Adds an area where none lies; room was reserved. */
void ax_area_insert(struct ax_area_set *set, const struct ax_area *area);

/*
 * Splits areas so that none crosses `start` or `end` (room for two more was reserved); those inside
 * are [first, last) afterwards.
 */
void ax_area_split(struct ax_area_set *set, uintptr_t start, uintptr_t end, size_t *first,
                   size_t *last);

/* Removes whatever lies in [start, end). -AX_ENOMEM, and nothing has changed: an area goes on at
 * both sides, and there is no memory for another. */
int ax_area_cut(struct ax_area_set *set, uintptr_t start, uintptr_t end);

/* Joins neighbours of the same kind and access that touch, from the one before `first` to the one
 * at `last`. */
void ax_area_join(struct ax_area_set *set, size_t first, size_t last);
