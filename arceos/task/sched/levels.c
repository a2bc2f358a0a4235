// SPDX-License-Identifier: BSD-2-Clause

#include "levels.h"

void ax_levels_init(struct ax_levels *l, bool used)
{
    *l = (struct ax_levels){.nonempty = used ? 0 : AX_LEVELS_NOT_USED};
}

void ax_plain_enqueue(struct ax_rq *rq, struct ax_task *task, enum ax_enqueue why)
{
    ax_levels_enqueue(&rq->levels, task, why);
}

struct ax_task *ax_plain_pick(struct ax_rq *rq)
{
    return ax_levels_top(&rq->levels);
}

void ax_plain_remove(struct ax_rq *rq, struct ax_task *task)
{
    ax_levels_remove(&rq->levels, task);
}

bool ax_plain_preempts(struct ax_rq *rq, const struct ax_task *woken, const struct ax_task *current)
{
    (void)rq;
    return woken->priority > current->priority;
}

/* The latest of a level that may run on `cpu`; NULL = none. */
static struct ax_task *last_for(struct ax_list *first, unsigned cpu, const struct ax_task *current)
{
    struct ax_list *at = first;

    do {
        at = at->prev;
        struct ax_task *task = ax_levels_task(at);

        if (task != current && ax_may_run(task, cpu)) {
            return task;
        }
    } while (at != first);
    return NULL;
}

/* The most important one that may run on `cpu`, the latest of its level: it has waited least. */
struct ax_task *ax_plain_steal(struct ax_rq *rq, unsigned cpu, const struct ax_task *current)
{
    struct ax_levels *l = &rq->levels;

    for (uint64_t levels = l->nonempty; levels != 0;) {
        unsigned top = 63 - (unsigned)__builtin_clzll(levels);
        struct ax_task *task = last_for(l->first[top], cpu, current);

        if (task != NULL) {
            ax_levels_remove(l, task);
            return task;
        }
        levels &= ~(1ull << top);
    }
    return NULL;
}
