// SPDX-License-Identifier: BSD-2-Clause
/* What the disk must hold: the medium as blocks, each of a content that follows from its history.
 */
#pragma once

#include <ax/ax.h>

#define BLOCK_SIZE    4096u
#define BLOCK_SECTORS (BLOCK_SIZE / AX_BLOCK_SECTOR)

/* Blocks of the largest run that is read or written in one request. */
#define RUN_MAX 32u

/* The device, and how often each of its blocks has been written. */
extern struct ax_block *disk;
extern uint16_t *written;
extern size_t disk_blocks;

/* Fills `count` blocks at `p` with what blocks `first`... hold, or checks it, every byte. */
void content_fill(void *p, size_t first, size_t count);
bool content_matches(const void *p, size_t first, size_t count);

/* Part of the disk that one task works on, with several requests in flight. */
struct worker_args {
    size_t first;   /* Block. */
    size_t count;   /* Blocks. */
    uint32_t seed;  /* Of its random numbers. */
    unsigned times; /* Requests. */
};

/* Does it; an ax_task_fn on struct worker_args. Panics when a byte is wrong. 0. */
int worker(void *args);

/* Requests that are in flight now, on all cores, and the most that were. */
extern unsigned in_flight, most_in_flight;
