// SPDX-License-Identifier: BSD-2-Clause
/*
 * Five tasks sleep three times each, task n for n + 1 seconds, while one more counts half seconds.
 * Nobody may be woken too early.
 */
#define AX_LOG_TARGET "sleep"

#include <ax/ax.h>

#define TASKS  5
#define ROUNDS 3
#define TICKS  30

static unsigned finished;

/* Sleeps and returns for how many microseconds it was. */
static unsigned long long sleep_measured(uint64_t ns)
{
    uint64_t start = ax_hal_time_now_ns();

    ax_task_sleep_ns(ns);
    uint64_t elapsed = ax_hal_time_now_ns() - start;
    ax_assert(elapsed >= ns);
    return elapsed / AX_NS_PER_US;
}

static int tick(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < TICKS; i++) {
        ax_info("  tick %u", i);
        sleep_measured(AX_NS_PER_SEC / 2);
    }
    return 0;
}

static int sleep_often(void *arg)
{
    unsigned index = (unsigned)(uintptr_t)arg;
    unsigned seconds = index + 1;

    for (unsigned i = 0; i < ROUNDS; i++) {
        ax_printf("task %u sleep %u seconds (%u) ...\n", index, seconds, i);
        unsigned long long us = sleep_measured(seconds * AX_NS_PER_SEC);
        ax_printf("task %u actual sleep %llu.%06llus seconds (%u).\n", index, us / 1000000,
                  us % 1000000, i);
    }
    __atomic_fetch_add(&finished, 1, __ATOMIC_RELAXED);
    return 0;
}

static void start(ax_task_fn entry, uintptr_t arg)
{
    int err = ax_task_spawn(entry, (void *)arg, NULL, NULL);

    ax_assert(err == 0);
}

int main(void)
{
    ax_puts("Hello, main task!");
    unsigned long long us = sleep_measured(AX_NS_PER_SEC);
    ax_printf("main task sleep for %llu.%06llus\n", us / 1000000, us % 1000000);

    start(tick, 0);
    for (uintptr_t i = 0; i < TASKS; i++) {
        start(sleep_often, i);
    }
    while (__atomic_load_n(&finished, __ATOMIC_RELAXED) < TASKS) {
        ax_task_sleep_ns(10 * AX_NS_PER_MS);
    }
    ax_puts("Sleep tests run OK!");
    return 0;
}
