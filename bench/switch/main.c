// SPDX-License-Identifier: BSD-2-Clause

#include "bench.h"

void put_row(const char *name, uint64_t total, uint64_t count)
{
    ax_printf("ROW %llu %s\n", (unsigned long long)((total + count / 2) / count), name);
}

uint64_t median(uint64_t *value, unsigned count)
{
    for (unsigned i = 1; i < count; i++) {
        uint64_t moving = value[i];
        unsigned at = i;

        for (; at > 0 && value[at - 1] > moving; at--) {
            value[at] = value[at - 1];
        }
        value[at] = moving;
    }
    return value[count / 2];
}

struct ax_task *spawn_on(unsigned cpu, ax_task_fn entry, void *arg)
{
    struct ax_task_options o = {
        .name = "bench", .stack_size = 8 * 1024, .cpu_mask = (uint64_t)1 << cpu};
    struct ax_task *task;
    int err = ax_task_spawn(entry, arg, &o, &task);

    if (err != 0) {
        ax_panic("bench: a task cannot be made: error %d", -err);
    }
    return task;
}

void join(struct ax_task *task)
{
    int err = ax_task_join(task, NULL);

    ax_assert(err == 0);
}

int main(void)
{
    int err = ax_task_set_affinity(1);

    ax_assert(err == 0);
    ax_printf("SCHED %s\n", ax_task_scheduler_name());
    rows_yield();
    rows_sync();
    rows_life();
    rows_time();
    return 0;
}
