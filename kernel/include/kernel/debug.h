// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Messages of the kernel on its debug console, assertions, panic. */

#include <kernel/types.h>

/** Formatted output: %s %c %d %i %u %x %p %%, with l and width and 0. Nothing without K_PRINTING.
 */
void kprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Prints the message and the state of the core whatever the configuration, stops the machine. */
void panic(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/** For bugs of the kernel only; no side effects inside. Checked in debug builds. */
#define kassert(condition)                                                                         \
    do {                                                                                           \
        if (K_DEBUG && unlikely(!(condition))) {                                                   \
            panic("%s:%d: assertion failed: %s", __FILE__, __LINE__, #condition);                  \
        }                                                                                          \
    } while (0)
