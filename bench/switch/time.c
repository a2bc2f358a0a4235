// SPDX-License-Identifier: BSD-2-Clause
/* Sleeping, ticks, and a core that has nothing to do. */

#include "bench.h"

#define SLEEPS  50u
#define SPAN_NS (200 * AX_NS_PER_MS)

/* How much later than asked for a sleeping task goes on, on a core that idles. */
static void sleep_row(void)
{
    uint64_t late = 0;

    for (unsigned i = 0; i < SLEEPS; i++) {
        uint64_t deadline = now() + 3 * AX_NS_PER_MS;

        ax_task_sleep_until(deadline);
        late += now() - deadline;
    }
    put_row("sleep-late", late, SLEEPS);
}

/* Two instructions a turn. */
static void spin(uint64_t turns)
{
    __asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(turns)::"cc");
}

/* All that the loop takes above its own instructions is ticks: what one costs. */
static uint64_t tick_row(void)
{
    uint64_t started = now();

    spin(SPAN_NS / 2);
    uint64_t ns = now() - started;
    uint64_t ticks = ns / (AX_NS_PER_SEC / AX_TICKS_PER_SEC);

    put_row("tick", ns - SPAN_NS, ticks);
    return (ns - SPAN_NS) / ticks;
}

static int compute(void *arg)
{
    uint64_t *ended = arg;

    spin(SPAN_NS / 2);
    *ended = now();
    return 0;
}

/* Two tasks that never yield share the core: what each switch adds to its tick, both ways. */
static void preemption_row(uint64_t tick)
{
    uint64_t end[2];
    struct ax_hal_stats before, after;

    ax_hal_stats(&before);
    uint64_t started = now();
    struct ax_task *task[2] = {spawn_on(0, compute, &end[0]), spawn_on(0, compute, &end[1])};
    join(task[0]);
    join(task[1]);
    uint64_t ended = AX_MAX(end[0], end[1]);
    ax_hal_stats(&after);
    uint64_t preempted = after.preempted - before.preempted;
    if (preempted > 5) {
        uint64_t ticks = (ended - started) / (AX_NS_PER_SEC / AX_TICKS_PER_SEC);

        put_row("preemption", ended - started - 2 * SPAN_NS - ticks * tick, preempted);
    }
}

struct waker {
    struct ax_timer timer;
    struct ax_wait_queue wq;
    uint64_t at;
};

static void fire(void *arg)
{
    struct waker *waker = arg;

    waker->at = now();
    ax_notify_one(&waker->wq);
}

/* From a handler on an idle core to the task that it wakes. */
static void idle_row(void)
{
    struct waker waker = {.at = 0};
    uint64_t sum = 0;

    ax_wait_queue_init(&waker.wq);
    ax_timer_init(&waker.timer, fire, &waker);
    for (unsigned i = 0; i < SLEEPS; i++) {
        ax_timer_arm(&waker.timer, now() + AX_NS_PER_MS);
        int err = ax_wait(&waker.wq, AX_TIME_NEVER);
        ax_assert(err == 0);
        sum += now() - waker.at;
    }
    put_row("idle-to-running", sum, SLEEPS);
}

void rows_time(void)
{
    sleep_row();
    preemption_row(tick_row());
    idle_row();
}
