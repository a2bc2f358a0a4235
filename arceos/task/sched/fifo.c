// SPDX-License-Identifier: BSD-2-Clause
/*
 * First in, first out: a task runs until it blocks, yields, or one of higher priority is ready;
 * then it goes on before its equals.
 */

#include "levels.h"

static void enqueue(struct ax_rq *rq, struct ax_task *task, enum ax_enqueue why)
{
    ax_levels_push(&rq->queue, task, why == AX_ENQUEUE_PREEMPTED);
}

static bool tick(struct ax_rq *rq, struct ax_task *current)
{
    return ax_levels_top(&rq->queue) > current->priority;
}

const struct ax_sched_ops ax_sched_fifo = {
    .param = "fifo",
    .name = "FIFO",
    .enqueue = enqueue,
    .pick = ax_plain_pick,
    .remove = ax_plain_remove,
    .tick = tick,
    .preempts = ax_plain_preempts,
    .steal = ax_plain_steal,
    .plain_levels = true,
};
