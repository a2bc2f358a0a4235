// SPDX-License-Identifier: BSD-2-Clause

#include "shell.h"

#define LINES 32

static char lines[LINES][SHELL_LINE_MAX];
static unsigned added; /* lines ever added; the last one is at (added - 1) % LINES */

void shell_history_add(const char *line)
{
    const char *last = shell_history_get(1);

    if (line[0] != '\0' && (last == NULL || strcmp(line, last) != 0)) {
        ax_strlcpy(lines[added++ % LINES], line, SHELL_LINE_MAX);
    }
}

const char *shell_history_get(unsigned back)
{
    if (back == 0 || back > AX_MIN(added, (unsigned)LINES)) {
        return NULL;
    }
    return lines[(added - back) % LINES];
}
