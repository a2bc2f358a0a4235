// SPDX-License-Identifier: BSD-2-Clause
/*
 * The C library functions that the loader, libfdt and the compiler's own calls need. With the MMU
 * off all memory is device memory: every access must be aligned, hence words only where both
 * sides are. Compiled with -fno-builtin, or the compiler would turn a loop into a call of itself.
 */
#include <stdint.h>
#include <string.h>

/* The words may alias objects of any type. */
typedef uint64_t __attribute__((may_alias)) word;

#define WORD sizeof(word)

/* Ascending, so right for an overlap in which the destination lies below the source. */
static void copy_up(uint8_t *to, const uint8_t *from, size_t n)
{
    if (((uintptr_t)to - (uintptr_t)from) % WORD == 0) {
        for (; n > 0 && (uintptr_t)to % WORD != 0; n--) {
            *to++ = *from++;
        }
        for (; n >= WORD; n -= WORD, to += WORD, from += WORD) {
            *(word *)to = *(const word *)from;
        }
    }
    while (n-- > 0) {
        *to++ = *from++;
    }
}

void *memcpy(void *restrict dst, const void *restrict src, size_t n)
{
    copy_up(dst, src, n);
    return dst;
}

void *memmove(void *dst, const void *src, size_t n)
{
    uint8_t *to = dst;
    const uint8_t *from = src;

    if ((uintptr_t)to - (uintptr_t)from >= n) {
        copy_up(to, from, n);
        return dst;
    }
    while (n-- > 0) {
        to[n] = from[n];
    }
    return dst;
}

void *memset(void *dst, int byte, size_t n)
{
    uint8_t *to = dst;
    uint64_t pattern = UINT64_C(0x0101010101010101) * (uint8_t)byte;

    for (; n > 0 && (uintptr_t)to % WORD != 0; n--) {
        *to++ = (uint8_t)byte;
    }
    for (; n >= WORD; n -= WORD, to += WORD) {
        *(word *)to = pattern;
    }
    while (n-- > 0) {
        *to++ = (uint8_t)byte;
    }
    return dst;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const uint8_t *left = a;
    const uint8_t *right = b;

    for (; n > 0; n--, left++, right++) {
        if (*left != *right) {
            return *left - *right;
        }
    }
    return 0;
}

void *memchr(const void *s, int byte, size_t n)
{
    const uint8_t *at = s;

    for (; n > 0; n--, at++) {
        if (*at == (uint8_t)byte) {
            return (void *)(uintptr_t)at;
        }
    }
    return NULL;
}

size_t strnlen(const char *s, size_t max)
{
    size_t length = 0;

    while (length < max && s[length] != '\0') {
        length++;
    }
    return length;
}

size_t strlen(const char *s)
{
    return strnlen(s, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t n)
{
    for (; n > 0; n--, a++, b++) {
        if (*a != *b || *a == '\0') {
            return (uint8_t)*a - (uint8_t)*b;
        }
    }
    return 0;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

char *strchr(const char *s, int c)
{
    return memchr(s, c, strlen(s) + 1);
}

char *strrchr(const char *s, int c)
{
    for (size_t i = strlen(s) + 1; i > 0; i--) {
        if (s[i - 1] == (char)c) {
            return (char *)(uintptr_t)(s + i - 1);
        }
    }
    return NULL;
}
