// SPDX-License-Identifier: BSD-2-Clause
/* The whole bring-up and the ways a system ends. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "scenario.h"

/* Each line must come after the one before. */
static void banner_tells(void)
{
    static const char *const lines[] = {
        "d88888888",
        "arch = host",
        "platform = linux-process",
        "log_level = info",
        "smp = 1",
        "axruntime:",
        "Logging is enabled.",
        "CPU 0 started",
        "initial heap (READ | WRITE | FREE)",
        "free memory (READ | WRITE | FREE)",
        "Initialize global memory allocator...",
        "  use TLSF allocator.",
        "Initialize scheduling...",
        "  use Round-robin scheduler.",
        "Initialize interrupt handlers...",
        "CPU 0 init OK",
    };
    const char *at = scenario_output();

    for (size_t i = 0; i < AX_ARRAY_LEN(lines); i++) {
        const char *found = strstr(at, lines[i]);
        if (found == NULL) {
            ax_printf("not there: %s\n", lines[i]);
        }
        CHECK(found != NULL);
        at = found + strlen(lines[i]);
    }
    char value[8];
    CHECK_EQ(ax_boot_arg("sched", value, sizeof(value)), 2);
}

static void quiet(void)
{
    CHECK(strstr(scenario_output(), "Logging is enabled") == NULL);
    CHECK(strstr(scenario_output(), "log_level = warn") != NULL);
}

static void exit_3(void)
{
    ax_system_exit(3);
}

static void main_exits(void)
{
    ax_task_exit(7);
}

static void main_faults(void)
{
    struct ax_arch_regs regs = {.pc = 100};
    struct ax_trap trap = {.kind = AX_TRAP_PAGE_WRITE, .addr = 0x1234, .regs = &regs};

    ax_host_fault(&trap);
}

static void panics(void)
{
    ax_panic("on purpose");
}

static int blocks(void *arg)
{
    struct ax_wait_queue *wq = arg;

    return ax_wait(wq, AX_TIME_NEVER);
}

static void others_do_not_keep_the_system_up(void)
{
    static struct ax_wait_queue wq = AX_WAIT_QUEUE_INIT(wq);

    scenario_spawn("blocks", blocks, &wq);
    ax_task_yield();
}

static void waits_for_nothing(void)
{
    static struct ax_wait_queue wq = AX_WAIT_QUEUE_INIT(wq);

    ax_wait(&wq, AX_TIME_NEVER);
}

static int status_of(void (*run)(void), const char *bootargs, int expected)
{
    struct scenario s = {.run = run, .bootargs = bootargs};

    return scenario_run(&s, expected);
}

static void test_banner(void **state)
{
    (void)state;
    assert_int_equal(status_of(banner_tells, "log=info sched=rr", 0), 0);
    assert_int_equal(status_of(quiet, NULL, 0), 0);
}

static void test_ways_to_end(void **state)
{
    (void)state;
    assert_int_equal(status_of(exit_3, NULL, 3), 3);
    assert_int_equal(status_of(main_exits, NULL, 7), 7);
    assert_int_equal(status_of(main_faults, NULL, AX_EXIT_FAULT), AX_EXIT_FAULT);
    assert_int_equal(status_of(panics, NULL, AX_EXIT_PANIC), AX_EXIT_PANIC);
    assert_int_equal(status_of(others_do_not_keep_the_system_up, NULL, 0), 0);
    assert_int_equal(status_of(waits_for_nothing, NULL, AX_EXIT_PANIC), AX_EXIT_PANIC);
    assert_int_equal(status_of(exit_3, "sched=none", AX_EXIT_PANIC), AX_EXIT_PANIC);
    assert_int_equal(status_of(exit_3, "sched=", AX_EXIT_PANIC), AX_EXIT_PANIC);
    assert_int_equal(status_of(exit_3, "sched=completely-fair-and-then-some", AX_EXIT_PANIC),
                     AX_EXIT_PANIC);
}

/* Console input reaches a waiting task. */
static struct ax_wait_queue input_wait = AX_WAIT_QUEUE_INIT(input_wait);

static void on_input(void *arg)
{
    (void)arg;
    ax_notify_all(&input_wait);
}

static void type(void *arg)
{
    (void)arg;
    ax_host_feed("ls\n", 3);
}

static void input_wakes(void)
{
    static struct ax_timer typing;
    char buf[8] = "";

    ax_hal_console_set_rx(on_input, NULL);
    CHECK_EQ(ax_hal_console_read(buf, sizeof(buf)), 0);
    ax_timer_init(&typing, type, NULL);
    ax_timer_arm(&typing, ax_deadline_after(AX_NS_PER_MS));
    CHECK_EQ(ax_wait(&input_wait, ax_deadline_after(AX_NS_PER_SEC)), 0);
    CHECK_EQ(ax_hal_console_read(buf, sizeof(buf)), 3);
    CHECK(strcmp(buf, "ls\n") == 0);
}

static void test_input(void **state)
{
    (void)state;
    scenario_pass(input_wakes, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_banner),
        cmocka_unit_test(test_ways_to_end),
        cmocka_unit_test(test_input),
    };

    return cmocka_run_group_tests_name("task/boot", tests, NULL, NULL);
}
