// SPDX-License-Identifier: BSD-2-Clause
/*
 * The words every module uses: fixed-width integers, NULL, bool, and a handful of helpers that
 * belong to no subsystem. Nothing here needs a C library.
 */
#pragma once

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AX_NORETURN     __attribute__((noreturn))
#define AX_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define AX_WEAK         __attribute__((weak))
#define AX_UNUSED       __attribute__((unused))

/*
 * A function without floating-point and vector registers, for code compiled with them
 * (applications) that runs in manager context: handlers and timer callbacks.
 */
#define AX_NO_FP __attribute__((target("general-regs-only")))

#define ax_likely(x)   __builtin_expect(!!(x), 1)
#define ax_unlikely(x) __builtin_expect(!!(x), 0)

/* Number of elements of an array (not of a pointer). */
#define AX_ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Round to a multiple of `a`, a power of two; up overflows to 0 at the end of the range. */
#define AX_ALIGN_UP(x, a)   (((x) + ((a)-1)) & ~((__typeof__(x))(a)-1))
#define AX_ALIGN_DOWN(x, a) ((x) & ~((__typeof__(x))(a)-1))
#define AX_IS_ALIGNED(x, a) (((x) & ((__typeof__(x))(a)-1)) == 0)

/* Each argument is evaluated once: it may change under the reader's eyes. Not constants. */
#define AX_MIN(a, b)                                                                               \
    ({                                                                                             \
        __typeof__(a) ax_a = (a);                                                                  \
        __typeof__(b) ax_b = (b);                                                                  \
        ax_a < ax_b ? ax_a : ax_b;                                                                 \
    })
#define AX_MAX(a, b)                                                                               \
    ({                                                                                             \
        __typeof__(a) ax_a = (a);                                                                  \
        __typeof__(b) ax_b = (b);                                                                  \
        ax_a > ax_b ? ax_a : ax_b;                                                                 \
    })

/* The structure of type `type` whose field `member` is at `ptr`. */
#define ax_container_of(ptr, type, member) ((type *)((char *)(ptr)-offsetof(type, member)))

#define AX_KIB 1024ul
#define AX_MIB (1024ul * AX_KIB)

#define AX_NS_PER_US  1000ull
#define AX_NS_PER_MS  1000000ull
#define AX_NS_PER_SEC 1000000000ull
