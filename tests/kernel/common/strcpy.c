// SPDX-License-Identifier: BSD-2-Clause
//
// What seL4's own headers for debug kernels need of a C library, beyond freestanding/.

#include <string.h>
#include <ktest/symbols.h>

char *strcpy(char *restrict dst, const char *restrict src)
{
    return memcpy(dst, src, strlen(src) + 1);
}
