// SPDX-License-Identifier: BSD-2-Clause
/*
 * Five tasks of nice 19, 10, 0, -10 and 0 do work such that, where run time is weighted and all
 * share one core, a lower nice value finishes earlier: the one of nice -10 has a quarter more
 * than the first ones, the last one a quarter of theirs. A round takes as long as the machine
 * makes it, so it is measured first: even the shortest job takes several ticks.
 */
#include <ax/ax.h>

static const struct {
    int nice;
    unsigned rounds;
} jobs[] = {{19, 40}, {10, 40}, {0, 40}, {-10, 50}, {0, 10}};

#define JOBS AX_ARRAY_LEN(jobs)

#define ROUND_NS (4 * AX_NS_PER_MS)

static unsigned round_steps; /* of one round; set before the jobs start */
static uint64_t sums[JOBS];
static unsigned order[JOBS]; /* by end: the number of the job */
static unsigned finished;    /* atomically */

static uint64_t work(uint64_t steps)
{
    uint64_t x = 88172645463325252ull;

    /* xorshift64 (G. Marsaglia, Xorshift RNGs, 2003). */
    for (uint64_t i = 0; i < steps; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    return x;
}

/* Steps that take about as long as a round is to take. */
static unsigned measure(void)
{
    unsigned steps = 1000;

    for (;;) {
        uint64_t start = ax_hal_time_now_ns();
        uint64_t result = work(steps);
        uint64_t ns = ax_hal_time_now_ns() - start;

        ax_assert(result != 0);
        if (ns >= ROUND_NS) {
            return steps;
        }
        steps *= 2;
    }
}

static int run_job(void *arg)
{
    uintptr_t job = (uintptr_t)arg;

    sums[job] = work((uint64_t)jobs[job].rounds * round_steps);
    unsigned place = __atomic_fetch_add(&finished, 1, __ATOMIC_RELAXED);
    order[place] = (unsigned)job;
    ax_printf("task %lu: nice %d: finished\n", job, jobs[job].nice);
    return 0;
}

int main(void)
{
    bool fair = strcmp(ax_task_scheduler_name(), "Completely Fair") == 0;
    struct ax_task *tasks[JOBS];
    uint64_t sum = 0;

    round_steps = measure();
    /* None begins before all are there. */
    ax_assert(ax_task_set_nice(ax_task_current(), AX_NICE_MIN) == 0);
    ax_assert(ax_task_set_nice(ax_task_current(), AX_NICE_MIN - 1) == -AX_EINVAL);
    for (uintptr_t i = 0; i < JOBS; i++) {
        struct ax_task_options options = {.nice = jobs[i].nice};
        int err = ax_task_spawn(run_job, (void *)i, &options, &tasks[i]);

        ax_assert(err == 0);
    }
    for (unsigned i = 0; i < JOBS; i++) {
        int err = ax_task_join(tasks[i], NULL);

        ax_assert(err == 0 && sums[i] == work((uint64_t)jobs[i].rounds * round_steps));
        sum += sums[i];
    }
    if (fair && ax_hal_cpu_count() == 1) {
        static const unsigned expected[JOBS] = {3, 4, 2, 1, 0};

        for (unsigned i = 0; i < JOBS; i++) {
            ax_assert(order[i] == expected[i]);
        }
    }
    ax_printf("sum = %llu\n", (unsigned long long)sum);
    ax_puts("Priority tests run OK!");
    return 0;
}
