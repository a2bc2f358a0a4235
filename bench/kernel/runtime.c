// SPDX-License-Identifier: BSD-2-Clause
/* What the compiler and libsel4's headers expect of a C library. */

#include "bench.h"

void *memset(void *to, int value, size_t bytes);
void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
_Noreturn void __assert_fail(const char *text, const char *file, int line, const char *function);

/* Volatile, or the loops would become calls of the functions that they stand in. */

void *memset(void *to, int value, size_t bytes)
{
    volatile char *byte = to;

    for (size_t i = 0; i < bytes; i++) {
        byte[i] = (char)value;
    }
    return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    volatile char *byte = to;
    const char *source = from;

    for (size_t i = 0; i < bytes; i++) {
        byte[i] = source[i];
    }
    return to;
}

void __assert_fail(const char *text, const char *file, int line, const char *function)
{
    put(file);
    put(", ");
    put(function);
    put(": ");
    fail(text, (seL4_Word)line);
}
