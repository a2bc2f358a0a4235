// SPDX-License-Identifier: BSD-2-Clause
/*
 * Run queues and switching: who runs, who waits, who is woken.
 */

#define AX_LOG_TARGET "axtask"

#include <ax/core/errno.h>
#include <ax/core/log.h>
#include <ax/hal/init.h>
#include <ax/hal/power.h>
#include <ax/hal/time.h>

#include "private.h"

static struct ax_rq queues[AX_MAX_CPUS];

const struct ax_sched_ops *ax_sched = &ax_sched_fifo;

struct ax_rq *ax_rq_of(unsigned cpu)
{
    return &queues[cpu];
}

void ax_rq_init(struct ax_rq *rq, unsigned cpu)
{
    *rq = (struct ax_rq){.cpu = cpu, .programmed = AX_TIME_NEVER};
    ax_levels_init(&rq->queue);
    ax_wait_queue_init(&rq->gc_wait);
    ax_list_init(&rq->ended);
}

struct ax_rq *ax_rq_lock_this(void)
{
    ax_irq_save();
    struct ax_rq *rq = ax_percpu()->sched;
    ax_spin_lock(&rq->lock);
    ax_irq_restore();
    return rq;
}

struct ax_rq *ax_rq_lock_task(const struct ax_task *task)
{
    for (;;) {
        unsigned cpu = __atomic_load_n(&task->cpu, __ATOMIC_ACQUIRE);
        ax_spin_lock(&queues[cpu].lock);
        if (task->cpu == cpu) {
            return &queues[cpu];
        }
        ax_spin_unlock(&queues[cpu].lock);
    }
}

static void enqueue(struct ax_rq *rq, struct ax_task *task, enum ax_enqueue why)
{
    task->state = AX_TASK_READY;
    if (task->idle) {
        return;
    }
    ax_sched->enqueue(rq, task, why);
    rq->ready++;
}

/* Chooses the next task and makes it the current one; returns the one before. */
static struct ax_task *change_current(struct ax_rq *rq)
{
    struct ax_task *prev = rq->current;
    struct ax_task *next = ax_sched->pick(rq);
    uint64_t now = ax_hal_time_now_ns();

    if (next != NULL) {
        rq->ready--;
    } else {
        next = rq->idle;
    }
    ax_assert(next->state == AX_TASK_READY);
    next->state = AX_TASK_RUNNING;
    ax_percpu()->need_resched = 0;
    if (prev != NULL) {
        prev->cpu_ns += now - rq->switched_at;
    }
    rq->switched_at = now;
    if (prev == next) {
        return prev;
    }
    ax_trace("context switch: %s -> %s", prev != NULL ? prev->name : "", next->name);
    next->switches++;
    rq->switches++;
    rq->current = next;
    ax_percpu()->current = next;
    /* An idle core takes no ticks: they begin again with the first task. */
    if (!next->idle && (prev == NULL || prev->idle)) {
        rq->next_tick = now + AX_TICK_NS;
    }
    ax_timer_program(rq);
    return prev;
}

void ax_schedule_tail(void)
{
    struct ax_rq *rq = ax_percpu()->sched;

    ax_spin_unlock(&rq->lock);
}

void ax_schedule(struct ax_rq *rq)
{
    ax_assert(ax_percpu()->irq_count == 1 && !ax_in_irq());
    struct ax_task *prev = change_current(rq);
    if (rq->current != prev) {
        ax_hal_thread_switch(&prev->thread, &rq->current->thread);
    }
    /* Perhaps on another core by now: rq is not to be used any more. */
    ax_schedule_tail();
}

void ax_schedule_first(struct ax_rq *rq)
{
    change_current(rq);
    ax_hal_run(&rq->current->thread);
}

void ax_schedule_last(struct ax_rq *rq)
{
    ax_assert(ax_percpu()->irq_count == 1 && !ax_in_irq());
    struct ax_task *prev = change_current(rq);
    ax_hal_thread_exit(&prev->thread, &rq->current->thread);
}

void ax_block(struct ax_rq *rq, uint64_t deadline_ns)
{
    struct ax_task *task = rq->current;

    ax_assert(!task->idle);
    ax_debug("task block: Task(%llu, \"%s\")", (unsigned long long)task->id, task->name);
    task->state = AX_TASK_BLOCKED;
    if (deadline_ns != AX_TIME_NEVER) {
        ax_timer_arm_locked(rq, &task->alarm, deadline_ns);
    }
    ax_schedule(rq);
}

