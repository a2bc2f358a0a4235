// SPDX-License-Identifier: BSD-2-Clause
/*
 * Mutexes. Not recursive. Handed over in order of arrival: unlocking gives the mutex to the task
 * that has waited longest, so none starves, and one that unlocks and locks again waits its turn.
 *
 * A task that ends with a mutex locked leaves it locked.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/task/wait.h>

/* Contents are the mutex's own. */
struct ax_mutex {
    struct ax_wait_queue wait;
    struct ax_task *owner; /* Guarded by wait.lock; NULL = free. */
};

#define AX_MUTEX_INIT(name)                                                                        \
    {                                                                                              \
        AX_WAIT_QUEUE_INIT((name).wait), NULL                                                      \
    }

/* Makes a free mutex. It needs no destruction. */
void ax_mutex_init(struct ax_mutex *m);

/* Takes the mutex, waiting as long as it takes. Task context. Locking it twice panics. */
void ax_mutex_lock(struct ax_mutex *m);

/*
 * The same until the absolute time `deadline_ns`. 0, -AX_ETIMEDOUT, or -AX_EDEADLK: the caller has
 * it. Task context.
 */
int ax_mutex_lock_until(struct ax_mutex *m, uint64_t deadline_ns);

/* Takes the mutex if it is free: 0, else -AX_EBUSY. Task context. */
int ax_mutex_trylock(struct ax_mutex *m);

/* Gives the mutex up. Task context. -AX_EPERM: the caller does not have it; nothing is done. */
int ax_mutex_unlock(struct ax_mutex *m);

/* True if the calling task has the mutex. Task context. */
bool ax_mutex_held(const struct ax_mutex *m);
