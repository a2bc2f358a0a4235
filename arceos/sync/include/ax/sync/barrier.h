// SPDX-License-Identifier: BSD-2-Clause
/*
 * Barriers for a fixed number of tasks, usable again at once.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/task/wait.h>

/* Contents are the barrier's own. */
struct ax_barrier {
    struct ax_wait_queue wait;
    uint32_t parties; /* Constant. */
    uint32_t arrived; /* Guarded by wait.lock. */
};

/* Makes a barrier for `parties` tasks, at least 1. It needs no destruction. */
void ax_barrier_init(struct ax_barrier *b, uint32_t parties);

/*
 * Waits until `parties` tasks are here. True for the one that came last. Task context.
 */
bool ax_barrier_wait(struct ax_barrier *b);
