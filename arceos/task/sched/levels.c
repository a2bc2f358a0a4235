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
