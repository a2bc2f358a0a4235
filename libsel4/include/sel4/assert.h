// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Checks that stay in every build. */

#include <sel4/macros.h>

/** Reports a failed check and does not return. The C library, or the program, provides it. */
void __assert_fail(const char *str, const char *file, int line, const char *function);

/** Fails with a message. */
#define seL4_Fail(s) __assert_fail(s, __FILE__, __LINE__, __func__)

/** Fails if the expression is false. */
#define seL4_Assert(expr)                                                                          \
    do {                                                                                           \
        if (!(expr)) {                                                                             \
            seL4_Fail(#expr);                                                                      \
        }                                                                                          \
    } while (0)

/** Fails the compilation if the constant expression is false. */
#define seL4_CompileTimeAssert(expr) SEL4_COMPILE_ASSERT(seL4_CompileTimeAssert, expr)
