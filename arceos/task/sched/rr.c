// SPDX-License-Identifier: BSD-2-Clause
/*
 * Round robin: like first in, first out, but a task that has run for its slice goes behind its
 * equals. One that is preempted earlier keeps the rest of its slice and its place.
 */

#include "levels.h"

static bool tick(struct ax_rq *rq, struct ax_task *current)
{
    bool above = ax_levels_above(&rq->levels, current);

    if (current->slice < AX_SLICE_TICKS) {
        current->slice++;
    }
    if (current->slice == AX_SLICE_TICKS && !above &&
        current->run_link.next == &current->run_link) {
        current->slice = 0; /* Nobody to give way to. */
    }
    return current->slice == AX_SLICE_TICKS || above;
}

const struct ax_sched_ops ax_sched_rr = {
    .param = "rr",
    .name = "Round-robin",
    .enqueue = ax_plain_enqueue,
    .pick = ax_plain_pick,
    .leave = ax_plain_remove,
    .remove = ax_plain_remove,
    .tick = tick,
    .preempts = ax_plain_preempts,
    .steal = ax_plain_steal,
    .uses_levels = true,
};
