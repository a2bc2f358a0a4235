// SPDX-License-Identifier: BSD-2-Clause
/* Which idle cores are kicked, and when. Four cores; kicks are collected. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <ax/hal/power.h>

#include "private.h"

#define CORES 4

static struct ax_rq queues[CORES];
static struct ax_percpu blocks[CORES];
static struct ax_task idles[CORES], tasks[CORES];
static unsigned kicked; /* cores, a bit each */

/* ---- what balance.c calls ---- */

const struct ax_sched_ops *ax_sched;

struct ax_rq *ax_rq_of(unsigned cpu)
{
    return &queues[cpu];
}

int ax_hal_cpu_kick(unsigned cpu)
{
    assert_false(kicked >> cpu & 1);
    kicked |= 1u << cpu;
    return 0;
}

struct ax_rq *ax_rq_lock_task(const struct ax_task *task)
{
    return &queues[task->cpu];
}

void ax_rq_put(struct ax_rq *rq, struct ax_task *task, enum ax_enqueue why)
{
    (void)rq, (void)task, (void)why;
    fail();
}

int ax_hal_thread_migrate(struct ax_hal_thread *thread, unsigned cpu)
{
    (void)thread, (void)cpu;
    return -1;
}

struct ax_percpu *ax_percpu(void)
{
    return &blocks[0];
}

struct ax_percpu *ax_irq_save(void)
{
    return ax_percpu();
}

void ax_irq_restore(void)
{
}

void ax_irq_restore_on(struct ax_percpu *cpu)
{
    (void)cpu;
}

void ax_panic_at(const char *file, int line, const char *format, ...)
{
    (void)format;
    _fail(file, line);
    __builtin_trap();
}

/* ---- cases ---- */

/* Core 0 runs a task, the others are idle and have said so. */
static int set_up(void **state)
{
    (void)state;
    for (unsigned cpu = 0; cpu < CORES; cpu++) {
        idles[cpu] = (struct ax_task){.cpu = cpu, .idle = true};
        tasks[cpu] = (struct ax_task){.cpu = cpu, .cpu_mask = UINT64_MAX};
        blocks[cpu] = (struct ax_percpu){.cpu_id = cpu, .current = &idles[cpu]};
        queues[cpu] = (struct ax_rq){.cpu = cpu, .percpu = &blocks[cpu]};
        ax_core_online(&queues[cpu]);
    }
    blocks[0].current = &tasks[0];
    ax_core_set_idle(&queues[0], false);
    for (unsigned cpu = 1; cpu < CORES; cpu++) {
        ax_core_set_idle(&queues[cpu], true);
    }
    kicked = 0;
    return 0;
}

static unsigned take_kicked(void)
{
    unsigned cores = kicked;

    kicked = 0;
    return cores;
}

static void test_one_core_for_each_task(void **state)
{
    (void)state;
    ax_tell_idle(&tasks[0]);
    assert_int_equal(take_kicked(), 1 << 1);
    ax_tell_idle(&tasks[0]);
    assert_int_equal(take_kicked(), 1 << 2);
    ax_tell_idle(&tasks[0]);
    assert_int_equal(take_kicked(), 1 << 3);
    ax_tell_idle(&tasks[0]);
    assert_int_equal(take_kicked(), 0);
}

static void test_only_where_it_may_run(void **state)
{
    (void)state;
    tasks[0].cpu_mask = 1 << 0 | 1 << 3;
    ax_tell_idle(&tasks[0]);
    assert_int_equal(take_kicked(), 1 << 3);
    ax_tell_idle(&tasks[0]);
    assert_int_equal(take_kicked(), 0);
}

static void test_a_core_that_is_used_no_more(void **state)
{
    (void)state;
    ax_core_set_idle(&queues[1], false);
    assert_int_equal(take_kicked(), 0);
    ax_tell_idle(&tasks[0]);
    assert_int_equal(take_kicked(), 1 << 2);
}

/* It was kicked for a task of core 0, and finds one of its own: the others are to look. */
static void test_kicked_and_not_coming(void **state)
{
    (void)state;
    ax_tell_idle(&tasks[0]);
    assert_int_equal(take_kicked(), 1 << 1);
    ax_core_set_idle(&queues[1], false);
    assert_int_equal(take_kicked(), 1 << 2 | 1 << 3);
}

/* Core 0 is waking up for one task when another comes that only it may run: which one will wait? */
static void test_second_task_of_a_waking_core(void **state)
{
    (void)state;
    blocks[0].current = &idles[0];
    tasks[0].cpu_mask = 1 << 0;
    ax_tell_idle(&tasks[0]);
    assert_int_equal(take_kicked(), 1 << 1 | 1 << 2 | 1 << 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_one_core_for_each_task, set_up),
        cmocka_unit_test_setup(test_only_where_it_may_run, set_up),
        cmocka_unit_test_setup(test_a_core_that_is_used_no_more, set_up),
        cmocka_unit_test_setup(test_kicked_and_not_coming, set_up),
        cmocka_unit_test_setup(test_second_task_of_a_waking_core, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
