// SPDX-License-Identifier: BSD-2-Clause

#include "../private.h"

void ax_levels_init(struct ax_levels *l)
{
    l->nonempty = 0;
    for (unsigned i = 0; i < AX_PRIORITIES; i++) {
        ax_list_init(&l->level[i]);
    }
}

void ax_levels_push(struct ax_levels *l, struct ax_task *task, bool front)
{
    struct ax_list *head = &l->level[task->priority];

    if (front) {
        ax_list_push_front(head, &task->run_link);
    } else {
        ax_list_push_back(head, &task->run_link);
    }
    l->nonempty |= 1u << task->priority;
}

void ax_levels_remove(struct ax_levels *l, struct ax_task *task)
{
    ax_list_remove(&task->run_link);
    if (ax_list_empty(&l->level[task->priority])) {
        l->nonempty &= ~(1u << task->priority);
    }
}

int ax_levels_top(const struct ax_levels *l)
{
    return l->nonempty == 0 ? -1 : 31 - __builtin_clz(l->nonempty);
}

struct ax_task *ax_levels_steal(struct ax_levels *l, unsigned cpu)
{
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

struct ax_task *ax_levels_pop(struct ax_levels *l)
{
    int top = ax_levels_top(l);

    if (top < 0) {
        return NULL;
    }
    struct ax_task *task = ax_list_entry(l->level[top].next, struct ax_task, run_link);
    ax_levels_remove(l, task);
    return task;
}
