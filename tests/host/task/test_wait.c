// SPDX-License-Identifier: BSD-2-Clause
/* Wait queues and timers: order, deadlines, notifications that race with them; nothing is lost. */

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

static struct ax_wait_queue wq = AX_WAIT_QUEUE_INIT(wq);
static struct ax_wait_queue other_wq = AX_WAIT_QUEUE_INIT(other_wq);
static int order[TASKS];
static int woken;

static int waiter(void *arg)
{
    CHECK_EQ(ax_wait(&wq, AX_TIME_NEVER), 0);
    order[woken++] = (int)(intptr_t)arg;
    return 0;
}

static void start_waiters(struct ax_task **tasks, ax_task_fn fn)
{
    for (intptr_t i = 0; i < TASKS; i++) {
        tasks[i] = scenario_spawn("waiter", fn, (void *)i);
        ax_task_yield();
    }
}

static void join_all(struct ax_task **tasks)
{
    for (int i = 0; i < TASKS; i++) {
        scenario_join(tasks[i]);
    }
}

static void notified_in_order_of_arrival(void)
{
    struct ax_task *tasks[TASKS];

    CHECK(!ax_notify_one(&wq));
    CHECK_EQ(ax_notify_all(&wq), 0);
    start_waiters(tasks, waiter);
    CHECK_EQ(ax_wait_count(&wq), TASKS);
    CHECK(ax_notify_task(&wq, tasks[3]));
    CHECK(!ax_notify_task(&wq, tasks[3]));
    CHECK(ax_notify_one(&wq));
    CHECK_EQ(ax_notify_all(&wq), TASKS - 2);
    join_all(tasks);
    static const int expected[TASKS] = {3, 0, 1, 2, 4, 5};
    CHECK(memcmp(order, expected, sizeof(order)) == 0);
}

static void requeued_waiters_go_on_waiting(void)
{
    struct ax_task *tasks[TASKS];

    start_waiters(tasks, waiter);
    CHECK_EQ(ax_wait_requeue(&wq, &other_wq, 2), 2);
    CHECK_EQ(ax_wait_requeue(&wq, &wq, 2), 0);
    CHECK_EQ(ax_notify_all(&wq), TASKS - 2);
    ax_task_yield();
    CHECK_EQ(woken, TASKS - 2);
    CHECK_EQ(ax_notify_all(&other_wq), 2);
    join_all(tasks);
    static const int expected[TASKS] = {2, 3, 4, 5, 0, 1};
    CHECK(memcmp(order, expected, sizeof(order)) == 0);
}

/* Waiter i gives up after i + 1 ms. */
static int impatient(void *arg)
{
    uint64_t ns = (uint64_t)((intptr_t)arg + 1) * MS;
    uint64_t before = ax_hal_time_now_ns();
    int err = ax_wait(&wq, before + ns);
    uint64_t waited = ax_hal_time_now_ns() - before;

    if (err == -AX_ETIMEDOUT) {
        CHECK(waited >= ns && waited < ns + MS / 10);
    }
    order[woken++] = err == 0 ? (int)(intptr_t)arg : -(int)(intptr_t)arg;
    return err;
}

static void deadlines_end_waits(void)
{
    struct ax_task *tasks[TASKS];
    uint64_t before = ax_hal_time_now_ns();

    start_waiters(tasks, impatient);
    ax_task_sleep_until(before + 2 * MS + MS / 2);
    CHECK_EQ(ax_wait_count(&wq), TASKS - 2);
    CHECK(ax_notify_one(&wq));
    ax_task_sleep_ns(100 * MS);
    CHECK_EQ(ax_wait_count(&wq), 0);
    join_all(tasks);
    static const int expected[TASKS] = {0, -1, 2, -3, -4, -5};
    CHECK(memcmp(order, expected, sizeof(order)) == 0);
    CHECK_EQ(ax_wait(&wq, 0), -AX_ETIMEDOUT);
    CHECK_EQ(ax_wait(&wq, ax_hal_time_now_ns()), -AX_ETIMEDOUT);
}

/* A moved waiter keeps its deadline, and leaves the queue that it is on. */
static void requeued_waiters_keep_their_deadlines(void)
{
    struct ax_task *tasks[TASKS];

    start_waiters(tasks, impatient);
    CHECK_EQ(ax_wait_requeue(&wq, &other_wq, TASKS), TASKS);
    ax_task_sleep_ns(50 * MS);
    CHECK_EQ(woken, TASKS);
    CHECK_EQ(ax_wait_count(&other_wq), 0);
    join_all(tasks);
}

static bool flag;

static bool flag_is_set(void *arg)
{
    CHECK(arg == &flag);
    return flag;
}

static int until_flag(void *arg)
{
    (void)arg;
    CHECK_EQ(ax_wait_until_true(&wq, flag_is_set, &flag, AX_TIME_NEVER), 0);
    CHECK(flag);
    return 0;
}

