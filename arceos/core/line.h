// SPDX-License-Identifier: BSD-2-Clause
/* Private to core: gathers a line, so that it reaches the console in one piece. */
#pragma once

#include <ax/core/types.h>

struct ax_line {
    size_t used;
    char buf[256];
};

/* Appends, sending what is there when it is full. The signature is that of ax_put_fn. */
void ax_line_put(void *line, const char *bytes, size_t n);

/* Formats into the line. */
void ax_line_printf(struct ax_line *line, const char *format, ...) AX_PRINTF(2, 3);

/* Sends what is there. */
void ax_line_flush(struct ax_line *line);
