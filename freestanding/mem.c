// SPDX-License-Identifier: BSD-2-Clause

/*
 * C17's memory functions (7.24) for every image that has no C library: the compiler calls some of
 * them, so does third-party code. Compiled with each image's flags: where memory is device memory
 * yet (the loader) the compiler takes unaligned words apart (-mstrict-align).
 *
 * The compiler knows these loops by sight and would replace them by calls to the functions that
 * they are in; mk/freestanding.mk forbids it.
 */
#include <stdint.h>
#include <string.h>

/* Any type underneath; the second with any alignment. */
typedef uint64_t __attribute__((may_alias)) aligned_t;
typedef uint64_t __attribute__((may_alias, aligned(1))) word_t;

static inline int is_aligned(const void *a, const void *b)
{
    return (((uintptr_t)a | (uintptr_t)b) % sizeof(aligned_t)) == 0;
}

static void copy_up(uint8_t *d, const uint8_t *s, size_t n)
{
    if (is_aligned(d, s)) {
        for (; n >= 32; n -= 32, d += 32, s += 32) {
            uint64_t a = ((const aligned_t *)s)[0];
            uint64_t b = ((const aligned_t *)s)[1];
            uint64_t c = ((const aligned_t *)s)[2];
            uint64_t e = ((const aligned_t *)s)[3];
            ((aligned_t *)d)[0] = a;
            ((aligned_t *)d)[1] = b;
            ((aligned_t *)d)[2] = c;
            ((aligned_t *)d)[3] = e;
        }
    }
    for (; n >= 8; n -= 8, d += 8, s += 8) {
        *(word_t *)d = *(const word_t *)s;
    }
    for (; n > 0; n--) {
        *d++ = *s++;
    }
}

static void copy_down(uint8_t *d, const uint8_t *s, size_t n)
{
    for (; n >= 8; n -= 8) {
        *(word_t *)(d + n - 8) = *(const word_t *)(s + n - 8);
    }
    for (; n > 0; n--) {
        d[n - 1] = s[n - 1];
    }
}

void *memcpy(void *restrict dst, const void *restrict src, size_t n)
{
    copy_up(dst, src, n);
    return dst;
}

void *memmove(void *dst, const void *src, size_t n)
{
    /* Upwards reads a block before it writes it, so it is right unless dst lies inside [src,
     * src+n). */
    if ((uintptr_t)dst - (uintptr_t)src >= n) {
        copy_up(dst, src, n);
    } else {
        copy_down(dst, src, n);
    }
    return dst;
}

void *memset(void *dst, int byte, size_t n)
{
    uint8_t *d = dst;
    uint64_t word = (uint8_t)byte * 0x0101010101010101ull;

    for (; n > 0 && !is_aligned(d, d); n--) {
        *d++ = (uint8_t)byte;
    }
    for (; n >= 32; n -= 32, d += 32) {
        ((aligned_t *)d)[0] = word;
        ((aligned_t *)d)[1] = word;
        ((aligned_t *)d)[2] = word;
        ((aligned_t *)d)[3] = word;
    }
    for (; n >= 8; n -= 8, d += 8) {
        *(aligned_t *)d = word;
    }
    for (; n > 0; n--) {
        *d++ = (uint8_t)byte;
    }
    return dst;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const uint8_t *x = a;
    const uint8_t *y = b;

    for (; n >= 8 && *(const word_t *)x == *(const word_t *)y; n -= 8) {
        x += 8;
        y += 8;
    }
    for (; n > 0; n--, x++, y++) {
        if (*x != *y) {
            return *x - *y;
        }
    }
    return 0;
}

void *memchr(const void *s, int byte, size_t n)
{
    const uint8_t *p = s;

    for (; n > 0; n--, p++) {
        if (*p == (uint8_t)byte) {
            return (void *)p;
        }
    }
    return NULL;
}
