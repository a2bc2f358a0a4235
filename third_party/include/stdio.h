// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * The part of C17's <stdio.h> (7.21) that third-party code needs where there is no C library: TLSF
 * prints why it refuses a pool, and also returns the error, so nothing is lost when printing does
 * nothing.
 */

/** Prints nothing and returns 0. */
static inline int printf(const char *restrict format, ...)
{
    (void)format;
    return 0;
}
