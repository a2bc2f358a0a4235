// SPDX-License-Identifier: BSD-2-Clause
/*
 * Preemption under load. A timer goes off every few ten microseconds and wakes a task of higher
 * priority, so that the workers below it are made to yield at every kind of instruction: in
 * computations that call nothing, around the interrupt count, in allocators, locks and messages.
 * Whatever they hold, registers of all kinds, flags, thread-local variables, must be as they left
 * it.
 */
#include "preempt.h"

#define PREEMPTIONS  10000
#define PRIORITY     (AX_PRIORITY_DEFAULT + 1)
#define MOST_LATE_NS AX_NS_PER_MS

static bool over;
static struct ax_timer timer;
static struct ax_semaphore rung;
static uint32_t random_state = 0x2545f491;
static uint64_t interruptions;

bool go_on(void)
{
    return !__atomic_load_n(&over, __ATOMIC_RELAXED);
}

/* 16 to 79 us: never in step with what the workers do (xorshift32). */
AX_NO_FP static uint64_t next_delay(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return (16 + random_state % 64) * AX_NS_PER_US;
}

AX_NO_FP static void on_timer(void *arg)
{
    (void)arg;
    ax_semaphore_give(&rung);
}

/*
 * Runs before all workers, and leaves nothing in the registers as they had it. Each time it gives
 * them as much more time as it was late the last time: with a log of every wake-up, or on a machine
 * that has much else to do, it would leave them none.
 */
static int interrupt(void *arg)
{
    uint64_t late = 0;

    (void)arg;
    while (go_on()) {
        uint64_t deadline = ax_hal_time_now_ns() + next_delay() + late;

        ax_timer_arm(&timer, deadline);
        ax_semaphore_take(&rung);
        late = AX_MIN(ax_hal_time_now_ns() - deadline, MOST_LATE_NS);
        check_registers(~interruptions, 1);
        interruptions++;
    }
    return 0;
}

static const struct {
    const char *name;
    ax_task_fn work;
} workers[] = {
    {"registers", work_registers},
    {"registers", work_registers},
    {"registers", work_registers},
    {"tls", work_tls},
    {"tls", work_tls},
    {"irq count", work_irq_count},
    {"locks", work_locks},
    {"locks", work_locks},
    {"locks", work_locks},
    {"heap", work_heap},
    {"heap", work_heap},
    {"tasks", work_tasks},
};

_Static_assert(AX_ARRAY_LEN(workers) <= MAX_WORKERS, "a counter each");

static struct ax_task *spawn(ax_task_fn work, uintptr_t number, const char *name, int priority)
{
    struct ax_task_options options = {.name = name, .priority = priority};
    struct ax_task *task;
    int err = ax_task_spawn(work, (void *)number, &options, &task);

    ax_assert(err == 0);
    return task;
}

static void join(struct ax_task *task)
{
    int code;
    int err = ax_task_join(task, &code);

    ax_assert(err == 0 && code == 0);
}

/*
 * Main has the higher priority too, so it needs no luck to end the test. The workers have equal
 * ones, and under FIFO a preempted task goes on before its equals: main passes the turn on.
 */
static void conduct(struct ax_task *const *tasks, uint64_t wanted)
{
    struct ax_hal_stats stats;
    unsigned favourite = 0;

    do {
        ax_task_set_priority(tasks[favourite], AX_PRIORITY_DEFAULT - 1);
        favourite = (favourite + 1) % AX_ARRAY_LEN(workers);
        ax_task_set_priority(tasks[favourite], AX_PRIORITY_DEFAULT);
        ax_task_sleep_ns(20 * AX_NS_PER_MS);
        ax_hal_stats(&stats);
    } while (stats.preempted < wanted || favourite != 0); /* each has been the favourite */
}

int main(void)
{
    struct ax_task *tasks[AX_ARRAY_LEN(workers)];
    uint64_t wanted = ax_boot_number("preemptions", PREEMPTIONS, 1, UINT64_MAX);

    ax_printf("Running preemption tests: %llu preemptions\n", (unsigned long long)wanted);
    ax_semaphore_init(&rung, 0);
    ax_timer_init(&timer, on_timer, NULL);
    ax_task_set_priority(ax_task_current(), PRIORITY + 1);
    struct ax_task *interrupter = spawn(interrupt, 0, "interrupter", PRIORITY);
    for (uintptr_t i = 0; i < AX_ARRAY_LEN(workers); i++) {
        tasks[i] = spawn(workers[i].work, i, workers[i].name, AX_PRIORITY_DEFAULT - 1);
    }
    conduct(tasks, wanted);
    __atomic_store_n(&over, true, __ATOMIC_RELAXED);
    join(interrupter);
    ax_puts("");
    for (unsigned i = 0; i < AX_ARRAY_LEN(workers); i++) {
        join(tasks[i]);
        ax_printf("%-10s %llu turns\n", workers[i].name, (unsigned long long)turns[i]);
        ax_assert(turns[i] > 0);
    }
    ax_assert(locks_counted_right());
    ax_puts("Preemption tests run OK!");
    return 0;
}
