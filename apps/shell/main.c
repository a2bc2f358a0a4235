// SPDX-License-Identifier: BSD-2-Clause
/*
 * A shell: reads lines, runs each command in a task of its own.
 */

#include "shell.h"

#define READY 4 /* tasks whose stacks and kernel objects are there from the start */

static int do_nothing(void *arg)
{
    (void)arg;
    return 0;
}

/*
 * Makes READY tasks at once. What they leave is kept for the next ones, so that the first commands
 * are as quick as later ones, and `free` shows from the start what it shows later.
 */
static void prepare_tasks(void)
{
    struct ax_task *tasks[READY];
    unsigned made = 0;

    while (made < READY && ax_task_spawn(do_nothing, NULL, NULL, &tasks[made]) == 0) {
        made++;
    }
    while (made > 0) {
        int err = ax_task_join(tasks[--made], NULL);
        ax_assert(err == 0);
    }
}

int main(void)
{
    static char line[SHELL_LINE_MAX];

    prepare_tasks();
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
