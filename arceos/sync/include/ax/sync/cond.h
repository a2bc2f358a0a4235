// SPDX-License-Identifier: BSD-2-Clause
/*
 * Condition variables, as POSIX has them: waiting gives the mutex up and goes to sleep in one step.
 * There are no spurious wake-ups, but what was signalled may have changed again before the waiter
 * has the mutex: look in a loop.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/sync/mutex.h>
#include <ax/task/wait.h>

/* Contents are the condition variable's own. */
struct ax_cond {
    struct ax_wait_queue wait;
};

#define AX_COND_INIT(name)                                                                         \
    {                                                                                              \
        AX_WAIT_QUEUE_INIT((name).wait)                                                            \
    }

/* Makes a condition variable. It needs no destruction. */
void ax_cond_init(struct ax_cond *c);

/*
 * Gives `m`, which the caller has, up, waits for a signal, and takes `m` again. Task context.
 * 0, or -AX_EPERM: the caller does not have it; nothing is done.
 */
int ax_cond_wait(struct ax_cond *c, struct ax_mutex *m);

/* The same until the absolute time `deadline_ns`: -AX_ETIMEDOUT, with `m` taken again too. */
int ax_cond_wait_until(struct ax_cond *c, struct ax_mutex *m, uint64_t deadline_ns);

/* Wakes one waiter, the one that waits longest, or all. Any context. */
void ax_cond_signal(struct ax_cond *c);
void ax_cond_broadcast(struct ax_cond *c);
