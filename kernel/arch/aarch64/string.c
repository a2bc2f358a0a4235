// SPDX-License-Identifier: BSD-2-Clause
/*
 * C library functions for the kernel, libfdt and the compiler. Nothing long is copied or filled
 * with them: objects are zeroed by arch_clear_memory().
 */

#include <kernel/string.h>
#include <stdint.h>
#include <string.h>

void *memcpy(void *restrict dest, const void *restrict src, size_t count)
{
    unsigned char *to = dest;
    const unsigned char *from = src;

    if ((((uintptr_t)to | (uintptr_t)from) & 7) == 0) {
        for (; count >= 8; count -= 8) {
            *(uint64_t *)to = *(const uint64_t *)from;
            to += 8;
            from += 8;
        }
    }
    while (count-- > 0) {
        *to++ = *from++;
    }
    return dest;
}

void *memmove(void *dest, const void *src, size_t count)
{
    unsigned char *to = dest;
    const unsigned char *from = src;

    if (to <= from || to >= from + count) {
        return memcpy(dest, src, count);
    }
    while (count-- > 0) {
        to[count] = from[count];
    }
    return dest;
}

void *memset(void *dest, int byte, size_t count)
{
    unsigned char *to = dest;

    while (count-- > 0) {
        *to++ = (unsigned char)byte;
    }
    return dest;
}

int memcmp(const void *a, const void *b, size_t count)
{
    const unsigned char *x = a;
    const unsigned char *y = b;

    for (; count > 0; count--, x++, y++) {
        if (*x != *y) {
            return *x - *y;
        }
    }
    return 0;
}

void *memchr(const void *memory, int byte, size_t count)
{
    const unsigned char *at = memory;

    for (; count > 0; count--, at++) {
        if (*at == (unsigned char)byte) {
            return (void *)at;
        }
    }
    return NULL;
}

size_t strlen(const char *text)
{
    size_t length = 0;

    while (text[length] != '\0') {
        length++;
    }
    return length;
}

size_t strnlen(const char *text, size_t limit)
{
    size_t length = 0;

    while (length < limit && text[length] != '\0') {
        length++;
    }
    return length;
}

int strcmp(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t count)
{
    for (; count > 0; count--, a++, b++) {
        if (*a != *b || *a == '\0') {
            return (unsigned char)*a - (unsigned char)*b;
        }
    }
    return 0;
}

char *strchr(const char *text, int c)
{
    for (;; text++) {
        if (*text == (char)c) {
            return (char *)text;
        }
        if (*text == '\0') {
            return NULL;
        }
    }
}

char *strrchr(const char *text, int c)
{
    const char *found = NULL;

    for (;; text++) {
        if (*text == (char)c) {
            found = text;
        }
        if (*text == '\0') {
            return (char *)found;
        }
    }
}
