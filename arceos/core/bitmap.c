// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/bitmap.h>

/* `flip` is all ones to look for clear bits. */
static size_t find_from(const uint64_t *map, size_t bits, size_t from, uint64_t flip)
{
    while (from < bits) {
        uint64_t word = (map[from / 64] ^ flip) >> (from % 64);
        if (word != 0) {
            return AX_MIN(from + (size_t)__builtin_ctzll(word), bits);
        }
        from = (from / 64 + 1) * 64;
    }
    return bits;
}

size_t ax_bitmap_next_set(const uint64_t *map, size_t bits, size_t from)
{
    return find_from(map, bits, from, 0);
}

size_t ax_bitmap_next_clear(const uint64_t *map, size_t bits, size_t from)
{
    return find_from(map, bits, from, UINT64_MAX);
}

size_t ax_bitmap_count(const uint64_t *map, size_t bits)
{
    size_t n = 0;

    /* Clearing the lowest set bit: no library routine, no vector register. */
    for (size_t i = 0; i < AX_BITMAP_WORDS(bits); i++) {
        uint64_t word = map[i];
        if (i == bits / 64) {
            word &= ((uint64_t)1 << (bits % 64)) - 1;
        }
        for (; word != 0; word &= word - 1) {
            n++;
        }
    }
    return n;
}
