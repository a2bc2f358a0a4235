// SPDX-License-Identifier: BSD-2-Clause
/* Makes and ends tasks, and looks whether anything is missing afterwards. */

#include "shell.h"

#define DEFAULT_TASKS 2000
#define MAX_TASKS     10000000u

static int child(void *arg)
{
    return (int)((uintptr_t)arg & 0xff);
}

/* One task after the other, some of them detached, some joined late. False: none could be made. */
static bool make_tasks(uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        struct ax_task_options options = {.name = "churn"};
        struct ax_task *task;
        int code = 0;
        int err = ax_task_spawn(child, (void *)i, &options, &task);

        if (err != 0) {
            ax_printf("churn: task %llu: %s\n", (unsigned long long)i, ax_strerror(err));
            return false;
        }
        if (i % 3 == 0) {
            ax_task_yield(); /* it has ended before it is joined */
        }
        if (i % 5 == 0) {
            ax_task_detach(task);
            ax_task_yield();
        } else {
            err = ax_task_join(task, &code);
            ax_assert(err == 0 && code == (int)(i & 0xff));
        }
    }
    return true;
}

int demo_churn(int argc, char **argv)
{
    static struct shell_counters before, after;
    uint64_t count = DEFAULT_TASKS;

    if (argc > 1 && !shell_number(argv[1], MAX_TASKS, &count)) {
        ax_printf("churn: %s is no number from 0 to %u\n", argv[1], MAX_TASKS);
        return 1;
    }
    shell_counters_read(&before);
    uint64_t start = ax_hal_time_now_ns();
    if (!make_tasks(count)) {
        return 1;
    }
    uint64_t us = (ax_hal_time_now_ns() - start) / AX_NS_PER_US;
    shell_counters_read(&after);
    ax_printf("%llu tasks made and ended, %llu us each\n", (unsigned long long)count,
              (unsigned long long)(us / AX_MAX(count, (uint64_t)1)));
    if (shell_counters_compare(&before, &after) != 0) {
        return 1;
    }
    ax_printf("all %u counters are where they were\n", after.count);
    return 0;
}
