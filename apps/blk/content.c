// SPDX-License-Identifier: BSD-2-Clause

#include "blk.h"

struct ax_block *disk;
uint16_t *written;
size_t disk_blocks;

/* Word `i` of a block: the numbers are odd, so that nothing is lost in the product. */
static uint64_t word_of(uint64_t block, uint64_t history, uint64_t i)
{
    uint64_t x =
        (block * 0x9e3779b97f4a7c15u) ^ (history * 0xc2b2ae3d27d4eb4fu) ^ (i * 0x165667b19e3779f9u);

    return x ^ x >> 29;
}

void content_fill(void *p, size_t first, size_t count)
{
    uint64_t *word = p;

    for (size_t block = first; block < first + count; block++) {
        for (size_t i = 0; i < BLOCK_SIZE / sizeof(*word); i++) {
            *word++ = word_of(block, written[block], i);
        }
    }
}

bool content_matches(const void *p, size_t first, size_t count)
{
    const uint64_t *word = p;

    for (size_t block = first; block < first + count; block++) {
        for (size_t i = 0; i < BLOCK_SIZE / sizeof(*word); i++) {
            if (*word++ != word_of(block, written[block], i)) {
                ax_printf("block %zu, byte %zu: not what was written\n", block, i * sizeof(*word));
                return false;
            }
        }
    }
    return true;
}
