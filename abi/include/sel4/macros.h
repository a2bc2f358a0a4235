// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Compiler spellings that seL4's interface headers use. No side effects, usable everywhere. */

#include <sel4/config.h>

#ifndef CONST
/** The function looks at nothing but its arguments. */
#define CONST __attribute__((__const__))
#endif

#ifndef PURE
/** The function has no effect but its result. */
#define PURE __attribute__((__pure__))
#endif

#define SEL4_PACKED        __attribute__((packed))
#define SEL4_DEPRECATED(x) __attribute__((deprecated(x)))
/** Names a deprecated macro's replacement; the compiler cannot warn inside an expression. */
#define SEL4_DEPRECATE_MACRO(x) x

#define LIBSEL4_UNUSED   __attribute__((unused))
#define LIBSEL4_WEAK     __attribute__((weak))
#define LIBSEL4_NOINLINE __attribute__((noinline))

/** How stubs and helpers are defined: in every file that includes them, no library needed. */
#define LIBSEL4_INLINE      LIBSEL4_UNUSED static inline
#define LIBSEL4_INLINE_FUNC LIBSEL4_UNUSED static inline

/** Storage of what belongs to one seL4 thread. */
#ifdef CONFIG_LIB_SEL4_USE_THREAD_LOCALS
#define LIBSEL4_THREAD_LOCAL __thread
#else
#define LIBSEL4_THREAD_LOCAL
#endif

/**
 * Check at compile time. The semicolon is part of the macro, as users of upstream's expect.
 * Programs in C before C11 or C++ before C++11 get an array type that has no valid size if the
 * check fails.
 */
#if defined(__cplusplus) && __cplusplus >= 201103L
#define SEL4_COMPILE_ASSERT(name, expr) static_assert(expr, #name);
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define SEL4_COMPILE_ASSERT(name, expr) _Static_assert(expr, #name);
#else
#define SEL4_COMPILE_ASSERT(name, expr)                                                            \
    typedef char __assert_failed_##name[(expr) ? 1 : -1] LIBSEL4_UNUSED;
#endif

/** Checks that 2^index entries of 2^entry bytes make an object of 2^size bytes. */
#define SEL4_SIZE_SANITY(index, entry, size)                                                       \
    SEL4_COMPILE_ASSERT(index##_##entry##_##size, (index) + (entry) == (size))

/** Last member of an enumeration that has to be as wide as a message word. */
#define SEL4_FORCE_LONG_ENUM(type) _enum_pad_##type = ((1ULL << ((sizeof(long) * 8) - 1)) - 1)

#define LIBSEL4_BIT(n) (1ul << (n))
