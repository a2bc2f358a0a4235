// SPDX-License-Identifier: BSD-2-Clause
/* Ready tasks by priority: what is on the way of every switch. Lock of the run queue held. */
#pragma once

#include "../private.h"

/* Queues the task as the last of its level, or as the first. */
static inline void ax_levels_push(struct ax_levels *l, struct ax_task *task, bool front)
{
    struct ax_list *head = &l->level[task->priority];

    if (front) {
        ax_list_push_front(head, &task->run_link);
    } else {
        ax_list_push_back(head, &task->run_link);
    }
    l->nonempty |= 1u << task->priority;
}

/* Takes a queued task off. */
static inline void ax_levels_remove(struct ax_levels *l, struct ax_task *task)
{
    ax_list_remove(&task->run_link);
    if (ax_list_empty(&l->level[task->priority])) {
        l->nonempty &= ~(1u << task->priority);
    }
}

/* The highest priority with a task; -1 = none. */
static inline int ax_levels_top(const struct ax_levels *l)
{
    return l->nonempty == 0 ? -1 : 31 - __builtin_clz(l->nonempty);
}

/* Takes the first of the highest level off; NULL = none. */
static inline struct ax_task *ax_levels_pop(struct ax_levels *l)
{
    int top = ax_levels_top(l);

    if (top < 0) {
        return NULL;
    }
    struct ax_task *task = ax_list_entry(l->level[top].next, struct ax_task, run_link);
    ax_levels_remove(l, task);
    return task;
}

/* Queues `task` as the last of its level, which is the highest with a task, and takes its first. */
static inline struct ax_task *ax_levels_turn(struct ax_levels *l, struct ax_task *task)
{
    struct ax_list *head = &l->level[task->priority];
    struct ax_list *first = head->next;
    struct ax_list *second = first->next;

    head->next = second;
    second->prev = head;
    ax_list_push_back(head, &task->run_link);
    ax_list_init(first);
    return ax_list_entry(first, struct ax_task, run_link);
}

/* What the schedulers share whose queue is these levels and nothing else (struct ax_sched_ops). */
struct ax_task *ax_plain_pick(struct ax_rq *rq);
void ax_plain_remove(struct ax_rq *rq, struct ax_task *task);
bool ax_plain_preempts(const struct ax_task *woken, const struct ax_task *current);
struct ax_task *ax_plain_steal(struct ax_rq *rq, unsigned cpu);
