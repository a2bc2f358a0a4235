// SPDX-License-Identifier: BSD-2-Clause
/*
 * Assertions and panic: for bugs of our own, never for user mistakes or hardware.
 */
#pragma once

#include <ax/core/types.h>

/*
 * Prints "panicked at FILE:LINE:" and the message, then calls the panic hook, which does not
 * return. Any context. Prefer the macro.
 */
void ax_panic_at(const char *file, int line, const char *format, ...) AX_PRINTF(3, 4) AX_NORETURN;

#define ax_panic(...) ax_panic_at(__FILE__, __LINE__, __VA_ARGS__)

/* Panics unless `cond`. Always compiled in; `cond` must have no side effect. */
#define ax_assert(cond)                                                                            \
    do {                                                                                           \
        if (ax_unlikely(!(cond))) {                                                                \
            ax_panic_at(__FILE__, __LINE__, "assertion failed: %s", #cond);                        \
        }                                                                                          \
    } while (0)

/*
 * What happens after the message (runtime: backtrace and shutdown). Must not return; if there is
 * none, or it panics itself, the processor stops with a trap instruction. Set in bring-up context.
 */
void ax_panic_set_hook(void (*hook)(void));

/* True from the first panic on. Any context. */
bool ax_panicking(void);
