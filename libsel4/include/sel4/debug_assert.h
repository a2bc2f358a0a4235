// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Checks for programs: those that stay in every build, and one that NDEBUG takes out. */

#include <sel4/macros.h>

/**
 * Reports a failed check and does not return. The C library, or the program, provides it as
 * __assert_fail, which libraries declare with different types: so it has a name of its own here.
 */
void libsel4_assert_fail(const char *str, const char *file, int line,
                         const char *function) __asm__("__assert_fail");

/** Fails with a message. */
#define seL4_Fail(s) libsel4_assert_fail(s, __FILE__, __LINE__, __func__)

/** Fails if the expression is false. */
#define seL4_Assert(expr)                                                                          \
    do {                                                                                           \
        if (!(expr)) {                                                                             \
            seL4_Fail(#expr);                                                                      \
        }                                                                                          \
    } while (0)

/** Fails the compilation if the constant expression is false. */
#define seL4_CompileTimeAssert(expr) SEL4_COMPILE_ASSERT(seL4_CompileTimeAssert, expr)

/** A check that NDEBUG takes out of the program. */
#ifdef NDEBUG
#define seL4_DebugAssert(expr) ((void)0)
#else
#define seL4_DebugAssert(expr) seL4_Assert(expr)
#endif
