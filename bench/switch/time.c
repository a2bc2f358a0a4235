// SPDX-License-Identifier: BSD-2-Clause
/* Sleeping, ticks, and a core that has nothing to do. */

#include "bench.h"

#define SLEEPS  50u
#define PERIODS 40u
#define TICK_NS (AX_NS_PER_SEC / AX_TICKS_PER_SEC)
#define SPAN_NS (200 * AX_NS_PER_MS)
/* They fit into a span, and none is near one of its ticks. */
#define WAKES   11u
#define WAKE_NS (16180 * AX_NS_PER_US)

/* How much later than asked for a sleeping task goes on, on a core that idles. */
static void sleep_row(void)
{
    uint64_t late[SLEEPS];

    for (unsigned i = 0; i < SLEEPS; i++) {
        uint64_t deadline = now() + 3 * AX_NS_PER_MS;

        ax_task_sleep_until(deadline);
        late[i] = now() - deadline;
    }
    put_row("sleep-late", median(late, SLEEPS), 1);
}

/* Two instructions a turn. */
static void spin(uint64_t turns)
{
    __asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(turns)::"cc");
}

/*
 * All that a loop takes above its own instructions, in the time from one tick to the next, is the
 * tick: what it costs. The median, since on several cores one may have had to wait for another.
 */
static void tick_row(void)
{
    uint64_t cost[PERIODS];

    for (unsigned i = 0; i < PERIODS; i++) {
        uint64_t started = now();

        spin(TICK_NS / 2);
        cost[i] = now() - started - TICK_NS;
    }
    put_row("tick", median(cost, PERIODS), 1);
}

/* Tasks that never yield share the core, and say all the time when they last ran, and who did. */
struct shared {
    uint64_t end;
    uint64_t last; /* 0: nobody */
    unsigned who;
    unsigned handovers;
    uint64_t gap[PERIODS]; /* from the one's last moment to the other's first */
};

struct sharer {
    struct shared *shared;
    unsigned number;
};

static int share(void *arg)
{
    const struct sharer *self = arg;
    struct shared *s = self->shared;
    uint64_t at;

    while ((at = now()) < s->end) {
        if (s->who != self->number && s->last != 0) {
            if (at <= s->last) {
                continue; /* The other has run since the clock was read. */
            }
            if (s->handovers < PERIODS) {
                s->gap[s->handovers++] = at - s->last;
            }
        }
        s->who = self->number;
        s->last = at;
    }
    s->last = 0;
    return 0;
}

/* A tick that makes one task yield to another: both ways, from the one to the other. */
static void preemption_row(void)
{
    struct shared shared = {.end = now() + PERIODS * TICK_NS};
    struct sharer side[2] = {{&shared, 0}, {&shared, 1}};
    struct ax_task *task[2] = {spawn_on(0, share, &side[0]), spawn_on(0, share, &side[1])};

    join(task[0]);
    join(task[1]);
    for (unsigned i = 0; i < shared.handovers; i++) {
    }
    if (shared.handovers > 0) {
        put_row("tick-preempting", median(shared.gap, shared.handovers), 1);
    }
}

static int compute(void *arg)
{
    uint64_t *ended = arg;

    spin(SPAN_NS / 2);
    *ended = now();
    return 0;
}

/* A sleeping task goes on while another one computes. */
static int sleep_often(void *arg)
{
    uint64_t *late = arg;

    for (unsigned i = 0; i < WAKES; i++) {
        uint64_t deadline = now() + WAKE_NS;

        ax_task_sleep_until(deadline);
        late[i] = now() - deadline;
    }
    return 0;
}

/*
 * How much later than asked for that is, if the sleeper is the more important one: the interrupt,
 * its handler, and the preemption. With CFS it is the one that has run less.
 */
static void wake_row(void)
{
    struct ax_task_options urgent = {.name = "sleeper",
                                     .stack_size = 8 * 1024,
                                     .priority = AX_PRIORITY_DEFAULT + 1,
                                     .cpu_mask = 1};
    struct ax_task *sleeper;
    uint64_t late[WAKES], end;
    int err = ax_task_spawn(sleep_often, late, &urgent, &sleeper);

    ax_assert(err == 0);
    struct ax_task *computing = spawn_on(0, compute, &end);
    join(sleeper);
    join(computing);
    ax_assert(end > 0);
    put_row("wake-latency", median(late, WAKES), 1);
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
    uint64_t took[SLEEPS];

    ax_wait_queue_init(&waker.wq);
    ax_timer_init(&waker.timer, fire, &waker);
    for (unsigned i = 0; i < SLEEPS; i++) {
        ax_timer_arm(&waker.timer, now() + AX_NS_PER_MS);
        int err = ax_wait(&waker.wq, AX_TIME_NEVER);
        ax_assert(err == 0);
        took[i] = now() - waker.at;
    }
    put_row("idle-to-running", median(took, SLEEPS), 1);
}

void rows_time(void)
{
    sleep_row();
    tick_row();
    preemption_row();
    wake_row();
    idle_row();
}
