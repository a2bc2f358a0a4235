// SPDX-License-Identifier: BSD-2-Clause
/*
 * C17's memory and string functions (7.24) as far as the system below the C library needs them,
 * under their own names because the compiler calls some of them. Plain C, no floating-point
 * registers: they may be called from handlers and by the manager.
 */
#pragma once

#include <ax/core/types.h>

/* C17 7.24. */
void *memcpy(void *restrict dst, const void *restrict src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int byte, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *needle);

/*
 * Copies `src` into dst[0 .. n), cut to fit and always terminated if n > 0. Returns strlen(src):
 * the copy was cut if that is >= n.
 */
size_t ax_strlcpy(char *dst, const char *src, size_t n);

/*
 * The number at `s` in base 2 to 36, or 0 = by prefix (0x, 0, none). C17 7.22.1.4 without white
 * space, sign and errno: *end (if not NULL) is the first character that is no digit, `s` itself if
 * there is none; a number that does not fit gives ULONG_MAX.
 */
unsigned long strtoul(const char *restrict s, char **restrict end, int base);
