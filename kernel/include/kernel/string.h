// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* The few C library functions that the compiler and the kernel need. */

#include <stddef.h>

/** C17 7.24. */
void *memcpy(void *restrict dest, const void *restrict src, size_t count);
void *memmove(void *dest, const void *src, size_t count);
void *memset(void *dest, int byte, size_t count);
int memcmp(const void *a, const void *b, size_t count);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t count);
