// SPDX-License-Identifier: BSD-2-Clause
/* Numbers that are the same in every run. */
#pragma once

#include <ax/core.h>

/* The next number after *state, which is never 0 (xorshift32; G. Marsaglia, 2003). */
static inline uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}
