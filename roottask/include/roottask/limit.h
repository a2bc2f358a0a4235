// SPDX-License-Identifier: BSD-2-Clause
//
// How often something may happen: at most `most` times in a window of time. Pure functions; time is
// in ticks of any clock that does not go backwards.
#pragma once

#include <stdint.h>

/* One thing's budget; zero is a fresh one. */
struct limit {
    uint64_t start; /* of the window */
    uint32_t used;  /* of its budget */
};

/* Asks for one more. Returns `now` if it may happen, and counts it; else the time at which to ask
 * again, and nothing is counted. A window begins with the first that happens in it. */
uint64_t limit_take(struct limit *limit, uint64_t now, uint64_t window, uint32_t most);

#define LIMIT_NEVER UINT64_MAX

/* The earliest of `count` times; LIMIT_NEVER without any. */
uint64_t limit_earliest(const uint64_t *times, uint32_t count);
