// SPDX-License-Identifier: BSD-2-Clause
/*
 * One-shot timers with a callback, kept in a heap per core: arming allocates nothing.
 */
#pragma once

#include <ax/core/heap.h>
#include <ax/core/types.h>

/* A timer that is not armed may be forgotten or its memory reused. Begins zeroed. */
struct ax_timer {
    struct ax_heap_node node;
    void (*fn)(void *arg);
    void *arg;
    unsigned cpu; /* The core whose heap it is, or was, in. */
};

/* Prepares `timer`; fn(arg) will run in manager context and must not block. */
void ax_timer_init(struct ax_timer *timer, void (*fn)(void *arg), void *arg);

/*
 * Arms the timer, on this core, for the absolute time `deadline_ns` (one that has passed: as soon
 * as possible). Disarms it first if it is armed. The callback may arm it again. One caller at a
 * time for one timer. Any context.
 */
void ax_timer_arm(struct ax_timer *timer, uint64_t deadline_ns);

/*
 * Disarms the timer. True: it was armed and its callback will not run. False: it was not, or its
 * callback runs already, on its core. Any context.
 */
bool ax_timer_cancel(struct ax_timer *timer);