static void conditions_are_looked_at_again(void)
{
    struct ax_task *tasks[TASKS];

    CHECK_EQ(ax_wait_until_true(&wq, flag_is_set, &flag, ax_deadline_after(MS)), -AX_ETIMEDOUT);
    start_waiters(tasks, until_flag);
    CHECK_EQ(ax_notify_all(&wq), TASKS);
    ax_task_sleep_ns(MS);
    CHECK_EQ(ax_wait_count(&wq), TASKS);
    flag = true;
    CHECK_EQ(ax_notify_all(&wq), TASKS);
    join_all(tasks);
    CHECK_EQ(ax_wait_until_true(&wq, flag_is_set, &flag, 0), 0);
}

/* ---- Races: time passes by chance at every interrupt point ------------------------------------
 */

static void random_time(void)
{
    switch (scenario_random(8)) {
    case 0:
        ax_host_spend(scenario_random(3 * MS));
        break;
    case 1:
        ax_host_spend(scenario_random(20000));
        break;
    default:
        break;
    }
}

static unsigned units_given;
static unsigned units_taken;
static unsigned timeouts;

/* Each notification is worth a unit: none may go to a waiter that says it timed out. */
static int racer(void *arg)
{
    (void)arg;
    for (int i = 0; i < 400; i++) {
        int err = ax_wait(&wq, ax_deadline_after(scenario_random(2 * MS)));
        if (err == 0) {
            units_taken++;
        } else {
            CHECK_EQ(err, -AX_ETIMEDOUT);
            timeouts++;
        }
    }
    return 0;
}

static void notifications_race_with_deadlines(void)
{
    struct ax_task *tasks[TASKS];
    unsigned living = TASKS;
    struct ax_task_stats s;

    ax_host_set_probe(random_time);
    for (int i = 0; i < TASKS; i++) {
        tasks[i] = scenario_spawn("racer", racer, NULL);
    }
    while (living > 0) {
        units_given += ax_notify_one(&wq);
        if (scenario_random(3) == 0) {
            ax_task_sleep_ns(scenario_random(MS));
        }
        if (ax_task_join_until(tasks[living - 1], NULL, 0) == 0) {
            living--;
        }
    }
    ax_host_set_probe(NULL);
    CHECK_EQ(units_taken, units_given);
    CHECK(units_taken > 100);
    CHECK(timeouts > 100);
    ax_task_yield();
    ax_task_stats(&s);
    CHECK_EQ(s.timers, 0);
}

static void notify_from_handler(void *arg)
{
    (void)arg;
    CHECK(ax_in_irq());
    units_given += ax_notify_one(&wq);
}

#define DEVICE_IRQ 9

/* Interrupts of a device that notifies come at any moment at all. */
static void random_interrupts(void)
{
    if (scenario_random(6) == 0) {
        ax_host_raise(DEVICE_IRQ);
    }
    random_time();
}

static void handlers_notify_at_any_moment(void)
{
    struct ax_task *tasks[TASKS];

    CHECK_EQ(ax_hal_irq_register(DEVICE_IRQ, notify_from_handler, NULL, AX_IRQ_EDGE), 0);
    CHECK_EQ(ax_hal_irq_register(DEVICE_IRQ, notify_from_handler, NULL, AX_IRQ_EDGE), -AX_EBUSY);
    CHECK_EQ(ax_hal_irq_enable(DEVICE_IRQ), 0);
    ax_host_set_probe(random_interrupts);
    for (int i = 0; i < TASKS; i++) {
        tasks[i] = scenario_spawn("racer", racer, NULL);
    }
    join_all(tasks);
    ax_host_set_probe(NULL);
    CHECK_EQ(ax_hal_irq_unregister(DEVICE_IRQ), 0);
    CHECK_EQ(units_taken, units_given);
    CHECK(units_taken > 100 && timeouts > 100);
}

static void set_flag(void *arg)
{
    (void)arg;
    CHECK(!flag);
    flag = true;
    ax_notify_one(&wq);
}

/* One notification for each wait, at any moment: a lost one would leave nothing to wake the task.
 */
static void once_is_enough(void)
{
    bool last_chance = !ax_irq_enabled(); /* The core is about to wait. */

    if (!flag && (last_chance || scenario_random(3) == 0)) {
        ax_host_raise(DEVICE_IRQ);
    }
}

static void a_single_notification_is_never_lost(void)
{
    CHECK_EQ(ax_hal_irq_register(DEVICE_IRQ, set_flag, NULL, AX_IRQ_EDGE), 0);
    CHECK_EQ(ax_hal_irq_enable(DEVICE_IRQ), 0);
    flag = true;
    ax_host_set_probe(once_is_enough);
    for (int i = 0; i < 2000; i++) {
        flag = false;
        CHECK_EQ(ax_wait_until_true(&wq, flag_is_set, &flag, AX_TIME_NEVER), 0);
    }
    ax_host_set_probe(NULL);
}

/* ---- Timers ------------------------------------------------------------------------------------
 */

#define TIMERS 40

static struct ax_timer timers[TIMERS];
static uint64_t due[TIMERS];
static unsigned fired;
static uint64_t last_due;

