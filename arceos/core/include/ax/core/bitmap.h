// SPDX-License-Identifier: BSD-2-Clause
/*
 * Bitmaps over arrays of 64-bit words that the caller owns. Bit i is bit i % 64 of word i / 64.
 * Not atomic; locking is the caller's.
 */
#pragma once

#include <ax/core/types.h>

/* Words for `bits` bits. */
#define AX_BITMAP_WORDS(bits) (((bits) + 63) / 64)

/* Whether the bit is set. */
static inline bool ax_bitmap_test(const uint64_t *map, size_t bit)
{
    return (map[bit / 64] >> (bit % 64)) & 1;
}

/* Sets the bit. */
static inline void ax_bitmap_set(uint64_t *map, size_t bit)
{
    map[bit / 64] |= (uint64_t)1 << (bit % 64);
}

/* Clears the bit. */
static inline void ax_bitmap_clear(uint64_t *map, size_t bit)
{
    map[bit / 64] &= ~((uint64_t)1 << (bit % 64));
}

/* The first set bit at or after `from` and below `bits`; `bits` if there is none. */
size_t ax_bitmap_next_set(const uint64_t *map, size_t bits, size_t from);

/* The first clear bit, likewise. */
size_t ax_bitmap_next_clear(const uint64_t *map, size_t bits, size_t from);

/* How many of the first `bits` bits are set. */
size_t ax_bitmap_count(const uint64_t *map, size_t bits);
