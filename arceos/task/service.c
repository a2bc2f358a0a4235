// SPDX-License-Identifier: BSD-2-Clause
/*
 * The tasks that every core has: idle, which waits for interrupts when there is nothing else to do,
 * and gc, which takes the dead apart.
 */

#include "private.h"

static int idle_main(void *arg)
{
    struct ax_rq *rq = arg;

    for (;;) {
        bool told = false;

        ax_rq_lock_this();
        while (rq->runnable == 0) {
            /* The count stays at 1 from the look to the wait: no wake-up can come between. */
            ax_spin_release(&rq->lock);
            ax_core_set_idle(rq, true);
            told = true;
            if (!ax_steal(rq)) {
                ax_hal_cpu_wait();
            }
            ax_rq_lock_this();
            ax_irq_restore();
        }
        /* Not if there was a task at once: that nobody thinks us idle then is no kick. */
        if (told) {
            ax_core_set_idle(rq, false);
        }
        ax_schedule(rq);
    }
    return 0;
}

static int gc_main(void *arg)
{
    struct ax_rq *rq = arg;

    for (;;) {
        ax_wait_lock(&rq->gc_wait);
        struct ax_list *link = ax_list_pop_front(&rq->ended);
        if (link == NULL) {
            ax_wait_locked(&rq->gc_wait, AX_TIME_NEVER);
            continue;
        }
        ax_wait_unlock(&rq->gc_wait);
        ax_task_collect(ax_list_entry(link, struct ax_task, gc_link));
    }
    return 0;
}

void ax_service_give(struct ax_rq *rq, struct ax_task *task)
{
    ax_spin_lock(&ax_tasks.lock);
    ax_tasks.living--;
    ax_tasks.ended++;
    ax_spin_unlock(&ax_tasks.lock);
    ax_wait_lock(&rq->gc_wait);
    ax_list_push_back(&rq->ended, &task->gc_link);
    ax_notify_locked(&rq->gc_wait);
    ax_wait_unlock(&rq->gc_wait);
}

int ax_service_init(struct ax_rq *rq)
{
    struct ax_task_options o = {.stack_size = AX_SERVICE_STACK_SIZE,
                                .cpu_mask = (uint64_t)1 << rq->cpu};
    struct ax_task *gc;

    o.name = "idle";
    int err = ax_task_make(idle_main, rq, &o, rq->cpu, 1, &rq->idle);
    if (err != 0) {
        return err;
    }
    rq->idle->idle = true;
    rq->idle->priority = 0;
    rq->idle->state = AX_TASK_READY;
    o.name = "gc";
    err = ax_task_make(gc_main, rq, &o, rq->cpu, 1, &gc);
    if (err == 0) {
        ax_rq_add(gc);
    }
    return err;
}
