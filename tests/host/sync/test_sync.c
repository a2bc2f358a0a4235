// SPDX-License-Identifier: BSD-2-Clause
/* Mutex, semaphore, condition variable, barrier, once; with chance deciding about time. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "scenario.h"

#define TASKS 6
#define MS    AX_NS_PER_MS

static struct ax_mutex mutex = AX_MUTEX_INIT(mutex);
static int order[TASKS];
static int done;

static void run_tasks(ax_task_fn fn)
{
    struct ax_task *tasks[TASKS];

    for (intptr_t i = 0; i < TASKS; i++) {
        tasks[i] = scenario_spawn("task", fn, (void *)i);
    }
    for (int i = 0; i < TASKS; i++) {
        scenario_join(tasks[i]);
    }
}

static void random_time(void)
{
    if (scenario_random(5) == 0) {
        ax_host_spend(scenario_random(10 * MS));
    }
}

static int locker(void *arg)
{
    ax_mutex_lock(&mutex);
    CHECK(ax_mutex_held(&mutex));
    order[done++] = (int)(intptr_t)arg;
    ax_task_sleep_ns(MS);
    CHECK_EQ(ax_mutex_unlock(&mutex), 0);
    CHECK(!ax_mutex_held(&mutex));
    return 0;
}

static int trespasser(void *arg)
{
    (void)arg;
    CHECK_EQ(ax_mutex_trylock(&mutex), -AX_EBUSY);
    CHECK_EQ(ax_mutex_unlock(&mutex), -AX_EPERM);
    CHECK_EQ(ax_mutex_lock_until(&mutex, ax_deadline_after(MS)), -AX_ETIMEDOUT);
    CHECK(!ax_mutex_held(&mutex));
    return 0;
}

static void mutexes_are_handed_over_in_order(void)
{
    struct ax_task *tasks[TASKS];

    CHECK_EQ(ax_mutex_unlock(&mutex), -AX_EPERM);
    ax_mutex_lock(&mutex);
    CHECK_EQ(ax_mutex_lock_until(&mutex, 0), -AX_EDEADLK);
    scenario_join(scenario_spawn("trespasser", trespasser, NULL));
    for (intptr_t i = 0; i < TASKS; i++) {
        tasks[i] = scenario_spawn("locker", locker, (void *)i);
    }
    ax_task_sleep_ns(MS);
    CHECK_EQ(ax_mutex_unlock(&mutex), 0);
    ax_mutex_lock(&mutex); /* Behind all of them. */
    CHECK_EQ(done, TASKS);
    CHECK_EQ(ax_mutex_unlock(&mutex), 0);
    for (int i = 0; i < TASKS; i++) {
        CHECK_EQ(order[i], i);
        scenario_join(tasks[i]);
    }
    CHECK_EQ(ax_mutex_trylock(&mutex), 0);
    CHECK_EQ(ax_mutex_unlock(&mutex), 0);
}

static unsigned inside;
static unsigned total;

static int excluder(void *arg)
{
    (void)arg;
    for (int i = 0; i < 150; i++) {
        uint64_t deadline = ax_deadline_after(scenario_random(4 * MS));
        if (ax_mutex_lock_until(&mutex, deadline) != 0) {
            continue;
        }
        CHECK_EQ(inside++, 0);
        ax_host_spend(scenario_random(MS));
        if (scenario_random(4) == 0) {
            ax_task_yield();
        }
        inside--;
        total++;
        CHECK_EQ(ax_mutex_unlock(&mutex), 0);
    }
    return 0;
}

static void mutexes_exclude(void)
{
    ax_host_set_probe(random_time);
    run_tasks(excluder);
    ax_host_set_probe(NULL);
    CHECK(total > 100);
    CHECK_EQ(ax_mutex_trylock(&mutex), 0);
}

static void locks_twice(void)
{
    ax_mutex_lock(&mutex);
    ax_mutex_lock(&mutex);
}

#define ROOM 3

static struct ax_semaphore free_slots = AX_SEMAPHORE_INIT(free_slots, ROOM);
static struct ax_semaphore items = AX_SEMAPHORE_INIT(items, 0);
static unsigned slots[ROOM];
static unsigned put_at;
static unsigned got_at;
static unsigned sum;

static int producer(void *arg)
{
    (void)arg;
    for (unsigned i = 1; i <= 500; i++) {
        ax_semaphore_take(&free_slots);
        CHECK(put_at - got_at < ROOM);
        slots[put_at++ % ROOM] = i;
        CHECK_EQ(ax_semaphore_give(&items), 0);
    }
    return 0;
}

static int consumer(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < 500; i++) {
        while (ax_semaphore_take_until(&items, ax_deadline_after(scenario_random(MS))) != 0) {
        }
        CHECK(put_at != got_at);
        sum += slots[got_at++ % ROOM];
        CHECK_EQ(ax_semaphore_give(&free_slots), 0);
    }
    return 0;
}

