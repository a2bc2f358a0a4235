// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * The part of C17's <stdio.h> (7.21) that third-party code needs where there is no C library: the
 * integrity checks of TLSF name printf, and no image calls them.
 */

int printf(const char *restrict format, ...) __attribute__((format(printf, 1, 2)));