static void on_timer(void *arg)
{
    unsigned i = (unsigned)((struct ax_timer *)arg - timers);
    uint64_t now = ax_hal_time_now_ns();

    CHECK(ax_in_irq());
    CHECK(now >= due[i] && now < due[i] + MS / 10);
    CHECK(due[i] >= last_due);
    last_due = due[i];
    due[i] = 0;
    fired++;
}

static void timers_fire_in_order(void)
{
    uint64_t now = ax_hal_time_now_ns();

    for (unsigned i = 0; i < TIMERS; i++) {
        ax_timer_init(&timers[i], on_timer, &timers[i]);
        due[i] = now + MS + scenario_random(100 * MS);
        ax_timer_arm(&timers[i], due[i]);
    }
    /* Some again, for later; some not at all. */
    for (unsigned i = 0; i < TIMERS; i += 4) {
        due[i] += 50 * MS;
        ax_timer_arm(&timers[i], due[i]);
    }
    for (unsigned i = 1; i < TIMERS; i += 4) {
        CHECK(ax_timer_cancel(&timers[i]));
        CHECK(!ax_timer_cancel(&timers[i]));
    }
    ax_task_sleep_ns(300 * MS);
    CHECK_EQ(fired, TIMERS - TIMERS / 4);
    for (unsigned i = 0; i < TIMERS; i++) {
        CHECK_EQ(due[i] != 0, i % 4 == 1);
        CHECK(!ax_timer_cancel(&timers[i]));
    }
}

static struct ax_timer periodic;
static unsigned periods;

static void on_period(void *arg)
{
    (void)arg;
    if (++periods < 10) {
        ax_timer_arm(&periodic, ax_deadline_after(MS));
    } else {
        ax_notify_all(&wq);
    }
}

static void a_callback_may_arm_again(void)
{
    uint64_t before = ax_hal_time_now_ns();

    ax_timer_init(&periodic, on_period, NULL);
    ax_timer_arm(&periodic, before + MS);
    CHECK_EQ(ax_wait(&wq, ax_deadline_after(AX_NS_PER_SEC)), 0);
    CHECK_EQ(periods, 10);
    CHECK(ax_hal_time_now_ns() - before >= 10 * MS);
    /* One whose time has passed comes at once. */
    periods = 9;
    ax_timer_arm(&periodic, 0);
    CHECK_EQ(periods, 10);
}

static void conversions_are_exact(void)
{
    CHECK_EQ(ax_hal_ticks_to_ns(62500000), AX_NS_PER_SEC);
    CHECK_EQ(ax_hal_ticks_to_ns(1), 16);
    CHECK_EQ(ax_hal_ns_to_ticks(1), 1);
    CHECK_EQ(ax_hal_ns_to_ticks(16), 1);
    CHECK_EQ(ax_hal_ns_to_ticks(17), 2);
    CHECK_EQ(ax_hal_ns_to_ticks(0), 0);
    CHECK(ax_hal_ticks_to_ns(UINT64_MAX) == UINT64_MAX);
    CHECK(ax_hal_ns_to_ticks(UINT64_MAX) == (UINT64_MAX + (unsigned __int128)15) / 16);
    CHECK(ax_hal_ticks_to_ns(62500000ull * 3600 * 24 * 365) == AX_NS_PER_SEC * 3600 * 24 * 365);
    CHECK(ax_deadline_after(UINT64_MAX) == AX_TIME_NEVER);
}

#define CASE(name)                                                                                 \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        scenario_pass(name, NULL);                                                                 \
    }

CASE(notified_in_order_of_arrival)
CASE(requeued_waiters_go_on_waiting)
CASE(deadlines_end_waits)
CASE(requeued_waiters_keep_their_deadlines)
CASE(conditions_are_looked_at_again)
CASE(timers_fire_in_order)
CASE(a_callback_may_arm_again)
CASE(conversions_are_exact)

/* Under both schedulers, with several sequences of chances. */
#define RACE(name)                                                                                 \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        for (uint32_t seed = 1; seed <= 16; seed++) {                                              \
            scenario_seed = seed;                                                                  \
            scenario_pass(name, seed % 2 == 0 ? "sched=fifo" : "sched=rr");                        \
        }                                                                                          \
    }

RACE(notifications_race_with_deadlines)
RACE(handlers_notify_at_any_moment)
RACE(a_single_notification_is_never_lost)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notified_in_order_of_arrival),
        cmocka_unit_test(test_requeued_waiters_go_on_waiting),
        cmocka_unit_test(test_deadlines_end_waits),
        cmocka_unit_test(test_requeued_waiters_keep_their_deadlines),
        cmocka_unit_test(test_conditions_are_looked_at_again),
        cmocka_unit_test(test_notifications_race_with_deadlines),
        cmocka_unit_test(test_handlers_notify_at_any_moment),
        cmocka_unit_test(test_a_single_notification_is_never_lost),
        cmocka_unit_test(test_timers_fire_in_order),
        cmocka_unit_test(test_a_callback_may_arm_again),
        cmocka_unit_test(test_conversions_are_exact),
    };

    return cmocka_run_group_tests_name("task/wait", tests, NULL, NULL);
}