static void semaphores_count(void)
{
    ax_host_set_probe(random_time);
    struct ax_task *a = scenario_spawn("consumer", consumer, NULL);
    struct ax_task *b = scenario_spawn("producer", producer, NULL);
    scenario_join(a);
    scenario_join(b);
    ax_host_set_probe(NULL);
    CHECK_EQ(sum, 500 * 501 / 2);
    CHECK_EQ(ax_semaphore_try(&items), -AX_EAGAIN);
    for (int i = 0; i < ROOM; i++) {
        CHECK_EQ(ax_semaphore_try(&free_slots), 0);
    }
    CHECK_EQ(ax_semaphore_try(&free_slots), -AX_EAGAIN);
    CHECK_EQ(ax_semaphore_take_until(&free_slots, ax_deadline_after(MS)), -AX_ETIMEDOUT);
    ax_semaphore_init(&items, UINT32_MAX);
    CHECK_EQ(ax_semaphore_give(&items), -AX_EOVERFLOW);
}

static struct ax_cond cond = AX_COND_INIT(cond);
static int stage;

static int stage_waiter(void *arg)
{
    ax_mutex_lock(&mutex);
    while (stage <= (int)(intptr_t)arg) {
        CHECK_EQ(ax_cond_wait(&cond, &mutex), 0);
        CHECK(ax_mutex_held(&mutex));
    }
    order[done++] = (int)(intptr_t)arg;
    CHECK_EQ(ax_mutex_unlock(&mutex), 0);
    return 0;
}

static void conditions_are_broadcast(void)
{
    struct ax_task *tasks[TASKS];

    CHECK_EQ(ax_cond_wait(&cond, &mutex), -AX_EPERM);
    for (intptr_t i = 0; i < TASKS; i++) {
        tasks[i] = scenario_spawn("waiter", stage_waiter, (void *)i);
    }
    ax_host_set_probe(random_time);
    for (int i = 0; i < TASKS; i++) {
        ax_mutex_lock(&mutex);
        stage++;
        ax_cond_broadcast(&cond);
        CHECK_EQ(ax_mutex_unlock(&mutex), 0);
        scenario_join(tasks[i]);
    }
    ax_host_set_probe(NULL);
    for (int i = 0; i < TASKS; i++) {
        CHECK_EQ(order[i], i);
    }
    ax_mutex_lock(&mutex);
    uint64_t before = ax_hal_time_now_ns();
    CHECK_EQ(ax_cond_wait_until(&cond, &mutex, before + MS), -AX_ETIMEDOUT);
    CHECK(ax_hal_time_now_ns() - before >= MS);
    CHECK(ax_mutex_held(&mutex));
    CHECK_EQ(ax_mutex_unlock(&mutex), 0);
}

static unsigned turn;

/* Two tasks in turn: one signal lost, between unlocking and sleeping, and both sleep for ever. */
static int player(void *arg)
{
    unsigned self = (unsigned)(intptr_t)arg;

    for (int i = 0; i < 1000; i++) {
        ax_mutex_lock(&mutex);
        while (turn != self) {
            ax_cond_wait(&cond, &mutex);
        }
        turn = 1 - self;
        CHECK_EQ(ax_mutex_unlock(&mutex), 0);
        ax_cond_signal(&cond);
        ax_host_spend(scenario_random(MS));
    }
    return 0;
}

static void signals_are_not_lost(void)
{
    ax_host_set_probe(random_time);
    struct ax_task *a = scenario_spawn("a", player, (void *)0);
    struct ax_task *b = scenario_spawn("b", player, (void *)1);
    scenario_join(a);
    scenario_join(b);
    ax_host_set_probe(NULL);
}

static struct ax_barrier barrier;
static unsigned rounds[TASKS];
static unsigned last_ones;

static int meets(void *arg)
{
    intptr_t self = (intptr_t)arg;

    for (unsigned round = 0; round < 50; round++) {
        ax_host_spend(scenario_random(MS));
        rounds[self]++;
        last_ones += ax_barrier_wait(&barrier);
        for (int i = 0; i < TASKS; i++) {
            CHECK(rounds[i] == round + 1 || rounds[i] == round + 2);
        }
    }
    return 0;
}

static void barriers_keep_step(void)
{
    ax_barrier_init(&barrier, TASKS);
    ax_host_set_probe(random_time);
    run_tasks(meets);
    ax_host_set_probe(NULL);
    CHECK_EQ(last_ones, 50);
}

static struct ax_once once = AX_ONCE_INIT(once);
static unsigned calls;

static void slow_init(void *arg)
{
    CHECK(arg == &calls);
    ax_task_sleep_ns(5 * MS);
    calls++;
}

static int needs_init(void *arg)
{
    (void)arg;
    ax_once_call(&once, slow_init, &calls);
    CHECK_EQ(calls, 1);
    ax_once_call(&once, slow_init, &calls);
    return 0;
}

