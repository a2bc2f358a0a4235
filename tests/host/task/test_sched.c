// SPDX-License-Identifier: BSD-2-Clause
/* Who runs when: order, slices, priorities, preemption, accounting. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "scenario.h"

#define TASKS 5
#define TICK  (AX_NS_PER_SEC / AX_TICKS_PER_SEC)

static char trace[4096];
static size_t traced;

static void note(char c)
{
    CHECK(traced + 1 < sizeof(trace));
    trace[traced++] = c;
    trace[traced] = '\0';
}

static int yielder(void *arg)
{
    for (int i = 0; i < 3; i++) {
        note((char)('a' + (intptr_t)arg));
        ax_task_yield();
    }
    return (int)(intptr_t)arg;
}

static void yields_take_turns(void)
{
    struct ax_task *tasks[TASKS];

    for (intptr_t i = 0; i < TASKS; i++) {
        tasks[i] = scenario_spawn("yielder", yielder, (void *)i);
    }
    CHECK_EQ(traced, 0);
    for (int i = 0; i < TASKS; i++) {
        CHECK_EQ(scenario_join(tasks[i]), i);
    }
    CHECK(strcmp(trace, "abcdeabcdeabcde") == 0);
}

/* Computes for 120 ms, noting each millisecond. */
static int computer(void *arg)
{
    for (int i = 0; i < 120; i++) {
        note((char)('a' + (intptr_t)arg));
        ax_host_spend(AX_NS_PER_MS);
    }
    return 0;
}

static void compute(int n)
{
    struct ax_task *tasks[TASKS];

    for (intptr_t i = 0; i < n; i++) {
        tasks[i] = scenario_spawn("computer", computer, (void *)i);
    }
    for (int i = 0; i < n; i++) {
        scenario_join(tasks[i]);
    }
}

/* Lengths of the runs of equal letters. */
static size_t run_lengths(size_t *lengths, size_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < traced && n < max; n++) {
        size_t start = i;
        while (i < traced && trace[i] == trace[start]) {
            i++;
        }
        lengths[n] = i - start;
    }
    return n;
}

static void fifo_runs_to_the_end(void)
{
    size_t lengths[16];

    compute(3);
    CHECK_EQ(run_lengths(lengths, 16), 3);
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(lengths[i], 120);
    }
}

static void rr_gives_slices_of_five_ticks(void)
{
    size_t lengths[32];

    compute(3);
    size_t n = run_lengths(lengths, 32);
    CHECK_EQ(n, 9); /* 50 + 50 + 20 ms each, in turn. */
    for (size_t i = 0; i < 6; i++) {
        CHECK(lengths[i] >= 49 && lengths[i] <= 51);
    }
    for (size_t i = 0; i < 9; i++) {
        size_t start = 0;
        for (size_t j = 0; j < i; j++) {
            start += lengths[j];
        }
        CHECK_EQ(trace[start], 'a' + (int)(i % 3));
    }
}

static int interloper(void *arg)
{
    (void)arg;
    for (int i = 0; i < 30; i++) {
        ax_task_sleep_ns(7 * AX_NS_PER_MS);
    }
    return 0;
}

static void rr_keeps_what_is_left_of_a_slice(void)
{
    struct ax_task_options o = {.name = "interloper", .priority = AX_PRIORITY_DEFAULT + 1};
    size_t lengths[32];

    CHECK_EQ(ax_task_spawn(interloper, NULL, &o, NULL), 0);
    compute(2);
    size_t n = run_lengths(lengths, 32);
    CHECK_EQ(n, 6);
    for (size_t i = 0; i < 4; i++) {
        CHECK(lengths[i] >= 48 && lengths[i] <= 52);
    }
}

static bool stop;

static int endless(void *arg)
{
    (void)arg;
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        ax_host_spend(AX_NS_PER_MS);
    }
    return 7;
}

static int stopper(void *arg)
{
    (void)arg;
    __atomic_store_n(&stop, true, __ATOMIC_RELAXED);
    return 0;
}

static void rr_preempts_an_endless_loop(void)
{
    struct ax_task *loop = scenario_spawn("endless", endless, NULL);
    struct ax_task *other = scenario_spawn("stopper", stopper, NULL);
    struct ax_hal_stats s;

    CHECK_EQ(scenario_join(loop), 7);
    CHECK_EQ(scenario_join(other), 0);
    ax_hal_stats(&s);
    CHECK(s.interrupts >= 5);
}

static struct ax_wait_queue urgent_wait = AX_WAIT_QUEUE_INIT(urgent_wait);

static int urgent(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(ax_wait(&urgent_wait, AX_TIME_NEVER), 0);
        note('U');
    }
    return 0;
}

static int peer(void *arg)
{
    (void)arg;
    note('p');
    return 0;
}

