// SPDX-License-Identifier: BSD-2-Clause

#include "stress.h"

void take(struct worker *w, struct ax_semaphore *s)
{
    int err = ax_semaphore_take_until(s, ax_deadline_after(PATIENCE_NS));

    CHECK(w, err == 0);
}

int join(struct worker *w, struct ax_task *task)
{
    int code = -1;
    int err = ax_task_join_until(task, &code, ax_deadline_after(PATIENCE_NS));

    CHECK(w, err == 0);
    return code;
}

struct ax_task *spawn(struct worker *w, ax_task_fn fn, void *arg,
                      const struct ax_task_options *options)
{
    struct ax_task *task;
    int err = ax_task_spawn(fn, arg, options, &task);

    CHECK(w, err == 0);
    return task;
}

unsigned core_now(void)
{
    ax_irq_save();
    unsigned core = ax_cpu_id();
    ax_irq_restore();
    return core;
}

void spin_ns(uint64_t ns)
{
    uint64_t end = ax_hal_time_now_ns() + ns;

    while (ax_hal_time_now_ns() < end) {
        ax_cpu_relax();
    }
}
