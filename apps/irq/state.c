// SPDX-License-Identifier: BSD-2-Clause

#include <ax/ax.h>

#include "irq.h"

#define TASKS 16
#define TIMES 100

static unsigned counter;
static struct ax_wait_queue main_queue = AX_WAIT_QUEUE_INIT(main_queue);
static struct ax_wait_queue task_queue = AX_WAIT_QUEUE_INIT(task_queue);

/* On now, off while held off, also after an inner section has ended, and on again. */
static void check_on_and_off(void)
{
    ax_assert(ax_irq_enabled());
    ax_irq_save();
    ax_assert(!ax_irq_enabled());
    ax_irq_save();
    ax_assert(!ax_irq_enabled());
    ax_irq_restore();
    ax_assert(!ax_irq_enabled());
    ax_irq_restore();
    ax_assert(ax_irq_enabled());
    ax_assert(!ax_in_irq());
}

static void run_in_all(ax_task_fn entry)
{
    struct ax_task *tasks[TASKS];

    counter = 0;
    for (uintptr_t i = 0; i < TASKS; i++) {
        int err = ax_task_spawn(entry, (void *)i, NULL, &tasks[i]);
        ax_assert(err == 0);
        check_on_and_off();
    }
    for (unsigned i = 0; i < TASKS; i++) {
        int err = ax_task_join(tasks[i], NULL);
        ax_assert(err == 0);
        check_on_and_off();
    }
}

static int yield_often(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < TIMES; i++) {
        check_on_and_off();
        ax_task_yield();
        check_on_and_off();
    }
    return 0;
}

void test_state_on_yield(void)
{
    run_in_all(yield_often);
    ax_puts("IRQ state tests on task yield run OK!");
}

static int sleep_often(void *arg)
{
    uintptr_t index = (uintptr_t)arg;

    for (unsigned i = 0; i < TIMES; i++) {
        ax_task_sleep_ns((index * TIMES + i) % 7 * 100 * AX_NS_PER_US);
        check_on_and_off();
    }
    return 0;
}

void test_state_on_sleep(void)
{
    run_in_all(sleep_often);
    ax_puts("IRQ state tests on task sleep run OK!");
}

static bool counter_is(void *arg)
{
    ax_assert(!ax_irq_enabled()); /* the queue's lock is held */
    return counter == (uintptr_t)arg;
}

static void change_counter(int by)
{
    ax_wait_lock(&main_queue);
    ax_assert(!ax_irq_enabled());
    counter += (unsigned)by;
    ax_notify_locked(&main_queue);
    ax_assert(!ax_irq_enabled());
    ax_wait_unlock(&main_queue);
    check_on_and_off();
}

static int arrive_and_leave(void *arg)
{
    (void)arg;
    check_on_and_off();
    change_counter(1);
    int err = ax_wait(&task_queue, ax_deadline_after(AX_NS_PER_SEC / 1000));
    ax_assert(err == 0 || err == -AX_ETIMEDOUT);
    check_on_and_off();
    change_counter(-1);
    return 0;
}

static int arrive_leave_often(void *arg)
{
    for (unsigned i = 0; i < TIMES / 10; i++) {
        arrive_and_leave(arg);
    }
    return 0;
}

void test_state_on_wait(void)
{
    run_in_all(arrive_leave_often);
    int err = ax_wait_until_true(&main_queue, counter_is, NULL, AX_TIME_NEVER);
    ax_assert(err == 0);
    check_on_and_off();
    ax_assert(!ax_notify_one(&task_queue));
    ax_puts("IRQ state tests on task wait run OK!");
}
