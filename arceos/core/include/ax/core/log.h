// SPDX-License-Identifier: BSD-2-Clause
/*
 * Log lines as ArceOS prints them (axlog): white "[ seconds.micros core:task target:line]", then
 * the message in the colour of its level. A source file that logs defines AX_LOG_TARGET before its
 * includes.
 *
 * A line is printed if its level is at most the run-time level (LOG=) and at most
 * AX_LOG_STATIC_MAX; beyond the latter its code is not even compiled in.
 */
#pragma once

#include <ax/core/types.h>

/* Levels, from none to all; a message is printed if its level is at most the one set. */
enum ax_log_level {
    AX_LOG_OFF,
    AX_LOG_ERROR,
    AX_LOG_WARN,
    AX_LOG_INFO,
    AX_LOG_DEBUG,
    AX_LOG_TRACE,
};

#ifndef AX_LOG_STATIC_MAX
#define AX_LOG_STATIC_MAX AX_LOG_TRACE
#endif

#ifndef AX_LOG_TARGET
#define AX_LOG_TARGET "app"
#endif

/* The run-time level; AX_LOG_WARN at start. Read it directly, change it with ax_log_set_level(). */
extern enum ax_log_level ax_log_level_now;

/* Any context. */
void ax_log_set_level(enum ax_log_level level);

/* The level called `name` ("off" ... "trace"), or -AX_EINVAL. */
int ax_log_level_from_name(const char *name);

/* The name of a level. Constant. */
const char *ax_log_level_name(enum ax_log_level level);

/* Prints one line whatever the level. Any context, handlers included. Prefer the macros. */
void ax_log_line(enum ax_log_level level, const char *target, int line, const char *format, ...)
    AX_PRINTF(4, 5);

#define ax_log(level, ...)                                                                         \
    do {                                                                                           \
        if ((level) <= AX_LOG_STATIC_MAX && ax_unlikely((level) <= ax_log_level_now)) {            \
            ax_log_line((level), AX_LOG_TARGET, __LINE__, __VA_ARGS__);                            \
        }                                                                                          \
    } while (0)

#define ax_error(...) ax_log(AX_LOG_ERROR, __VA_ARGS__)
#define ax_warn(...)  ax_log(AX_LOG_WARN, __VA_ARGS__)
#define ax_info(...)  ax_log(AX_LOG_INFO, __VA_ARGS__)
#define ax_debug(...) ax_log(AX_LOG_DEBUG, __VA_ARGS__)
#define ax_trace(...) ax_log(AX_LOG_TRACE, __VA_ARGS__)