static void once_is_once(void)
{
    run_tasks(needs_init);
    CHECK_EQ(calls, 1);
}

#define CASE(name)                                                                                 \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        for (uint32_t seed = 1; seed <= 12; seed++) {                                              \
            scenario_seed = seed;                                                                  \
            scenario_pass(name, seed % 2 == 0 ? "sched=fifo" : "sched=rr");                        \
        }                                                                                          \
    }

/* ---- what a switch and a wake-up take: no memory, and no switch too many ---- */

#define ROUNDS 100u

static struct {
    struct ax_semaphore ask, answer;
    bool over;
} echo = {.ask = AX_SEMAPHORE_INIT(echo.ask, 0), .answer = AX_SEMAPHORE_INIT(echo.answer, 0)};

static int answers(void *arg)
{
    (void)arg;
    for (;;) {
        ax_semaphore_take(&echo.ask);
        if (echo.over) {
            return 0;
        }
        ax_semaphore_give(&echo.answer);
    }
}

/* All the memory that there is, in ever smaller blocks; how many. */
static size_t take_all_memory(void **blocks, size_t max)
{
    size_t n = 0;

    for (size_t size = 4096; size >= 16; size /= 2) {
        while (n < max && (blocks[n] = ax_alloc(size)) != NULL) {
            n++;
        }
    }
    CHECK(n < max);
    return n;
}

static uint64_t switches(void)
{
    struct ax_task_stats stats;

    ax_task_stats(&stats);
    return stats.switches;
}

static void on_timer(void *arg)
{
    ++*(unsigned *)arg;
}

static void switches_cost_no_memory(void)
{
    static void *blocks[20000];
    struct ax_alloc_stats before, after;
    struct ax_timer timer;
    unsigned fired = 0;
    struct ax_task *task = scenario_spawn("echo", answers, NULL);

    ax_task_yield(); /* It waits. */
    ax_timer_init(&timer, on_timer, &fired);
    size_t n = take_all_memory(blocks, AX_ARRAY_LEN(blocks));
    ax_alloc_stats(&before);
    uint64_t start = switches();
    for (unsigned i = 0; i < ROUNDS; i++) {
        ax_semaphore_give(&echo.ask);
        ax_semaphore_take(&echo.answer);
    }
    CHECK_EQ(switches() - start, 2 * ROUNDS);
    for (unsigned i = 0; i < ROUNDS; i++) {
        ax_task_yield(); /* Nobody else is ready. */
    }
    CHECK_EQ(switches() - start, 2 * ROUNDS);
    ax_timer_arm(&timer, ax_deadline_after(MS));
    ax_task_sleep_ns(2 * MS);
    CHECK_EQ(ax_semaphore_take_until(&echo.answer, ax_deadline_after(MS)), -AX_ETIMEDOUT);
    CHECK_EQ(fired, 1);
    CHECK_EQ(switches() - start, 2 * ROUNDS + 4); /* To idle and back, twice. */
    ax_alloc_stats(&after);
    CHECK_EQ(after.failures, before.failures);
    CHECK_EQ(after.heap_used, before.heap_used);
    while (n > 0) {
        ax_free(blocks[--n]);
    }
    echo.over = true;
    ax_semaphore_give(&echo.ask);
    CHECK_EQ(scenario_join(task), 0);
}

static void test_switches_cost_no_memory(void **state)
{
    static const char *const args[] = {"sched=fifo", "sched=rr", "sched=cfs"};

    (void)state;
    for (size_t i = 0; i < AX_ARRAY_LEN(args); i++) {
        struct scenario s = {
            .run = switches_cost_no_memory, .bootargs = args[i], .memory = 8 * AX_MIB};

        assert_int_equal(scenario_run(&s, 0), 0);
    }
}

CASE(mutexes_are_handed_over_in_order)
CASE(mutexes_exclude)
CASE(semaphores_count)
CASE(conditions_are_broadcast)
CASE(signals_are_not_lost)
CASE(barriers_keep_step)
CASE(once_is_once)

static void test_locking_twice_panics(void **state)
{
    struct scenario s = {.run = locks_twice};

    (void)state;
    assert_int_equal(scenario_run(&s, AX_EXIT_PANIC), AX_EXIT_PANIC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mutexes_are_handed_over_in_order),
        cmocka_unit_test(test_mutexes_exclude),
        cmocka_unit_test(test_locking_twice_panics),
        cmocka_unit_test(test_semaphores_count),
        cmocka_unit_test(test_conditions_are_broadcast),
        cmocka_unit_test(test_signals_are_not_lost),
        cmocka_unit_test(test_barriers_keep_step),
        cmocka_unit_test(test_once_is_once),
        cmocka_unit_test(test_switches_cost_no_memory),
    };

    return cmocka_run_group_tests_name("sync", tests, NULL, NULL);
}
