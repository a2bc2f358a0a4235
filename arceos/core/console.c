// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/printf.h>
#include <ax/core/string.h>

#include "line.h"

static void no_write(const char *bytes, size_t n)
{
    (void)bytes;
    (void)n;
}

static uint64_t no_number(void)
{
    return 0;
}

static int no_cpu(void)
{
    return -1;
}

static const struct ax_console_ops no_ops = {no_write, no_number, no_cpu, no_number};
static const struct ax_console_ops *ops = &no_ops;

void ax_console_set_ops(const struct ax_console_ops *new_ops)
{
    ops = new_ops;
}

const struct ax_console_ops *ax_console_ops(void)
{
    return ops;
}

void ax_console_out(const char *bytes, size_t n)
{
    ops->write(bytes, n);
}

void ax_line_flush(struct ax_line *line)
{
    if (line->used > 0) {
        ops->write(line->buf, line->used);
        line->used = 0;
    }
}

void ax_line_put(void *arg, const char *bytes, size_t n)
{
    struct ax_line *line = arg;

    while (n > 0) {
        size_t part = AX_MIN(n, sizeof(line->buf) - line->used);
        memcpy(line->buf + line->used, bytes, part);
        line->used += part;
        bytes += part;
        n -= part;
        if (line->used == sizeof(line->buf)) {
            ax_line_flush(line);
        }
    }
}

void ax_line_printf(struct ax_line *line, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    ax_vxprintf(ax_line_put, line, format, ap);
    va_end(ap);
}

int ax_vprintf(const char *format, va_list ap)
{
    struct ax_line line;

    line.used = 0;
    int n = ax_vxprintf(ax_line_put, &line, format, ap);
    ax_line_flush(&line);
    return n;
}

int ax_printf(const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    int n = ax_vprintf(format, ap);
    va_end(ap);
    return n;
}

void ax_puts(const char *s)
{
    ax_printf("%s\n", s);
}
