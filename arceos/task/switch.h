// SPDX-License-Identifier: BSD-2-Clause
/*
 * What blocking, waking and giving way have in common, inline for those ways among equals that are
 * to cost little. Private to task; each has a long way in sched.c, for everything else.
 */
#pragma once

#include <ax/core/log.h>
#include <ax/hal/time.h>
#include <ax/hal/trace.h>

#include "private.h"
#include "sched/levels.h"

/* Makes `next` the current task, in place of another one. Lock held. */
static inline void ax_set_current(struct ax_percpu *cpu, struct ax_task *prev, struct ax_task *next)
{
    uint64_t now = ax_hal_time_ticks_relaxed();

    prev->cpu_ticks += now;
    next->cpu_ticks -= now;
    next->switches++;
    ax_trace_event(AX_TRACE_SWITCH, next->id, (uint32_t)next->switches);
    cpu->current = next;
}

/* ax_schedule_tail() for those who have this core's block. */
static inline void ax_switch_tail(struct ax_percpu *cpu)
{
    struct ax_rq *rq = cpu->sched;

    ax_spin_release_on(cpu, &rq->lock);
    ax_irq_restore_last(cpu);
}

/* The current task's level is the highest, and what is on the queue is on levels. Lock held. */
static inline bool ax_on_top(const struct ax_rq *rq, const struct ax_task *current)
{
    return rq->levels.nonempty >> current->priority == 1;
}

/*
 * ax_block(), which does without choosing where the current task has an equal: that is the next
 * one. Returns this core's block.
 */
static inline struct ax_percpu *ax_block_on(struct ax_percpu *cpu, struct ax_rq *rq,
                                            uint64_t deadline_ns)
{
    struct ax_task *prev = cpu->current;
    struct ax_task *next = ax_levels_task(prev->run_link.next);

    if (ax_unlikely(!ax_on_top(rq, prev) || next == prev || deadline_ns != AX_TIME_NEVER ||
                    ax_log_level_now >= AX_LOG_DEBUG)) {
        ax_block(rq, deadline_ns);
        return ax_percpu();
    }
    ax_trace_event(AX_TRACE_BLOCK, prev->id, 0);
    prev->state = AX_TASK_BLOCKED;
    ax_levels_leave(&rq->levels, prev, next);
    rq->runnable--;
    cpu->need_resched = 0;
    ax_set_current(cpu, prev, next);
    ax_hal_thread_switch(&prev->thread, &next->thread);
    return ax_percpu();
}

/* A task joins the others of its run queue. Lock held, levels in use. */
static inline void ax_make_ready(struct ax_rq *rq, struct ax_task *task)
{
    ax_levels_push(&rq->levels, task);
    task->slice = 0;
    task->state = AX_TASK_READY;
    rq->runnable++;
}

/* ax_wake_on() where more than queueing has to be done. */
struct ax_task *ax_wake(struct ax_task *task);

/*
 * Wakes a task, if it is blocked. irq count raised; `cpu` is this core's block. Returns the task.
 * Where there is no other core, the count does the work of the lock.
 */
static inline struct ax_task *ax_wake_on(const struct ax_percpu *cpu, struct ax_task *task)
{
    struct ax_rq *rq = cpu->sched;
    const struct ax_task *current = cpu->current;

    if (ax_unlikely(!cpu->alone || task->state != AX_TASK_BLOCKED || rq->armed != 0 ||
                    task->priority > current->priority ||
                    (rq->levels.nonempty & AX_LEVELS_NOT_USED) != 0 ||
                    ax_log_level_now >= AX_LOG_DEBUG)) {
        return ax_wake(task);
    }
    ax_trace_event(AX_TRACE_WAKE, task->id, rq->cpu);
    ax_make_ready(rq, task);
    return task;
}
