// SPDX-License-Identifier: BSD-2-Clause
/*
 * The rows of bench/switch. Run with -icount shift=0 one nanosecond of the counter is one
 * instruction, kernels included; time spent waiting for an interrupt passes at once.
 */
#pragma once

#include <ax/ax.h>

/* Prints one row: `total` instructions for `count` operations, rounded to nearest. */
void put_row(const char *name, uint64_t total, uint64_t count);

/* The middle one of `count` values (> 0), which are sorted. */
uint64_t median(uint64_t *value, unsigned count);

/* Makes a task that may run on core `cpu` only. Ends the instance if there is no room. */
struct ax_task *spawn_on(unsigned cpu, ax_task_fn entry, void *arg);

/* Waits for its end. */
void join(struct ax_task *task);

/* The counter, in nanoseconds. */
static inline uint64_t now(void)
{
    return ax_hal_time_now_ns();
}

/* Each measures and prints. The calling task runs on core 0 only. */
void rows_yield(void);
void rows_sync(void);
void rows_life(void);
void rows_time(void);
