// SPDX-License-Identifier: BSD-2-Clause
//
// Pseudo-random numbers: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
// generators, OOPSLA 2014).
#pragma once

#include <stdint.h>

struct random {
    uint64_t state; /* the seed at first */
};

/* The next number, all 64 bits of it random. */
static inline uint64_t random_next(struct random *random)
{
    random->state += 0x9e3779b97f4a7c15u;

    uint64_t z = random->state;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* A number below `limit`, which is not 0. */
static inline uint64_t random_below(struct random *random, uint64_t limit)
{
    return random_next(random) % limit;
}
