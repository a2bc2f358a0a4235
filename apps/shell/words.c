// SPDX-License-Identifier: BSD-2-Clause

#include "shell.h"

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

/*
 * Moves one word to *to, its quotation marks left out, and both on to behind it. False: a quotation
 * does not end.
 */
static bool take_word(char **from, char **to)
{
    char *in = *from, *out = *to;
    char quote = '\0';

    for (; *in != '\0' && (quote != '\0' || !blank(*in)); in++) {
        if (*in == quote) {
            quote = '\0';
        } else if (quote == '\0' && (*in == '\'' || *in == '"')) {
            quote = *in;
        } else {
            if (*in == '\\' && quote != '\'' && in[1] != '\0') {
                in++;
            }
            *out++ = *in;
        }
    }
    *from = *in != '\0' ? in + 1 : in;
    *out++ = '\0';
    *to = out;
    return quote == '\0';
}

int shell_split(char *line, char **argv)
{
    char *from = line, *to = line;
    int argc = 0;

    for (;;) {
        while (blank(*from)) {
            from++;
        }
        if (*from == '\0') {
            argv[argc] = NULL;
            return argc;
        }
        if (argc == SHELL_WORDS_MAX) {
            return -AX_ENOSPC;
        }
        argv[argc++] = to;
        if (!take_word(&from, &to)) {
            return -AX_EINVAL;
        }
    }
}
