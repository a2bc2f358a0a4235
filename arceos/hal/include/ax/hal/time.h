// SPDX-License-Identifier: BSD-2-Clause
/*
 * Time since the counter started (about power-on), in nanoseconds, and each core's one-shot timer.
 * 2^64 ns are 584 years: no function here handles the wrap.
 */
#pragma once

#include <ax/core/types.h>

/* "Never", as a deadline. */
#define AX_TIME_NEVER UINT64_MAX

/* Nanoseconds since the counter was 0. Never decreases on one core. Any context. From hal itself.
 */
uint64_t ax_hal_time_now_ns(void);

/* The counter itself, and its frequency in Hz. Any context. */
uint64_t ax_hal_time_ticks(void);
uint64_t ax_hal_time_frequency(void);

/*
 * uint64_t ax_hal_time_ticks_relaxed(void), given by <ax/hal/arch/time.h>: the counter, read
 * perhaps some instructions early. To account for time with; not to wait by. Any context.
 */

/*
 * Nanoseconds since 1 January 1970, 00:00 UTC, leap seconds not counted: the machine's real-time
 * clock as it was at start, to the second, and the counter since. Without such a clock, the time
 * since the counter started. Any context after ax_hal_init_late(). From hal itself.
 */
uint64_t ax_hal_wall_time_ns(void);

/* What a platform sets in ax_hal_init_late(): the wall-clock time at this moment. Once. */
void ax_hal_set_wall_time(uint64_t ns);

/*
 * Conversions, exact to the unit below and without intermediate overflow; a result that does not
 * fit is UINT64_MAX. ns to ticks rounds up, so that a deadline never comes early. Any context.
 * From hal itself.
 */
uint64_t ax_hal_ticks_to_ns(uint64_t ticks);
uint64_t ax_hal_ns_to_ticks(uint64_t ns);

/*
 * Arms this core's timer for the absolute time `deadline_ns`, replacing the earlier deadline. One
 * that has passed fires at once; AX_TIME_NEVER disarms. Count raised, or a handler.
 */
void ax_hal_timer_set(uint64_t deadline_ns);

/*
 * What this core's timer interrupt runs, in manager context. Called with the timer disarmed. Once
 * on each core, in its bring-up context, with the same handler; from then on it is enabled.
 * 0 or the error of registering the interrupt.
 */
int ax_hal_timer_init(void (*handler)(void));

#include <ax/hal/arch/time.h>
