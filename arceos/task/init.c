// SPDX-License-Identifier: BSD-2-Clause

#define AX_LOG_TARGET "axtask"

#include <ax/core/errno.h>
#include <ax/core/log.h>
#include <ax/core/printf.h>
#include <ax/core/string.h>
#include <ax/hal/init.h>
#include <ax/hal/time.h>

#include "private.h"

static const struct ax_sched_ops *const schedulers[] = {&ax_sched_fifo, &ax_sched_rr,
                                                        &ax_sched_cfs};

static const char *describe(const struct ax_hal_thread *thread, char *buf, size_t n)
{
    if (thread == NULL) {
        ax_strlcpy(buf, "no task", n);
    } else {
        const struct ax_task *task = ax_container_of(thread, struct ax_task, thread);
        ax_snprintf(buf, n, "task %llu (%s)", (unsigned long long)task->id, task->name);
    }
    return buf;
}

static uint64_t current_id(void)
{
    const struct ax_task *task = ax_percpu()->current;

    return task != NULL ? task->id : 0;
}

static const struct ax_hal_task_hooks hooks = {
    .need_resched = ax_need_resched,
    .ipi = ax_ipi_run,
    .preempt = ax_preempt,
    .wait_in_kernel = ax_wait_in_kernel,
    .fault_exit = ax_task_exit,
    .describe = describe,
    .current_id = current_id,
};

const char *ax_task_scheduler_name(void)
{
    return ax_sched->name;
}

/* Makes this core able to take tasks. */
static int init_cpu(void)
{
    struct ax_rq *rq = ax_rq_of(ax_cpu_id());

    ax_rq_init(rq, ax_cpu_id());
    ax_percpu()->sched = rq;
    int err = ax_service_init(rq);
    if (err == 0) {
        ax_core_online(rq);
    }
    return err;
}

int ax_task_init(const char *scheduler)
{
    ax_info("Initialize scheduling...");
    ax_sched = NULL;
    for (size_t i = 0; i < AX_ARRAY_LEN(schedulers); i++) {
        if (strcmp(scheduler, schedulers[i]->param) == 0) {
            ax_sched = schedulers[i];
        }
    }
    if (ax_sched == NULL) {
        ax_sched = &ax_sched_fifo;
        ax_error("sched=%s: no such scheduler: give fifo, rr or cfs", scheduler);
        return -AX_EINVAL;
    }
    ax_ipi_init();
    ax_hal_set_task_hooks(&hooks);
    int err = init_cpu();
    if (err == 0) {
        ax_info("  use %s scheduler.", ax_sched->name);
    }
    return err;
}

int ax_task_init_secondary(void)
{
    return init_cpu();
}

int ax_task_init_timer(void)
{
    return ax_hal_timer_init(ax_timer_interrupt);
}

void ax_task_start(void)
{
    struct ax_rq *rq = ax_rq_lock_this();

    /* Bring-up context counts one already; the first task finds exactly 1. */
    ax_irq_restore();
    ax_schedule_first(rq);
}
