// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * The part of C17's <stdlib.h> (7.22) that third-party code needs where there is no C library. Only
 * declarations: an image that links code which calls one of them defines it.
 */

#include <stddef.h>

unsigned long strtoul(const char *restrict s, char **restrict end, int base);
