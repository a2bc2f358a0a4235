// SPDX-License-Identifier: BSD-2-Clause
/*
 * Each core's deadlines: alarms of blocked tasks and timers with callbacks in one heap, the tick
 * beside it, and the core's one-shot timer set for whatever comes first.
 */

#include <ax/hal/time.h>

#include "private.h"

/* A core that runs a task has ticks. */
static bool ticks(const struct ax_rq *rq)
{
    const struct ax_task *current = ax_rq_current(rq);

    return current != NULL && !current->idle;
}

void ax_timer_program(struct ax_rq *rq)
{
    struct ax_heap_node *first = ax_heap_min(&rq->timers);
    uint64_t deadline = first != NULL ? first->key : AX_TIME_NEVER;

    if (ticks(rq)) {
        deadline = AX_MIN(deadline, rq->next_tick);
    }
    if (deadline != rq->programmed) {
        rq->programmed = deadline;
        ax_hal_timer_set(deadline);
    }
}

void ax_timer_arm_locked(struct ax_rq *rq, struct ax_timer *timer, uint64_t deadline_ns)
{
    timer->cpu = rq->cpu;
    ax_heap_insert(&rq->timers, &timer->node, deadline_ns);
    rq->armed++;
    if (deadline_ns < rq->programmed) {
        ax_timer_program(rq);
    }
}

bool ax_timer_cancel_locked(struct ax_rq *rq, struct ax_timer *timer)
{
    /* The core's timer may come for nothing: cheaper than setting it anew each time. */
    bool armed = ax_heap_remove(&rq->timers, &timer->node);

    rq->armed -= armed;
    return armed;
}

void ax_timer_init(struct ax_timer *timer, void (*fn)(void *arg), void *arg)
{
    ax_assert(fn != NULL);
    *timer = (struct ax_timer){.fn = fn, .arg = arg};
}

void ax_timer_arm(struct ax_timer *timer, uint64_t deadline_ns)
{
    ax_timer_cancel(timer);
    struct ax_rq *rq = ax_rq_lock_this();
    ax_timer_arm_locked(rq, timer, deadline_ns);
    ax_spin_unlock(&rq->lock);
}

bool ax_timer_cancel(struct ax_timer *timer)
{
    struct ax_rq *rq = ax_rq_of(timer->cpu);

    ax_spin_lock(&rq->lock);
    bool armed = ax_timer_cancel_locked(rq, timer);
    ax_spin_unlock(&rq->lock);
    return armed;
}

void ax_tick_within(struct ax_rq *rq, uint64_t ns)
{
    uint64_t deadline = ax_hal_time_now_ns() + ns;

    if (deadline >= rq->next_tick) {
        return;
    }
    rq->next_tick = deadline;
    if (rq->percpu == ax_percpu()) {
        ax_timer_program(rq);
    } else {
        ax_ask(rq, AX_RESCHED_TIMER);
    }
}

/* Runs what is due. Callbacks run without the lock; the timer is theirs again by then. */
static void expire(struct ax_rq *rq, uint64_t now)
{
    struct ax_heap_node *first;

    while ((first = ax_heap_min(&rq->timers)) != NULL && first->key <= now) {
        struct ax_timer *timer = ax_container_of(first, struct ax_timer, node);
        ax_timer_cancel_locked(rq, timer);
        if (timer->fn == NULL) {
            ax_wake_locked(rq, timer->arg);
            continue;
        }
        void (*fn)(void *arg) = timer->fn;
        void *arg = timer->arg;
        ax_spin_unlock(&rq->lock);
        fn(arg);
        ax_spin_lock(&rq->lock);
    }
}

static void tick(struct ax_rq *rq, uint64_t now)
{
    rq->ticks++;
    rq->next_tick += AX_TICK_NS;
    if (rq->next_tick <= now) {
        /* Interrupts were held back for longer than a tick: what was missed is not made up for. */
        rq->next_tick = now + AX_TICK_NS;
    }
    ax_rq_account(rq);
    if (ax_sched->tick(rq, ax_rq_current(rq))) {
        ax_ask(rq, AX_RESCHED_YIELD);
    }
}

void ax_timer_interrupt(void)
{
    struct ax_rq *rq = ax_rq_lock_this();
    uint64_t now = ax_hal_time_now_ns();

    rq->programmed = AX_TIME_NEVER;
    expire(rq, now);
    if (ticks(rq) && rq->next_tick <= now) {
        tick(rq, now);
    }
    ax_timer_program(rq);
    ax_spin_unlock(&rq->lock);
}
