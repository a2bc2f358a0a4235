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

const struct ax_sched_ops ax_sched_rr = {
    .param = "rr",
    .name = "Round-robin",
    .enqueue = enqueue,
    .pick = ax_plain_pick,
    .remove = ax_plain_remove,
    .tick = tick,
    .preempts = ax_plain_preempts,
    .steal = ax_plain_steal,
    .plain_levels = true,
    .slice = SLICE_TICKS,
};
