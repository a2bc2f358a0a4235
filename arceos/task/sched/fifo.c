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
    return ax_levels_top(&rq->queue) > current->priority;
}

static bool preempts(const struct ax_task *woken, const struct ax_task *current)
{
    return woken->priority > current->priority;
}

static struct ax_task *steal(struct ax_rq *rq, unsigned cpu)
{
    return ax_levels_steal(&rq->queue, cpu);
}

const struct ax_sched_ops ax_sched_fifo = {
    .param = "fifo",
    .name = "FIFO",
    .enqueue = enqueue,
    .pick = pick,
    .remove = take_off,
    .tick = tick,
    .preempts = preempts,
    .steal = steal,
    .plain_levels = true,
};
