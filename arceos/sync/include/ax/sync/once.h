// SPDX-License-Identifier: BSD-2-Clause
/*
 * Doing something exactly once, whoever comes first.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/task/wait.h>

/* Contents are its own; zeroed = nothing has run yet. */
struct ax_once {
    struct ax_wait_queue wait;
    bool started; /* Guarded by wait.lock. */
    bool done;    /* Written under wait.lock; read without it. */
};

#define AX_ONCE_INIT(name)                                                                         \
    {                                                                                              \
        AX_WAIT_QUEUE_INIT((name).wait), false, false                                              \
    }

/*
 * Calls fn(arg) if nobody has; on return it has been called and has returned. fn must not come back
 * here. Task context.
 */
void ax_once_call(struct ax_once *once, void (*fn)(void *arg), void *arg);
