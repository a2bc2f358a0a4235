// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tasks between cores. A ready task waits on its own core; a core that has nothing to do takes from
 * the others what may run there. Either the idle core sees the waiting task when it looks, or
 * whoever queued the task sees that the core is idle, and kicks it: one says so before it looks,
 * the other queues before it looks.
 */

#include <ax/core/errno.h>
#include <ax/hal/power.h>
#include <ax/hal/trace.h>

#include "private.h"

/* Cores, a bit each; atomically. */
static uint64_t online;
static uint64_t idle; /* Cleared by who kicks it, so that the next kick is another one's. */

void ax_core_online(struct ax_rq *rq)
{
    __atomic_store_n(&rq->online, true, __ATOMIC_RELEASE);
    __atomic_or_fetch(&online, (uint64_t)1 << rq->cpu, __ATOMIC_RELEASE);
}

static bool alone(void)
{
    uint64_t cores = __atomic_load_n(&online, __ATOMIC_RELAXED);

    return (cores & (cores - 1)) == 0;
}

/* Kicks those of `cores` that are idle and that nobody else has kicked: the first one, or all. */
static void kick_idle(uint64_t cores, bool all)
{
    for (; cores != 0; cores &= cores - 1) {
        uint64_t bit = cores & -cores;

        if ((__atomic_fetch_and(&idle, ~bit, __ATOMIC_RELAXED) & bit) != 0) {
            ax_hal_cpu_kick((unsigned)__builtin_ctzll(bit));
            if (!all) {
                return;
            }
        }
    }
}

void ax_core_set_idle(struct ax_rq *rq, bool is_idle)
{
    uint64_t bit = (uint64_t)1 << rq->cpu;

    if (alone()) {
        return;
    }
    if (is_idle) {
        __atomic_or_fetch(&idle, bit, __ATOMIC_SEQ_CST);
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    } else if ((__atomic_fetch_and(&idle, ~bit, __ATOMIC_RELAXED) & bit) == 0) {
        /* Kicked for a task that waits elsewhere, but there is one here: others are to look. */
        kick_idle(__atomic_load_n(&idle, __ATOMIC_RELAXED), true);
    }
}

void ax_tell_idle(const struct ax_task *task)
{
    if (alone()) {
        return;
    }
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    uint64_t cores = __atomic_load_n(&idle, __ATOMIC_RELAXED) & ~((uint64_t)1 << task->cpu);
    /* Where the core is only just waking up, it may take this one, and another has to wait. */
    bool another = ax_rq_current(ax_rq_of(task->cpu))->idle;
    kick_idle(another ? cores : cores & task->cpu_mask, another);
}

static unsigned runnable_on(unsigned cpu)
{
    return __atomic_load_n(&ax_rq_of(cpu)->runnable, __ATOMIC_RELAXED);
}

/* An allowed core that is online: an idle one, else the one with the fewest tasks. */
static unsigned choose(uint64_t mask)
{
    uint64_t cores = mask & __atomic_load_n(&online, __ATOMIC_ACQUIRE);
    uint64_t free = cores & __atomic_load_n(&idle, __ATOMIC_RELAXED);

    ax_assert(cores != 0);
    if (free != 0) {
        return (unsigned)__builtin_ctzll(free);
    }
    unsigned best = (unsigned)__builtin_ctzll(cores);
    for (; cores != 0; cores &= cores - 1) {
        unsigned cpu = (unsigned)__builtin_ctzll(cores);

        best = runnable_on(cpu) < runnable_on(best) ? cpu : best;
    }
    return best;
}

/* Makes the task, which is on no queue, one of core `cpu`. Lock of its run queue held, released. */
static void move(struct ax_rq *from, struct ax_task *task, unsigned cpu)
{
    if (ax_sched->detach != NULL) {
        ax_sched->detach(from, task);
    }
    ax_trace_event(AX_TRACE_MIGRATE, task->id, from->cpu << 8 | cpu);
    __atomic_store_n(&task->cpu, cpu, __ATOMIC_RELEASE);
    ax_spin_release(&from->lock);
    int err = ax_hal_thread_migrate(&task->thread, cpu);
    ax_assert(err == 0);
    ax_irq_restore();
}

void ax_place(struct ax_task *task)
{
    for (;;) {
        struct ax_rq *rq = ax_rq_lock_task(task);

        if (ax_may_run(task, rq->cpu)) {
            ax_rq_put(rq, task, AX_ENQUEUE_MOVED);
            ax_spin_unlock(&rq->lock);
            return;
        }
        move(rq, task, choose(task->cpu_mask));
    }
}

/* Takes a task that waits on `from` for this core; it stays on no queue. */
static struct ax_task *take(struct ax_rq *from, unsigned cpu)
{
    ax_spin_lock(&from->lock);
    /* One runs, or the core is just waking up for it. */
    const struct ax_task *current = ax_rq_current(from);
    bool busy = current != NULL && from->runnable > 1;
    struct ax_task *task = busy ? ax_sched->steal(from, cpu, current) : NULL;

    if (task == NULL) {
        ax_spin_unlock(&from->lock);
        return NULL;
    }
    task->state = AX_TASK_MOVING;
    from->runnable--;
    move(from, task, cpu);
    return task;
}

bool ax_steal(struct ax_rq *rq)
{
    uint64_t left = __atomic_load_n(&online, __ATOMIC_ACQUIRE) & ~((uint64_t)1 << rq->cpu);

    while (left != 0) {
        unsigned most = (unsigned)__builtin_ctzll(left);

        for (uint64_t cores = left; cores != 0; cores &= cores - 1) {
            unsigned cpu = (unsigned)__builtin_ctzll(cores);

            most = runnable_on(cpu) > runnable_on(most) ? cpu : most;
        }
        left &= ~((uint64_t)1 << most);
        struct ax_task *task = runnable_on(most) > 1 ? take(ax_rq_of(most), rq->cpu) : NULL;
        if (task != NULL) {
            ax_place(task);
            return true;
        }
    }
    return false;
}
