// SPDX-License-Identifier: BSD-2-Clause

#include "stress.h"

/* SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014). */
uint64_t dice_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15ull;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return z ^ z >> 31;
}

uint64_t dice(struct worker *w)
{
    return dice_next(&w->random);
}

unsigned dice_below(struct worker *w, unsigned n)
{
    return (unsigned)((dice(w) >> 32) * n >> 32);
}

bool dice_one_in(struct worker *w, unsigned n)
{
    return dice_below(w, n) == 0;
}

uint64_t dice_cores(struct worker *w)
{
    unsigned cores = ax_hal_cpu_count();
    uint64_t mask = dice(w) & (((uint64_t)1 << cores) - 1);

    return mask != 0 ? mask : (uint64_t)1 << dice_below(w, cores);
}