static void higher_priority_runs_at_once(void)
{
    struct ax_task_options o = {.name = "urgent", .priority = AX_PRIORITY_DEFAULT + 1};
    struct ax_task *task;

    CHECK_EQ(ax_task_spawn(urgent, NULL, &o, &task), 0);
    struct ax_task *other = scenario_spawn("peer", peer, NULL);
    note('1');
    CHECK(ax_notify_one(&urgent_wait)); /* It preempts inside. */
    note('2');
    ax_irq_save();
    CHECK(ax_notify_one(&urgent_wait));
    note('3'); /* Not while the count is raised, */
    ax_irq_restore();
    note('4'); /* but when it is lowered; and we go on before our equals. */
    CHECK_EQ(ax_task_set_priority(task, 1), 0);
    CHECK(ax_notify_one(&urgent_wait));
    note('5');
    CHECK_EQ(scenario_join(other), 0);
    CHECK_EQ(scenario_join(task), 0);
    CHECK(strcmp(trace, "1U23U45pU") == 0);
    CHECK_EQ(ax_task_set_priority(ax_task_current(), 0), -AX_EINVAL);
    CHECK_EQ(ax_task_set_priority(ax_task_current(), AX_PRIORITIES), -AX_EINVAL);
    CHECK_EQ(ax_task_set_nice(ax_task_current(), 19), 0);
    CHECK_EQ(ax_task_set_nice(ax_task_current(), 20), -AX_EINVAL);
    CHECK_EQ(ax_task_set_affinity(1), 0);
    CHECK_EQ(ax_task_set_affinity(2), -AX_EINVAL);
}

static void lowering_own_priority_gives_way(void)
{
    struct ax_task *other = scenario_spawn("peer", peer, NULL);

    note('1');
    CHECK_EQ(ax_task_set_priority(ax_task_current(), 3), 0);
    note('2');
    CHECK_EQ(scenario_join(other), 0);
    CHECK(strcmp(trace, "1p2") == 0);
}

static int sleeper(void *arg)
{
    uint64_t ms = (uint64_t)(intptr_t)arg;

    for (int i = 0; i < 3; i++) {
        uint64_t before = ax_hal_time_now_ns();
        ax_task_sleep_ns(ms * AX_NS_PER_MS);
        uint64_t slept = ax_hal_time_now_ns() - before;
        CHECK(slept >= ms * AX_NS_PER_MS && slept < ms * AX_NS_PER_MS + AX_NS_PER_MS / 10);
        note((char)('0' + ms));
    }
    return 0;
}

static void sleeps_end_in_order_and_on_time(void)
{
    struct ax_task *a = scenario_spawn("sleeper", sleeper, (void *)(intptr_t)3);
    struct ax_task *b = scenario_spawn("sleeper", sleeper, (void *)(intptr_t)7);
    struct ax_task *c = scenario_spawn("sleeper", sleeper, (void *)(intptr_t)5);

    scenario_join(a);
    scenario_join(b);
    scenario_join(c);
    CHECK(strcmp(trace, "353735757") == 0);
    /* The past is no reason to wait. */
    ax_task_sleep_until(1);
    ax_task_sleep_ns(0);
}

static void idle_takes_no_ticks(void)
{
    struct ax_task_stats before;
    struct ax_task_stats after;

    ax_task_stats(&before);
    ax_task_sleep_ns(100 * AX_NS_PER_SEC);
    ax_task_stats(&after);
    CHECK(after.ticks <= before.ticks + 1);
    CHECK(after.idle_ns - before.idle_ns > 99 * AX_NS_PER_SEC);
    ax_task_stats(&before);
    ax_host_spend(AX_NS_PER_SEC);
    ax_task_stats(&after);
    CHECK(after.ticks - before.ticks >= 99 && after.ticks - before.ticks <= 101);
}

static void find(const struct ax_task_info *info, void *arg)
{
    struct ax_task_info *wanted = arg;

    if (info->id == wanted->id) {
        *wanted = *info;
    }
}

static int spender(void *arg)
{
    (void)arg;
    ax_host_spend(30 * AX_NS_PER_MS);
    ax_task_yield();
    ax_host_spend(20 * AX_NS_PER_MS);
    ax_task_sleep_ns(1000 * AX_NS_PER_MS);
    struct ax_task_info info = {.id = ax_task_id(ax_task_current())};
    ax_task_for_each(find, &info);
    CHECK(info.cpu_ns >= 50 * AX_NS_PER_MS && info.cpu_ns < 51 * AX_NS_PER_MS);
    CHECK_EQ(info.switches, 2); /* The yield led nowhere. */
    CHECK_EQ(info.state, AX_TASK_RUNNING);
    CHECK(strcmp(info.name, "spender") == 0);
    CHECK(!info.idle);
    return 0;
}

