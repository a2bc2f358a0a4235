// SPDX-License-Identifier: BSD-2-Clause
/* Tasks by priority: what is on the way of every switch. Lock of the run queue held. */
#pragma once

#include "../private.h"

#define AX_SLICE_TICKS 5 /* Round robin: what a task gets before its equals have their turn. */

/* Empty levels; not in use if `used` is false. */
void ax_levels_init(struct ax_levels *l, bool used);

static inline struct ax_task *ax_levels_task(struct ax_list *link)
{
    return ax_list_entry(link, struct ax_task, run_link);
}

/* Queues a task, which is on no level, as the last of its level. */
static inline void ax_levels_push(struct ax_levels *l, struct ax_task *task)
{
    unsigned level = task->priority;
    struct ax_list *first = l->first[level];

    if (first != NULL) {
        ax_list_push_back(first, &task->run_link);
        return;
    }
    ax_list_init(&task->run_link);
    l->first[level] = &task->run_link;
    l->nonempty |= 1ull << level;
}

/* Takes a task off its level. What its run_link says then is of no use. */
static inline void ax_levels_remove(struct ax_levels *l, struct ax_task *task)
{
    struct ax_list **first = &l->first[task->priority];
    struct ax_list *next = task->run_link.next, *prev = task->run_link.prev;

    if (next == &task->run_link) {
        *first = NULL;
        l->nonempty &= ~(1ull << task->priority);
        return;
    }
    prev->next = next;
    next->prev = prev;
    if (*first == &task->run_link) {
        *first = next;
    }
}

/* The same for the first of a level that has `next` too, the one behind it. */
static inline void ax_levels_leave(struct ax_levels *l, struct ax_task *first, struct ax_task *next)
{
    struct ax_list *prev = first->run_link.prev;

    l->first[first->priority] = &next->run_link;
    prev->next = &next->run_link;
    next->run_link.prev = prev;
}

/* The first task of the highest level; NULL = none. */
static inline struct ax_task *ax_levels_top(const struct ax_levels *l)
{
    return l->nonempty == 0 ? NULL : ax_levels_task(l->first[63 - __builtin_clzll(l->nonempty)]);
}

/* Some level is higher than the task's. */
static inline bool ax_levels_above(const struct ax_levels *l, const struct ax_task *task)
{
    return l->nonempty >> task->priority > 1;
}

/* Puts the first of a level behind the others, with a new slice. */
static inline void ax_levels_turn(struct ax_levels *l, struct ax_task *first)
{
    first->slice = 0;
    l->first[first->priority] = first->run_link.next;
}

/*
 * What the schedulers share whose queue is these levels (struct ax_sched_ops). The first is inline
 * for sched.c, which does without calls where it can.
 */
static inline void ax_levels_enqueue(struct ax_levels *l, struct ax_task *task, enum ax_enqueue why)
{
    if (why == AX_ENQUEUE_PREEMPTED && task->slice < AX_SLICE_TICKS) {
        return; /* It keeps its place. */
    }
    if (why == AX_ENQUEUE_PREEMPTED || why == AX_ENQUEUE_YIELDED) {
        ax_levels_turn(l, task);
    } else {
        task->slice = 0;
        ax_levels_push(l, task);
    }
}

void ax_plain_enqueue(struct ax_rq *rq, struct ax_task *task, enum ax_enqueue why);
struct ax_task *ax_plain_pick(struct ax_rq *rq);
void ax_plain_remove(struct ax_rq *rq, struct ax_task *task);
bool ax_plain_preempts(struct ax_rq *rq, const struct ax_task *woken,
                       const struct ax_task *current);
struct ax_task *ax_plain_steal(struct ax_rq *rq, unsigned cpu, const struct ax_task *current);
