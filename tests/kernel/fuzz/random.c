// SPDX-License-Identifier: BSD-2-Clause

#include "random.h"

static seL4_Word state;
static seL4_Word hash;

/* The finalizer of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
 * 2014). */
static seL4_Word mix(seL4_Word value)
{
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ul;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebul;
    return value ^ (value >> 31);
}

void random_seed(seL4_Word seed)
{
    state = mix(seed);
}

seL4_Word draw(seL4_Word bound)
{
    state += 0x9e3779b97f4a7c15ul;
    return (mix(state) >> 16) % bound;
}

bool chance(unsigned times)
{
    return draw(times) == 0;
}

void hash_begin(void)
{
    hash = 0;
}

void hash_add(seL4_Word value)
{
    hash = mix((hash << 1 | hash >> 63) ^ value) + value;
}

seL4_Word hash_value(void)
{
    return hash;
}
