// SPDX-License-Identifier: BSD-2-Clause
/*
 * A shell: reads lines, runs each command in a task of its own.
 */

#include "shell.h"

int main(void)
{
    static char line[SHELL_LINE_MAX];

    shell_input_init();
    ax_puts("ArceOS shell: help shows the commands.");
    for (;;) {
        shell_reap_jobs();
        if (!shell_read_line(line)) {
            return 0;
        }
        shell_history_add(line);
        shell_run_line(line);
    }
}
