// SPDX-License-Identifier: BSD-2-Clause
/*
 * FEATURES=trace on the machine itself: what an event costs, by instruction count, and that what a
 * few tasks do is found in the rings, read while the cores write.
 */

#include <ax/ax.h>
#include <ax/hal/trace.h>

/* By instruction count with shift 0 an instruction takes a nanosecond. */
#define EVENTS 10000
#define LIMIT  20

/* The physical timer's interrupt at EL0 (Arm BSA, 3.8: PPI 30). */
#define TIMER 30

static unsigned long long per_event(void (*loop)(void))
{
    uint64_t began = ax_hal_time_now_ns();
    loop();
    return (ax_hal_time_now_ns() - began) * 100 / EVENTS;
}

/* Both loops hide the counter from the compiler, so that they differ by the event alone. */
static __attribute__((noinline)) void bare(void)
{
    for (uint32_t i = 0; i < EVENTS; i++) {
        __asm__ volatile("" : "+r"(i)::"memory");
    }
}

static __attribute__((noinline)) void with_event(void)
{
    for (uint32_t i = 0; i < EVENTS; i++) {
        __asm__ volatile("" : "+r"(i)::"memory");
        ax_trace_event(AX_TRACE_MARK, i, 1);
    }
}

static void test_cost(void)
{
    ax_irq_save();
    unsigned long long without = per_event(bare);
    unsigned long long with = per_event(with_event);
    ax_irq_restore();
    unsigned long long cost = with - without;

    ax_printf("an event: %llu.%02llu instructions\n", cost / 100, cost % 100);
    ax_assert(cost > 100 && cost < LIMIT * 100);
}

/* ---- what tasks do is found ---- */

static struct ax_semaphore ready;
static uint64_t sleeper_id;

static int sleeper(void *arg)
{
    (void)arg;
    __atomic_store_n(&sleeper_id, ax_task_id(ax_task_current()), __ATOMIC_RELEASE);
    ax_semaphore_take(&ready);
    return 7;
}

#define ANY UINT64_MAX

/* What a ring has of `id`, by kind. */
static void count_ring(const struct ax_trace_ring *ring, uint64_t id,
                       unsigned counts[AX_TRACE_KINDS])
{
    static struct ax_trace_record records[512];
    uint64_t next = 0, lost = 0;
    unsigned n;

    while ((n = ax_trace_read(ring, &next, records, AX_ARRAY_LEN(records), &lost)) > 0) {
        for (unsigned i = 0; i < n; i++) {
            counts[ax_trace_kind_of(&records[i])] += id == ANY || ax_trace_id_of(&records[i]) == id;
        }
    }
}

/* The same of all cores' rings. */
static void count_events(uint64_t id, unsigned counts[AX_TRACE_KINDS])
{
    memset(counts, 0, AX_TRACE_KINDS * sizeof(*counts));
    for (unsigned cpu = 0; cpu < ax_hal_cpu_count(); cpu++) {
        count_ring(ax_percpu_of(cpu)->trace[0], id, counts);
        count_ring(ax_percpu_of(cpu)->trace[1], id, counts);
    }
}

static void test_events(void)
{
    struct ax_task_options here = {.name = "sleeper", .cpu_mask = 1};
    unsigned counts[AX_TRACE_KINDS];
    struct ax_task *task;
    int code;

    int err = ax_task_set_affinity(1);
    ax_assert(err == 0);
    ax_semaphore_init(&ready, 0);
    err = ax_task_spawn(sleeper, NULL, &here, &task);
    ax_assert(err == 0);
    while (ax_task_state(task) != AX_TASK_BLOCKED) {
        ax_task_yield();
    }
    err = ax_semaphore_give(&ready);
    ax_assert(err == 0);
    err = ax_task_join(task, &code);
    ax_assert(err == 0 && code == 7);
    count_events(sleeper_id, counts);
    ax_assert(counts[AX_TRACE_SPAWN] == 1 && counts[AX_TRACE_EXIT] == 1);
    ax_assert(counts[AX_TRACE_BLOCK] == 1 && counts[AX_TRACE_WAKE] == 1);
    ax_assert(counts[AX_TRACE_SWITCH] >= 2);
    ax_puts("What a task did is found!");
}

/* ---- preemption and moves ---- */

static int spin(void *arg)
{
    uint64_t until = ax_hal_time_now_ns() + 5 * AX_NS_PER_SEC / AX_TICKS_PER_SEC;

    __atomic_store_n((uint64_t *)arg, ax_task_id(ax_task_current()), __ATOMIC_RELEASE);
    while (ax_hal_time_now_ns() < until) {
        ax_cpu_relax();
    }
    return 0;
}

/* Two that compute on one core under round robin: ticks make them yield. */
static void test_preemption(void)
{
    struct ax_task_options here = {.name = "spin", .cpu_mask = 1};
    unsigned counts[AX_TRACE_KINDS];
    struct ax_task *tasks[2];
    uint64_t ids[2];

    for (unsigned i = 0; i < 2; i++) {
        int err = ax_task_spawn(spin, &ids[i], &here, &tasks[i]);
        ax_assert(err == 0);
    }
    for (unsigned i = 0; i < 2; i++) {
        int err = ax_task_join(tasks[i], NULL);
        ax_assert(err == 0);
    }
    unsigned preempted = 0;
    for (unsigned i = 0; i < 2; i++) {
        count_events(ids[i], counts);
        preempted += counts[AX_TRACE_PREEMPT];
        ax_assert(counts[AX_TRACE_SWITCH] >= counts[AX_TRACE_PREEMPT]);
    }
    ax_assert(preempted >= 1);
    count_events(TIMER, counts);
    ax_assert(counts[AX_TRACE_IRQ] >= 5 && counts[AX_TRACE_IRQ_END] >= 5);
    ax_puts("A preemption is found!");
}

static void test_move(void)
{
    unsigned counts[AX_TRACE_KINDS];
    uint64_t id = ax_task_id(ax_task_current());

    if (ax_hal_cpu_count() > 1) {
        int err = ax_task_set_affinity(2);
        ax_assert(err == 0);
        count_events(id, counts);
        ax_assert(counts[AX_TRACE_MIGRATE] >= 1);
    }
    ax_puts("A move is found!");
}

/* There are as many switches in the rings as the system counts: of a moment without any. */
static void test_sum(void)
{
    unsigned counts[AX_TRACE_KINDS];
    struct ax_task_stats before, after;

    do {
        ax_task_stats(&before);
        count_events(ANY, counts);
        ax_task_stats(&after);
    } while (before.switches != after.switches);
    ax_assert(counts[AX_TRACE_SWITCH] == after.switches);
    ax_puts("All switches are found!");
}

int main(void)
{
    if (!AX_TRACE) {
        ax_puts("There are no events: build with FEATURES=trace.");
        return 1;
    }
    test_events();
    test_preemption();
    test_move();
    test_sum();
    test_cost();
    ax_puts("Trace tests run OK!");
    return 0;
}
