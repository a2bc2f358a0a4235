// SPDX-License-Identifier: BSD-2-Clause
/*
 * Formatted output: %d %i %u %x %X %o %p %s %c %%, lengths hh h l ll z t j, flags - 0 + space #,
 * width and precision, also as *. No floating point: %f and the like print as they stand. C17
 * 7.21.6.1 tells the meaning.
 */
#pragma once

#include <ax/core/types.h>

/* Takes the next `n` bytes of output. */
typedef void (*ax_put_fn)(void *arg, const char *bytes, size_t n);

/* Formats into put(arg, ...), piece by piece; returns the number of bytes. Any context. */
int ax_vxprintf(ax_put_fn put, void *arg, const char *format, va_list ap);

/*
 * Formats into buf[0 .. n), cut to fit and always terminated if n > 0. Returns the length that the
 * whole text has. Any context.
 */
int ax_vsnprintf(char *buf, size_t n, const char *format, va_list ap);
int ax_snprintf(char *buf, size_t n, const char *format, ...) AX_PRINTF(3, 4);

/*
 * Formats to the console, without a log line's decoration. Up to 256 bytes go out in one piece with
 * respect to other writers. Returns the number of bytes. Any context.
 */
int ax_vprintf(const char *format, va_list ap);
int ax_printf(const char *format, ...) AX_PRINTF(1, 2);

/* Writes `s` and a newline to the console. Any context. */
void ax_puts(const char *s);

/* Writes bytes to the console as they are. Any context. */
void ax_console_out(const char *bytes, size_t n);

/* Where console output and log lines get what core has not: it is below hal. */
struct ax_console_ops {
    void (*write)(const char *bytes, size_t n);
    uint64_t (*now_ns)(void);  /* Time for log lines. */
    int (*cpu_id)(void);       /* Core for log lines; -1 = do not show. */
    uint64_t (*task_id)(void); /* Task for log lines; 0 = do not show. */
};

/* Sets the hooks; `ops` stays valid. Before, output is dropped. Bring-up context. */
void ax_console_set_ops(const struct ax_console_ops *ops);

/* The hooks; never NULL. */
const struct ax_console_ops *ax_console_ops(void);
