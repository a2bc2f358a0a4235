// SPDX-License-Identifier: BSD-2-Clause

#include <ax/ax.h>

#include "irq.h"

#define ROUNDS 50

static unsigned fired;

/* A timer's callback: manager context. */
AX_NO_FP static void on_timer(void *arg)
{
    (void)arg;
    ax_assert(ax_in_irq() && !ax_irq_enabled());
    __atomic_fetch_add(&fired, 1, __ATOMIC_RELAXED);
}

static void spin_until(uint64_t time_ns)
{
    while (ax_hal_time_now_ns() < time_ns) {
    }
}

static void spin_until_fired(unsigned times, uint64_t deadline_ns)
{
    while (__atomic_load_n(&fired, __ATOMIC_RELAXED) != times &&
           ax_hal_time_now_ns() < deadline_ns) {
    }
}

static uint64_t timer_held_back(void)
{
    struct ax_hal_irq_stat stat;
    uint64_t masked = 0;

    for (unsigned i = 0; ax_hal_irq_stat(i, &stat) == 0; i++) {
        masked += strcmp(stat.name, "timer") == 0 ? stat.masked : 0;
    }
    return masked;
}

/* Holds interrupts off, in two nested sections, for far longer than a timer and a tick take. */
static void hold_off(struct ax_timer *timer, uint64_t ns)
{
    unsigned before = fired;

    ax_irq_save();
    uint64_t start = ax_hal_time_now_ns();
    ax_timer_arm(timer, start + ns / 4);
    ax_irq_save();
    spin_until(start + ns / 2);
    ax_irq_restore();
    ax_assert(fired == before);
    spin_until(start + ns);
    ax_assert(fired == before);
    ax_irq_restore();
    /* Without a call. Now, on a machine; an emulator's timer may lag behind its counter. */
    spin_until_fired(before + 1, start + AX_NS_PER_SEC);
    ax_assert(fired == before + 1);
}

void test_held_off(void)
{
    struct ax_timer timer;
    struct ax_task_stats before, after;
    uint64_t held_before = timer_held_back();

    ax_timer_init(&timer, on_timer, NULL);
    for (unsigned i = 0; i < ROUNDS; i++) {
        hold_off(&timer, (1 + i % 3) * AX_NS_PER_MS);
    }
    hold_off(&timer, 35 * AX_NS_PER_MS);
    ax_assert(timer_held_back() > held_before);

    /* Ticks go on for a task that runs. */
    ax_task_stats(&before);
    spin_until(ax_hal_time_now_ns() + 100 * AX_NS_PER_MS);
    ax_task_stats(&after);
    ax_assert(after.ticks > before.ticks);

    /* One that was taken back does not fire. */
    unsigned so_far = fired;
    ax_irq_save(); /* so that it cannot fire before */
    ax_timer_arm(&timer, ax_hal_time_now_ns() + 5 * AX_NS_PER_MS);
    bool was_armed = ax_timer_cancel(&timer);
    ax_irq_restore();
    ax_task_sleep_ns(10 * AX_NS_PER_MS);
    ax_assert(was_armed && fired == so_far);
    ax_puts("Interrupts held off come late, and all of them!");
}
