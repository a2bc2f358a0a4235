// SPDX-License-Identifier: BSD-2-Clause
/*
 * Simulated time: a counter of 62.5 MHz, as on QEMU's virt board.
 */

#include <ax/hal/arch/cpu.h>

#include "host.h"

#define FREQUENCY 62500000ull

static uint64_t ticks;
static uint64_t deadline = UINT64_MAX; /* In ticks. */
static void (*timer_handler)(void);

/* Lets the timer's interrupt come if its time has. */
static void check(void)
{
    if (deadline <= ticks) {
        deadline = UINT64_MAX;
        ax_host_raise(HOST_IRQ_TIMER);
    }
}

uint64_t ax_hal_time_ticks(void)
{
    uint64_t now = ++ticks;

    check();
    return now;
}

uint64_t ax_arch_counter(void)
{
    return ticks;
}

uint64_t ax_hal_time_ticks_relaxed(void)
{
    return ax_hal_time_ticks();
}

uint64_t ax_hal_time_frequency(void)
{
    return FREQUENCY;
}

void ax_hal_timer_set(uint64_t deadline_ns)
{
    ax_assert(ax_percpu()->irq_count > 0 || ax_in_irq());
    deadline = ax_hal_ns_to_ticks(deadline_ns);
    check();
}

static void on_timer(void *arg)
{
    (void)arg;
    timer_handler();
}

int ax_hal_timer_init(void (*handler)(void))
{
    timer_handler = handler;
    int err = ax_hal_irq_register(HOST_IRQ_TIMER, on_timer, NULL, AX_IRQ_LEVEL);
    return err != 0 ? err : ax_hal_irq_enable(HOST_IRQ_TIMER);
}

void ax_host_spend(uint64_t ns)
{
    uint64_t left = ax_hal_ns_to_ticks(ns);

    /* The time is this task's own: while another one runs after a preemption, it stands still. */
    while (left > 0) {
        uint64_t part = deadline > ticks ? AX_MIN(left, deadline - ticks) : 1;
        ticks += part;
        left -= AX_MIN(left, part);
        check();
    }
}

bool host_time_skip(void)
{
    if (deadline == UINT64_MAX) {
        return false;
    }
    ticks = AX_MAX(ticks, deadline);
    check();
    return true;
}