static void time_is_accounted(void)
{
    scenario_join(scenario_spawn("spender", spender, NULL));
}

/* In a probe at every interrupt point: a tick now and then, as a real machine has them. */
static void random_time(void)
{
    if (scenario_random(4) == 0) {
        ax_host_spend(scenario_random(40 * (uint32_t)AX_NS_PER_MS));
    }
}

static unsigned counter;

static int adder(void *arg)
{
    struct ax_mutex *m = arg;

    for (int i = 0; i < 200; i++) {
        ax_mutex_lock(m);
        unsigned c = counter;
        ax_host_spend(AX_NS_PER_MS);
        counter = c + 1;
        CHECK_EQ(ax_mutex_unlock(m), 0);
        if (scenario_random(5) == 0) {
            ax_task_sleep_ns(scenario_random(1000000));
        }
    }
    return 0;
}

static void rr_under_random_interrupts(void)
{
    static struct ax_mutex m = AX_MUTEX_INIT(m);
    struct ax_task *tasks[TASKS];

    ax_host_set_probe(random_time);
    for (int i = 0; i < TASKS; i++) {
        tasks[i] = scenario_spawn("adder", adder, &m);
    }
    for (int i = 0; i < TASKS; i++) {
        scenario_join(tasks[i]);
    }
    ax_host_set_probe(NULL);
    CHECK_EQ(counter, TASKS * 200);
}

static struct ax_wait_queue alarm_wait = AX_WAIT_QUEUE_INIT(alarm_wait);

/* As on a slow machine: 50 us from the interrupt to the task that it wakes. */
static void dear_alarm(void *arg)
{
    (void)arg;
    ax_host_spend(50 * AX_NS_PER_US);
    ax_notify_one(&alarm_wait);
}

static int wakes_all_the_time(void *arg)
{
    struct ax_timer timer;

    (void)arg;
    ax_timer_init(&timer, dear_alarm, NULL);
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        /* It blocks before that, and hardly anybody runs before that. */
        ax_timer_arm(&timer, ax_hal_time_now_ns() + 2 * AX_NS_PER_US);
        CHECK_EQ(ax_wait(&alarm_wait, AX_TIME_NEVER), 0);
    }
    return 0;
}

static void cfs_leaves_time_beside_endless_wakes(void)
{
    struct ax_task *task = scenario_spawn("waker", wakes_all_the_time, NULL);
    uint64_t start = ax_hal_time_now_ns();
    uint64_t done = 0;

    ax_task_yield();
    while (ax_hal_time_now_ns() < start + AX_NS_PER_SEC) {
        ax_host_spend(10 * AX_NS_PER_US);
        done += 10 * AX_NS_PER_US;
    }
    __atomic_store_n(&stop, true, __ATOMIC_RELAXED);
    CHECK_EQ(scenario_join(task), 0);
    CHECK(done >= AX_NS_PER_SEC / 3);
}

#define CASE(name, args)                                                                           \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        scenario_pass(name, args);                                                                 \
    }

CASE(yields_take_turns, "sched=fifo")
CASE(fifo_runs_to_the_end, NULL)
CASE(rr_gives_slices_of_five_ticks, "sched=rr")
CASE(rr_keeps_what_is_left_of_a_slice, "sched=rr")
CASE(rr_preempts_an_endless_loop, "sched=rr")
CASE(higher_priority_runs_at_once, "sched=fifo")
CASE(lowering_own_priority_gives_way, "sched=fifo")
CASE(sleeps_end_in_order_and_on_time, NULL)
CASE(idle_takes_no_ticks, NULL)
CASE(time_is_accounted, NULL)
CASE(cfs_leaves_time_beside_endless_wakes, "sched=cfs")

static void test_rr_under_random_interrupts(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 10; seed++) {
        scenario_seed = seed;
        scenario_pass(rr_under_random_interrupts, seed % 2 == 0 ? "sched=fifo" : "sched=rr");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_yields_take_turns),
        cmocka_unit_test(test_fifo_runs_to_the_end),
        cmocka_unit_test(test_rr_gives_slices_of_five_ticks),
        cmocka_unit_test(test_rr_keeps_what_is_left_of_a_slice),
        cmocka_unit_test(test_rr_preempts_an_endless_loop),
        cmocka_unit_test(test_higher_priority_runs_at_once),
        cmocka_unit_test(test_lowering_own_priority_gives_way),
        cmocka_unit_test(test_sleeps_end_in_order_and_on_time),
        cmocka_unit_test(test_idle_takes_no_ticks),
        cmocka_unit_test(test_time_is_accounted),
        cmocka_unit_test(test_cfs_leaves_time_beside_endless_wakes),
        cmocka_unit_test(test_rr_under_random_interrupts),
    };

    return cmocka_run_group_tests_name("task/sched", tests, NULL, NULL);
}
