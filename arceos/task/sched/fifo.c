// SPDX-License-Identifier: BSD-2-Clause
/*
 * First in, first out: a task runs until it blocks, yields, or one of higher priority is ready;
 * then it goes on before its equals.
 */

#include "levels.h"

static bool tick(struct ax_rq *rq, struct ax_task *current)
{
    return ax_levels_above(&rq->levels, current);
}

const struct ax_sched_ops ax_sched_fifo = {
    .param = "fifo",
    .name = "FIFO",
    .enqueue = ax_plain_enqueue,
    .pick = ax_plain_pick,
    .leave = ax_plain_remove,
    .remove = ax_plain_remove,
    .tick = tick,
    .preempts = ax_plain_preempts,
    .steal = ax_plain_steal,
    .uses_levels = true,
};
