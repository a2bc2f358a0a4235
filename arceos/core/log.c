// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/errno.h>
#include <ax/core/log.h>
#include <ax/core/printf.h>
#include <ax/core/string.h>

#include "line.h"

enum ax_log_level ax_log_level_now = AX_LOG_WARN;

/* Colours are those of axlog: red, yellow, green, cyan, bright black; the frame is white. */
static const struct {
    const char *name;
    int colour;
} levels[] = {
    [AX_LOG_OFF] = {"off", 37},   [AX_LOG_ERROR] = {"error", 31}, [AX_LOG_WARN] = {"warn", 33},
    [AX_LOG_INFO] = {"info", 32}, [AX_LOG_DEBUG] = {"debug", 36}, [AX_LOG_TRACE] = {"trace", 90},
};

void ax_log_set_level(enum ax_log_level level)
{
    __atomic_store_n(&ax_log_level_now, level, __ATOMIC_RELAXED);
}

int ax_log_level_from_name(const char *name)
{
    for (size_t i = 0; i < AX_ARRAY_LEN(levels); i++) {
        if (strcmp(name, levels[i].name) == 0) {
            return (int)i;
        }
    }
    return -AX_EINVAL;
}

const char *ax_log_level_name(enum ax_log_level level)
{
    return levels[level].name;
}

void ax_log_line(enum ax_log_level level, const char *target, int line_number, const char *format,
                 ...)
{
    const struct ax_console_ops *ops = ax_console_ops();
    uint64_t now = ops->now_ns();
    uint64_t task = ops->task_id();
    int cpu = ops->cpu_id();
    struct ax_line line;
    va_list ap;

    line.used = 0;
    ax_line_printf(&line, "\x1b[37m[%3llu.%06llu ", (unsigned long long)(now / AX_NS_PER_SEC),
                   (unsigned long long)(now % AX_NS_PER_SEC / AX_NS_PER_US));
    if (cpu >= 0 && task != 0) {
        ax_line_printf(&line, "%d:%llu ", cpu, (unsigned long long)task);
    } else if (cpu >= 0) {
        ax_line_printf(&line, "%d ", cpu);
    }
    ax_line_printf(&line, "%s:%d] \x1b[%dm", target, line_number, levels[level].colour);
    va_start(ap, format);
    ax_vxprintf(ax_line_put, &line, format, ap);
    va_end(ap);
    ax_line_printf(&line, "\x1b[m\n\x1b[m");
    ax_line_flush(&line);
}
