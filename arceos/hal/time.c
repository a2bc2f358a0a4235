// SPDX-License-Identifier: BSD-2-Clause

#include <ax/hal/time.h>

static uint64_t wall_offset; /* wall-clock time when the counter was 0; constant after bring-up */

/*
 * value * to / from without a 128-bit product: whole multiples of `from` first. The remainder's
 * product fits while from * to < 2^64: counters up to 18 GHz.
 */
static uint64_t scale(uint64_t value, uint64_t from, uint64_t to, uint64_t round)
{
    uint64_t whole;

    if (__builtin_mul_overflow(value / from, to, &whole) ||
        __builtin_add_overflow(whole, (value % from * to + round) / from, &whole)) {
        return UINT64_MAX;
    }
    return whole;
}

uint64_t ax_hal_ticks_to_ns(uint64_t ticks)
{
    return scale(ticks, ax_hal_time_frequency(), AX_NS_PER_SEC, 0);
}

uint64_t ax_hal_ns_to_ticks(uint64_t ns)
{
    return scale(ns, AX_NS_PER_SEC, ax_hal_time_frequency(), AX_NS_PER_SEC - 1);
}

uint64_t ax_hal_time_now_ns(void)
{
    return ax_hal_ticks_to_ns(ax_hal_time_ticks());
}

uint64_t ax_hal_wall_time_ns(void)
{
    return wall_offset + ax_hal_time_now_ns();
}

void ax_hal_set_wall_time(uint64_t ns)
{
    wall_offset = ns - ax_hal_time_now_ns();
}
