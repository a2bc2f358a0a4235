// SPDX-License-Identifier: BSD-2-Clause
//
// Pseudo-random numbers and the rolling hash.
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>

/* Begins the sequence of a seed. */
void random_seed(seL4_Word seed);

/* The next number below `bound`, which is not 0. No expression may draw two numbers in an order
 * that C leaves open: every compiler has to make the same operations of a seed. */
seL4_Word draw(seL4_Word bound);

/* True once in `times`. */
bool chance(unsigned times);

/* Begins a hash; adds a value to it; tells it. */
void hash_begin(void);
void hash_add(seL4_Word value);
seL4_Word hash_value(void);
