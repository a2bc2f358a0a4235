// SPDX-License-Identifier: BSD-2-Clause
/*
 * Calls that may wait in the kernel: where the tasks of a core share a thread of the kernel,
 * another one makes them, and the caller waits as for anything else.
 */

#include <ax/task/offload.h>

#include "private.h"

struct call {
    struct ax_hal_job job; /* first */
    void (*fn)(void *arg);
    void *arg;
    struct ax_wait_queue wait;
    bool ended; /* Guarded by wait.lock. */
};

static void make_call(struct ax_hal_job *job)
{
    struct call *call = ax_container_of(job, struct call, job);

    call->fn(call->arg);
}

static void end_call(struct ax_hal_job *job)
{
    struct call *call = ax_container_of(job, struct call, job);

    ax_wait_lock(&call->wait);
    call->ended = true;
    ax_notify_locked(&call->wait);
    ax_wait_unlock(&call->wait);
}

static bool has_ended(void *arg)
{
    return ((const struct call *)arg)->ended;
}

void ax_task_offload(void (*fn)(void *arg), void *arg)
{
    struct call call = {.job = {.fn = make_call, .done = end_call}, .fn = fn, .arg = arg};

    ax_assert(ax_irq_enabled());
    ax_wait_queue_init(&call.wait);
    if (ax_hal_offload(&call.job)) {
        ax_wait_until_true(&call.wait, has_ended, &call, AX_TIME_NEVER);
        if (call.job.faulted) {
            ax_task_exit(AX_EXIT_FAULT);
        }
        return;
    }
    /* A task is never made to yield in a message to another thread. */
    ax_irq_save();
    fn(arg);
    ax_irq_restore();
}

static void call_hook(void *arg)
{
    void (*const *fn)(void) = arg;

    (*fn)();
}

void ax_wait_in_kernel(void (*fn)(void))
{
    ax_task_offload(call_hook, &fn);
}
