// SPDX-License-Identifier: BSD-2-Clause
/*
 * Counting semaphores, handed out in order of arrival.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/task/wait.h>

/* Contents are the semaphore's own. */
struct ax_semaphore {
    struct ax_wait_queue wait;
    uint32_t count; /* Guarded by wait.lock. */
};

#define AX_SEMAPHORE_INIT(name, n)                                                                 \
    {                                                                                              \
        AX_WAIT_QUEUE_INIT((name).wait), (n)                                                       \
    }

/* Makes a semaphore with `count` units. It needs no destruction. */
void ax_semaphore_init(struct ax_semaphore *s, uint32_t count);

/* Takes a unit, waiting for one. Task context. */
void ax_semaphore_take(struct ax_semaphore *s);

/* The same until the absolute time `deadline_ns`. 0 or -AX_ETIMEDOUT. Task context. */
int ax_semaphore_take_until(struct ax_semaphore *s, uint64_t deadline_ns);

/* Takes a unit if there is one: 0, else -AX_EAGAIN. Any context. */
int ax_semaphore_try(struct ax_semaphore *s);

/* Gives a unit, to the task that waits longest if one does. Any context. -AX_EOVERFLOW. */
int ax_semaphore_give(struct ax_semaphore *s);
