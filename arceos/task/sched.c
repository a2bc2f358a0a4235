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
#include <ax/hal/trace.h>

#include "private.h"
#include "sched/levels.h"

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
    ax_list_init(&rq->fair.tasks);
    ax_wait_queue_init(&rq->gc_wait);
    ax_list_init(&rq->ended);
}

struct ax_rq *ax_rq_lock_this(void)
{
    ax_irq_save();
    struct ax_rq *rq = ax_percpu()->sched;
    ax_spin_acquire(&rq->lock);
    return rq;
}

/* irq count raised. */
static inline struct ax_rq *lock_rq_of(const struct ax_task *task)
{
    for (;;) {
        unsigned cpu = __atomic_load_n(&task->cpu, __ATOMIC_ACQUIRE);
        ax_spin_acquire(&queues[cpu].lock);
        if (task->cpu == cpu) {
            return &queues[cpu];
        }
        ax_spin_release(&queues[cpu].lock);
    }
}

struct ax_rq *ax_rq_lock_task(const struct ax_task *task)
{
    ax_irq_save();
    return lock_rq_of(task);
}

/* Apart, so that schedulers that need no times do not pay for the call at every switch. */
static __attribute__((noinline)) void tell_ran(struct ax_rq *rq, struct ax_task *task,
                                               uint64_t ticks)
{
    if (!task->idle) {
        ax_sched->ran(rq, task, ax_hal_ticks_to_ns(ticks));
    }
}

static inline void account(struct ax_rq *rq, uint64_t now)
{
    struct ax_task *task = rq->current;

    /* Another core may ask, with a clock that is a little behind. */
    if (task != NULL && now > rq->switched_at) {
        uint64_t ticks = now - rq->switched_at;

        rq->switched_at = now;
        task->cpu_ticks += ticks;
        if (ax_sched->ran != NULL) {
            tell_ran(rq, task, ticks);
        }
    }
}

__attribute__((noinline)) void ax_rq_account(struct ax_rq *rq)
{
    account(rq, ax_hal_time_ticks());
}

static inline void enqueue(struct ax_rq *rq, struct ax_task *task, enum ax_enqueue why)
{
    task->state = AX_TASK_READY;
    if (task->idle) {
        return;
    }
    task->queued = true;
    rq->ready++;
    ax_sched->enqueue(rq, task, why);
}

/* The current task goes back on the queue, or leaves the core once it has been switched from. */
static inline void enqueue_current(struct ax_rq *rq, enum ax_enqueue why)
{
    struct ax_task *task = rq->current;

    if (ax_sched->ran != NULL) {
        ax_rq_account(rq);
    }
    if (ax_may_run(task, rq->cpu)) {
        enqueue(rq, task, why);
    } else {
        task->state = AX_TASK_READY;
        rq->leaving = task;
    }
}

void ax_rq_remove(struct ax_rq *rq, struct ax_task *task)
{
    ax_sched->remove(rq, task);
    task->queued = false;
    rq->ready--;
}

/*
 * An idle core takes no ticks: they begin again with the first task. Between two tasks the core's
 * timer stays as it is set.
 */
static __attribute__((noinline)) void idle_changed(struct ax_rq *rq)
{
    if (!rq->current->idle) {
        rq->next_tick = ax_hal_time_now_ns() + AX_TICK_NS;
    }
    ax_timer_program(rq);
}

/* Makes `next`, which has been taken off the queue, the current task. */
static inline void set_current(struct ax_rq *rq, struct ax_task *next)
{
    struct ax_task *prev = rq->current;

    ax_assert(next->state == AX_TASK_READY);
    next->state = AX_TASK_RUNNING;
    ax_percpu()->need_resched = 0;
    if (prev == next) {
        return;
    }
    ax_trace("context switch: %s -> %s", prev != NULL ? prev->name : "", next->name);
    next->switches++;
    rq->switches++;
    ax_trace_event(AX_TRACE_SWITCH, next->id, (uint32_t)rq->switches);
    rq->current = next;
    ax_percpu()->current = next;
    if (prev == NULL || prev->idle || next->idle) {
        idle_changed(rq);
    }
}

