// SPDX-License-Identifier: BSD-2-Clause

#include "levels.h"

void ax_levels_init(struct ax_levels *l)
{
    l->nonempty = 0;
    for (unsigned i = 0; i < AX_PRIORITIES; i++) {
        ax_list_init(&l->level[i]);
    }
}

struct ax_task *ax_plain_pick(struct ax_rq *rq)
{
    return ax_levels_pop(&rq->queue);
}

void ax_plain_remove(struct ax_rq *rq, struct ax_task *task)
{
    ax_levels_remove(&rq->queue, task);
}

bool ax_plain_preempts(const struct ax_task *woken, const struct ax_task *current)
{
    return woken->priority > current->priority;
}

/* The most important one that may run on `cpu`, the latest of its level: it has waited least. */
struct ax_task *ax_plain_steal(struct ax_rq *rq, unsigned cpu)
{
    struct ax_levels *l = &rq->queue;

    for (uint32_t levels = l->nonempty; levels != 0;) {
        unsigned top = 31 - (unsigned)__builtin_clz(levels);

        for (struct ax_list *at = l->level[top].prev; at != &l->level[top]; at = at->prev) {
            struct ax_task *task = ax_list_entry(at, struct ax_task, run_link);

            if (ax_may_run(task, cpu)) {
                ax_levels_remove(l, task);
                return task;
            }
        }
        levels &= ~(1u << top);
    }
    return NULL;
}