/* Asks the core of `rq` to look at its queue again. Lock held. */
static void ask_resched(struct ax_rq *rq)
{
    __atomic_store_n(&ax_percpu_of(rq->cpu)->need_resched, 1, __ATOMIC_RELAXED);
    if (rq->cpu != ax_cpu_id()) {
        ax_hal_cpu_kick(rq->cpu);
    }
}

/* The same if `woken` should run before who runs there. */
static void check_preemption(struct ax_rq *rq, const struct ax_task *woken)
{
    if (rq->current != NULL && (rq->current->idle || ax_sched->preempts(woken, rq->current))) {
        ask_resched(rq);
    }
}

void ax_wake_locked(struct ax_rq *rq, struct ax_task *task)
{
    if (task->state != AX_TASK_BLOCKED) {
        return;
    }
    ax_debug("task unblock: Task(%llu, \"%s\")", (unsigned long long)task->id, task->name);
    ax_timer_cancel_locked(rq, &task->alarm);
    enqueue(rq, task, AX_ENQUEUE_WOKEN);
    check_preemption(rq, task);
}

void ax_wake(struct ax_task *task)
{
    struct ax_rq *rq = ax_rq_lock_task(task);

    ax_wake_locked(rq, task);
    ax_spin_unlock(&rq->lock);
}

void ax_rq_add(struct ax_task *task)
{
    struct ax_rq *rq = ax_rq_lock_task(task);

    enqueue(rq, task, AX_ENQUEUE_WOKEN);
    check_preemption(rq, task);
    ax_spin_unlock(&rq->lock);
}

static void assert_task_context(void)
{
    ax_assert(ax_irq_enabled() && ax_task_current() != NULL);
}

void ax_task_yield(void)
{
    assert_task_context();
    struct ax_rq *rq = ax_rq_lock_this();
    enqueue(rq, rq->current, AX_ENQUEUE_YIELDED);
    ax_schedule(rq);
}

bool ax_need_resched(void)
{
    return ax_percpu()->need_resched != 0;
}

void ax_preempt(void)
{
    struct ax_rq *rq = ax_rq_lock_this();

    if (!ax_need_resched()) {
        ax_spin_unlock(&rq->lock);
        return;
    }
    rq->current->preemptions++;
    enqueue(rq, rq->current, AX_ENQUEUE_PREEMPTED);
    ax_schedule(rq);
}

void ax_task_sleep_until(uint64_t deadline_ns)
{
    assert_task_context();
    struct ax_rq *rq = ax_rq_lock_this();
    ax_block(rq, deadline_ns);
}

void ax_task_sleep_ns(uint64_t ns)
{
    ax_task_sleep_until(ax_deadline_after(ns));
}

int ax_task_set_priority(struct ax_task *task, int priority)
{
    if (priority < 1 || priority >= AX_PRIORITIES) {
        return -AX_EINVAL;
    }
    struct ax_rq *rq = ax_rq_lock_task(task);
    bool queued = task->state == AX_TASK_READY && !task->idle;
    if (queued) {
        ax_sched->remove(rq, task);
        rq->ready--;
    }
    task->priority = priority;
    if (queued) {
        enqueue(rq, task, AX_ENQUEUE_WOKEN);
        check_preemption(rq, task);
    } else if (task->state == AX_TASK_RUNNING) {
        ask_resched(rq); /* It may not be the most important one any more. */
    }
    ax_spin_unlock(&rq->lock);
    return 0;
}

int ax_task_set_nice(struct ax_task *task, int nice)
{
    if (nice < AX_NICE_MIN || nice > AX_NICE_MAX) {
        return -AX_EINVAL;
    }
    struct ax_rq *rq = ax_rq_lock_task(task);
    task->nice = nice;
    ax_spin_unlock(&rq->lock);
    return 0;
}

int ax_task_set_affinity(uint64_t mask)
{
    mask &= ((uint64_t)1 << ax_hal_cpu_count()) - 1;
    if (mask == 0) {
        return -AX_EINVAL;
    }
    struct ax_rq *rq = ax_rq_lock_this();
    bool here = (mask >> rq->cpu & 1) != 0;
    if (here) {
        rq->current->cpu_mask = mask;
    }
    ax_spin_unlock(&rq->lock);
    return here ? 0 : -AX_ENOSYS;
}
