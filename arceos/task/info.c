// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/errno.h>
#include <ax/core/string.h>
#include <ax/hal/power.h>
#include <ax/task/info.h>

#include "private.h"

static void fill(struct ax_task *task, struct ax_task_info *out)
{
    *out = (struct ax_task_info){.id = task->id, .idle = task->idle};
    memcpy(out->name, task->name, sizeof(out->name));
    struct ax_rq *rq = ax_rq_lock_task(task);
    out->state = ax_task_state(task);
    out->cpu = task->cpu;
    out->priority = (int)task->priority;
    out->nice = task->nice;
    out->switches = task->switches;
    out->preemptions = task->preemptions;
    uint64_t ticks = ax_task_ticks(task);
    ax_spin_unlock(&rq->lock);
    out->cpu_ns = ax_hal_ticks_to_ns(ticks);
}

int ax_task_info_next(uint64_t after, struct ax_task_info *out)
{
    int err = -AX_ENOENT;

    ax_spin_lock(&ax_tasks.lock);
    ax_list_for_each(it, &ax_tasks.tasks)
    {
        struct ax_task *task = ax_list_entry(it, struct ax_task, all_link);
        if (task->id > after) {
            fill(task, out);
            err = 0;
            break;
        }
    }
    ax_spin_unlock(&ax_tasks.lock);
    return err;
}

void ax_task_for_each(void (*visit)(const struct ax_task_info *info, void *arg), void *arg)
{
    struct ax_task_info info = {0};

    while (ax_task_info_next(info.id, &info) == 0) {
        visit(&info, arg);
    }
}

const char *ax_task_state_name(enum ax_task_state state)
{
    static const char *const names[] = {
        [AX_TASK_READY] = "ready",
        [AX_TASK_RUNNING] = "running",
        [AX_TASK_BLOCKED] = "blocked",
        [AX_TASK_EXITED] = "exited",
    };

    return names[state];
}

void ax_task_stats(struct ax_task_stats *out)
{
    struct ax_task_info info = {0};

    *out = (struct ax_task_stats){0};
    ax_spin_lock(&ax_tasks.lock);
    out->created = ax_tasks.created;
    out->living = ax_tasks.living;
    out->ended = ax_tasks.ended;
    out->held = ax_tasks.held;
    out->switches = ax_tasks.switches;
    ax_list_for_each(it, &ax_tasks.tasks)
    {
        out->switches += ax_list_entry(it, struct ax_task, all_link)->switches;
    }
    ax_spin_unlock(&ax_tasks.lock);
    for (unsigned cpu = 0; cpu < ax_hal_cpu_count(); cpu++) {
        struct ax_rq *rq = ax_rq_of(cpu);
        ax_spin_lock(&rq->lock);
        const struct ax_task *current = ax_rq_current(rq);
        out->ticks += rq->ticks;
        out->ready += rq->runnable - (current != NULL && !current->idle);
        out->timers += rq->armed;
        ax_spin_unlock(&rq->lock);
        ax_store_count(&rq->store, out);
    }
    while (ax_task_info_next(info.id, &info) == 0) {
        out->idle_ns += info.idle ? info.cpu_ns : 0;
    }
}