/* Chooses the next task and makes it the current one; returns the one before. */
static inline struct ax_task *change_current(struct ax_rq *rq)
{
    struct ax_task *prev = rq->current;
    uint64_t now = ax_hal_time_ticks();

    account(rq, now);
    rq->switched_at = now;
    struct ax_task *next = ax_sched->pick(rq);
    if (next != NULL) {
        next->queued = false;
        rq->ready--;
    } else {
        next = rq->idle;
    }
    set_current(rq, next);
    return prev;
}

void ax_schedule_tail(void)
{
    struct ax_rq *rq = ax_percpu()->sched;
    struct ax_task *leaving = rq->leaving;

    if (leaving == NULL) {
        ax_spin_unlock(&rq->lock);
        return;
    }
    /* It has been switched from, so it may move: before anything else can happen here. */
    rq->leaving = NULL;
    ax_spin_release(&rq->lock);
    ax_place(leaving);
    ax_irq_restore();
}

/*
 * Idle cores have been told of `next` when it was queued. Those where it may not run know nothing
 * of `prev`, which waits in its place now.
 */
static inline void tell_displaced(const struct ax_task *prev, const struct ax_task *next)
{
    if (ax_unlikely((prev->cpu_mask & ~next->cpu_mask) != 0)) {
        ax_tell_idle(prev);
    }
}

