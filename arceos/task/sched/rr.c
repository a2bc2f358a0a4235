// SPDX-License-Identifier: BSD-2-Clause
/*
 * Round robin: like first in, first out, but a task that has run for its slice goes behind its
 * equals. One that is preempted earlier keeps the rest of its slice and its place.
 */

#include "levels.h"

#define SLICE_TICKS 5

static void enqueue(struct ax_rq *rq, struct ax_task *task, enum ax_enqueue why)
{
    bool front = why == AX_ENQUEUE_PREEMPTED && task->slice > 0;

    if (!front) {
        task->slice = SLICE_TICKS;
    }
    ax_levels_push(&rq->queue, task, front);
}

static struct ax_task *pick(struct ax_rq *rq)
{
    return ax_levels_pop(&rq->queue);
}

static void take_off(struct ax_rq *rq, struct ax_task *task)
{
    ax_levels_remove(&rq->queue, task);
}

static bool tick(struct ax_rq *rq, struct ax_task *current)
{
    int top = ax_levels_top(&rq->queue);

    if (current->slice > 0) {
        current->slice--;
    }
    if (current->slice == 0 && top < current->priority) {
        current->slice = SLICE_TICKS; /* Nobody to give way to. */
    }
    return current->slice == 0 || top > current->priority;
}

static bool preempts(const struct ax_task *woken, const struct ax_task *current)
{
    return woken->priority > current->priority;
}

static struct ax_task *steal(struct ax_rq *rq, unsigned cpu)
{
    return ax_levels_steal(&rq->queue, cpu);
}

const struct ax_sched_ops ax_sched_rr = {
    .param = "rr",
    .name = "Round-robin",
    .enqueue = enqueue,
    .pick = pick,
    .remove = take_off,
    .tick = tick,
    .preempts = preempts,
    .steal = steal,
    .plain_levels = true,
    .slice = SLICE_TICKS,
};