void ax_schedule(struct ax_rq *rq)
{
    ax_assert(ax_percpu()->irq_count == 1 && ax_percpu()->in_irq == 0);
    struct ax_task *prev = change_current(rq);
    if (rq->current != prev) {
        if (prev->queued) {
            tell_displaced(prev, rq->current);
        }
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
    ax_assert(ax_percpu()->irq_count == 1 && ax_percpu()->in_irq == 0);
    struct ax_task *prev = change_current(rq);
    ax_hal_thread_exit(&prev->thread, &rq->current->thread);
}

void ax_block(struct ax_rq *rq, uint64_t deadline_ns)
{
    struct ax_task *task = rq->current;

    ax_assert(!task->idle);
    ax_debug("task block: Task(%llu, \"%s\")", (unsigned long long)task->id, task->name);
    task->state = AX_TASK_BLOCKED;
    ax_trace_event(AX_TRACE_BLOCK, task->id, deadline_ns != AX_TIME_NEVER);
    if (deadline_ns != AX_TIME_NEVER) {
        ax_timer_arm_locked(rq, &task->alarm, deadline_ns);
    }
    ax_schedule(rq);
}

void ax_ask_resched(struct ax_rq *rq)
{
    __atomic_store_n(&ax_percpu_of(rq->cpu)->need_resched, 1, __ATOMIC_RELAXED);
    if (rq->cpu != ax_cpu_id()) {
        ax_hal_cpu_kick(rq->cpu);
    }
}

void ax_rq_put(struct ax_rq *rq, struct ax_task *task, enum ax_enqueue why)
{
    enqueue(rq, task, why);
    if (rq->current == NULL) {
        return; /* The core is not up yet. */
    }
    if (ax_sched->ran != NULL) {
        ax_rq_account(rq);
    }
    if (rq->current->idle || ax_sched->preempts(task, rq->current)) {
        ax_ask_resched(rq);
    }
    if (!rq->current->idle || rq->ready > 1) {
        ax_tell_idle(task);
    }
}

void ax_wake_locked(struct ax_rq *rq, struct ax_task *task)
{
    if (task->state != AX_TASK_BLOCKED) {
        return;
    }
    ax_debug("task unblock: Task(%llu, \"%s\")", (unsigned long long)task->id, task->name);
    ax_trace_event(AX_TRACE_WAKE, task->id, rq->cpu);
    if (rq->armed != 0) {
        ax_timer_cancel_locked(rq, &task->alarm);
    }
    if (ax_may_run(task, rq->cpu)) {
        ax_rq_put(rq, task, AX_ENQUEUE_WOKEN);
        return;
    }
    task->state = AX_TASK_READY;
    ax_spin_release(&rq->lock);
    ax_place(task);
    ax_spin_lock(&rq->lock);
    ax_irq_restore();
}

void ax_wake(struct ax_task *task)
{
    ax_irq_save();
    struct ax_rq *rq = lock_rq_of(task);

    ax_wake_locked(rq, task);
    ax_spin_unlock(&rq->lock);
}

void ax_rq_add(struct ax_task *task)
{
    struct ax_rq *rq = ax_rq_lock_task(task);

    ax_trace_event(AX_TRACE_SPAWN, task->id, rq->cpu);
    ax_rq_put(rq, task, AX_ENQUEUE_NEW);
    ax_spin_unlock(&rq->lock);
}

static void assert_task_context(void)
{
    ax_assert(ax_irq_enabled() && ax_task_current() != NULL);
}

/*
 * The shortest way from one task to the next: what enqueue_current() and ax_schedule() do where the
 * queue is plain levels. A task that may not stay on its core has been asked to yield.
 */
void ax_task_yield(void)
{
    ax_irq_save();
    struct ax_percpu *cpu = ax_percpu();
    struct ax_rq *rq = cpu->sched;
    struct ax_task *prev = cpu->current;

    ax_assert(cpu->irq_count == 1 && cpu->in_irq == 0);
    ax_spin_acquire(&rq->lock);
    int top = ax_levels_top(&rq->queue);
    if (!ax_sched->plain_levels || cpu->need_resched != 0 || top > prev->priority) {
        enqueue_current(rq, AX_ENQUEUE_YIELDED);
        ax_schedule(rq);
        return;
    }
    prev->slice = ax_sched->slice;
    if (top < prev->priority) {
        ax_spin_unlock(&rq->lock);
        return;
    }
    /* What another core has counted with a clock a little ahead comes off again here. */
    uint64_t now = ax_hal_time_ticks();
    prev->cpu_ticks += now - rq->switched_at;
    rq->switched_at = now;
    prev->state = AX_TASK_READY;
    prev->queued = true;
    struct ax_task *next = ax_levels_turn(&rq->queue, prev);
    next->queued = false;
    next->state = AX_TASK_RUNNING;
    ax_trace("context switch: %s -> %s", prev->name, next->name);
    next->switches++;
    rq->switches++;
    ax_trace_event(AX_TRACE_SWITCH, next->id, (uint32_t)rq->switches);
    rq->current = next;
    cpu->current = next;
    tell_displaced(prev, next);
    ax_hal_thread_switch(&prev->thread, &next->thread);
    ax_schedule_tail();
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
    ax_trace_event(AX_TRACE_PREEMPT, rq->current->id, 0);
    enqueue_current(rq, AX_ENQUEUE_PREEMPTED);
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
    if (task->queued) {
        ax_rq_remove(rq, task);
        task->priority = priority;
        ax_rq_put(rq, task, AX_ENQUEUE_WOKEN);
    } else {
        task->priority = priority;
        if (task->state == AX_TASK_RUNNING) {
            ax_ask_resched(rq); /* It may not be the most important one any more. */
        }
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
    if (rq->current == task) {
        ax_rq_account(rq);
    }
    task->nice = nice;
    ax_spin_unlock(&rq->lock);
    return 0;
}

/* Lock held, released; the task has a mask that may not have its core. */
static void obey_mask(struct ax_rq *rq, struct ax_task *task)
{
    if (ax_may_run(task, rq->cpu)) {
        if (task->queued) {
            ax_tell_idle(task); /* It may run on more cores than before. */
        }
        ax_spin_unlock(&rq->lock);
    } else if (task == ax_percpu()->current) {
        enqueue_current(rq, AX_ENQUEUE_YIELDED);
        ax_schedule(rq);
    } else if (task->queued) {
        ax_rq_remove(rq, task);
        ax_spin_release(&rq->lock);
        ax_place(task);
        ax_irq_restore();
    } else {
        /* A running one leaves when it yields, a blocked one when it is woken. */
        if (task->state == AX_TASK_RUNNING) {
            ax_ask_resched(rq);
        }
        ax_spin_unlock(&rq->lock);
    }
}

int ax_task_set_affinity_of(struct ax_task *task, uint64_t mask)
{
    mask &= ((uint64_t)1 << ax_hal_cpu_count()) - 1;
    if (mask == 0) {
        return -AX_EINVAL;
    }
    struct ax_rq *rq = ax_rq_lock_task(task);
    task->cpu_mask = mask;
    obey_mask(rq, task);
    return 0;
}

int ax_task_set_affinity(uint64_t mask)
{
    assert_task_context();
    return ax_task_set_affinity_of(ax_task_current(), mask);
}
