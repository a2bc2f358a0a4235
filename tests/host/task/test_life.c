// SPDX-License-Identifier: BSD-2-Clause
/* Making, joining, ending and collecting tasks; what `ps` sees; nothing is left behind. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "scenario.h"

static int returns(void *arg)
{
    return (int)(intptr_t)arg;
}

static int exits(void *arg)
{
    ax_task_exit((int)(intptr_t)arg);
}

static int sleeps(void *arg)
{
    ax_task_sleep_ns((uint64_t)(intptr_t)arg * AX_NS_PER_MS);
    return 3;
}

static void exit_codes_reach_the_joiner(void)
{
    struct ax_task *a = scenario_spawn("a", returns, (void *)(intptr_t)-5);
    struct ax_task *b = scenario_spawn("b", exits, (void *)(intptr_t)42);
    struct ax_task *c = scenario_spawn("c", sleeps, (void *)(intptr_t)10);

    CHECK(ax_task_id(a) < ax_task_id(b));
    CHECK(strcmp(ax_task_name(b), "b") == 0);
    CHECK_EQ(ax_task_join_until(c, NULL, ax_deadline_after(AX_NS_PER_MS)), -AX_ETIMEDOUT);
    CHECK_EQ(scenario_join(c), 3);
    CHECK_EQ(scenario_join(b), 42);
    CHECK_EQ(scenario_join(a), -5); /* Long gone. */
    CHECK_EQ(ax_task_join(ax_task_current(), NULL), -AX_EDEADLK);
}

static void bad_options_are_refused(void)
{
    static const struct ax_task_options bad[] = {
        {.stack_size = AX_TASK_STACK_MIN - 1},
        {.stack_size = AX_TASK_STACK_MAX + 1},
        {.priority = -1},
        {.priority = AX_PRIORITIES},
        {.nice = 20},
        {.nice = -21},
        {.cpu_mask = 2},
    };
    struct ax_task_stats before;
    struct ax_task_stats after;
    struct ax_task *task = NULL;

    ax_task_stats(&before);
    for (size_t i = 0; i < AX_ARRAY_LEN(bad); i++) {
        CHECK_EQ(ax_task_spawn(returns, NULL, &bad[i], &task), -AX_EINVAL);
    }
    CHECK_EQ(ax_task_spawn(NULL, NULL, NULL, &task), -AX_EINVAL);
    CHECK(task == NULL);
    ax_task_stats(&after);
    CHECK_EQ(after.created, before.created);
}

/* Everything that `free` shows of tasks. */
struct figures {
    struct ax_alloc_stats alloc;
    struct ax_hal_stats hal;
    struct ax_task_stats task;
};

static struct figures figures(void)
{
    struct figures f;

    do {
        ax_task_yield(); /* Lets gc finish. */
        ax_task_stats(&f.task);
    } while (f.task.ended > 0);
    ax_alloc_stats(&f.alloc);
    ax_hal_stats(&f.hal);
    return f;
}

static void check_same(const struct figures *a, const struct figures *b)
{
    CHECK_EQ(a->alloc.heap_used - a->task.spare_bytes, b->alloc.heap_used - b->task.spare_bytes);
    CHECK_EQ(a->alloc.heap_blocks - a->task.spare, b->alloc.heap_blocks - b->task.spare);
    CHECK_EQ(a->alloc.pages_used, b->alloc.pages_used);
    CHECK_EQ(a->hal.threads, b->hal.threads);
    CHECK_EQ(a->hal.stack_used, b->hal.stack_used);
    CHECK_EQ(a->hal.stack_total, b->hal.stack_total);
    CHECK_EQ(a->task.living, b->task.living);
    CHECK_EQ(a->task.held, b->task.held);
    CHECK_EQ(a->task.timers, b->task.timers);
    CHECK_EQ(a->task.ready, b->task.ready);
}

static void make_many(unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        struct ax_task *task;
        if (i % 3 == 0) {
            CHECK_EQ(ax_task_spawn(returns, NULL, NULL, NULL), 0);
            ax_task_yield();
            continue;
        }
        CHECK_EQ(ax_task_spawn(i % 3 == 1 ? returns : exits, (void *)(intptr_t)i, NULL, &task), 0);
        if (i % 3 == 1) {
            CHECK_EQ(scenario_join(task), (int)i);
        } else {
            ax_task_detach(task);
            ax_task_yield();
        }
    }
}

static void a_hundred_thousand_tasks_leave_no_trace(void)
{
    make_many(10); /* Fills the caches. */
    struct figures before = figures();
    make_many(100000);
    struct figures after = figures();
    check_same(&before, &after);
    CHECK_EQ(after.task.created - before.task.created, 100000);
}

static void running_out_leaves_nothing_behind(void)
{
    struct ax_task *tasks[64];

    make_many(10);
    for (int round = 0; round < 3; round++) {
        struct figures before = figures();
        int n = 0;
        int err;
        while ((err = ax_task_spawn(sleeps, (void *)(intptr_t)1, NULL, &tasks[n])) == 0) {
            n++;
        }
        CHECK_EQ(err, -AX_ENOMEM);
        CHECK_EQ(n, 32 - 3); /* idle, gc and main are there. */
        while (n > 0) {
            CHECK_EQ(scenario_join(tasks[--n]), 3);
        }
        struct figures after = figures();
        if (round > 0) {
            check_same(&before, &after);
        }
    }
}

static void memory_running_out_leaves_nothing_behind(void)
{
    static void *blocks[20000];
    struct figures before = figures();
    size_t n = 0;
    struct ax_task *task;

    while (n < AX_ARRAY_LEN(blocks) && (blocks[n] = ax_alloc(1000)) != NULL) {
        n++;
    }
    CHECK(n < AX_ARRAY_LEN(blocks));
    CHECK_EQ(ax_task_spawn(returns, NULL, NULL, &task), -AX_ENOMEM);
    while (n > 0) {
        ax_free(blocks[--n]);
    }
    struct figures after = figures();
    CHECK_EQ(before.alloc.heap_used, after.alloc.heap_used);
    CHECK_EQ(before.hal.threads, after.hal.threads);
    CHECK_EQ(before.task.created, after.task.created);
}

struct seen {
    unsigned count;
    uint64_t last_id;
    bool idle;
    bool gc;
    bool main;
    bool blocked;
};

static void look(const struct ax_task_info *info, void *arg)
{
    struct seen *s = arg;

    CHECK(info->id > s->last_id);
    s->last_id = info->id;
    s->count++;
    s->idle |= info->idle && strcmp(info->name, "idle") == 0 && info->state == AX_TASK_READY;
    s->gc |= strcmp(info->name, "gc") == 0 && info->state == AX_TASK_BLOCKED;
    s->main |= strcmp(info->name, "main") == 0 && info->state == AX_TASK_RUNNING;
    s->blocked |= strcmp(info->name, "a name longer than thirty-two b") == 0 &&
                  info->state == AX_TASK_BLOCKED;
}

static void ps_shows_every_task(void)
{
    struct ax_task *task =
        scenario_spawn("a name longer than thirty-two bytes", sleeps, (void *)(intptr_t)5);
    struct seen s = {0};

    ax_task_yield();
    ax_task_for_each(look, &s);
    CHECK_EQ(s.count, 4);
    CHECK(s.idle && s.gc && s.main && s.blocked);
    CHECK_EQ(scenario_join(task), 3);
    CHECK(strcmp(ax_task_state_name(AX_TASK_BLOCKED), "blocked") == 0);
}

static unsigned ext_exits;
static unsigned ext_destroys;

static void ext_exit(struct ax_task *task, int code)
{
    CHECK_EQ(code, 0);
    CHECK(task == ax_task_current() && ax_irq_enabled());
    CHECK(ax_task_ext(task) == &ext_exits);
    ext_exits++;
}

static void ext_destroy(struct ax_task *task)
{
    CHECK(task != ax_task_current());
    CHECK_EQ(ax_task_state(task), AX_TASK_EXITED);
    ext_destroys++;
}

static void extensions_are_told(void)
{
    static const struct ax_task_ext_ops ops = {ext_exit, ext_destroy};
    struct ax_task_options o = {.name = "ext", .ext = &ext_exits, .ext_ops = &ops};
    struct ax_task *task;

    CHECK_EQ(ax_task_spawn(exits, NULL, &o, &task), 0);
    CHECK_EQ(scenario_join(task), 0);
    figures();
    CHECK_EQ(ext_exits, 1);
    CHECK_EQ(ext_destroys, 1);
}

static unsigned traps;

static bool fix(struct ax_trap *trap)
{
    traps++;
    CHECK(ax_in_irq());
    ax_arch_skip_breakpoint(trap->regs);
    return true;
}

static int faults(void *arg)
{
    struct ax_arch_regs regs = {.pc = 100};
    struct ax_trap trap = {.kind = AX_TRAP_BREAKPOINT, .regs = &regs};

    (void)arg;
    CHECK(ax_hal_trap_set_handler(AX_TRAP_BREAKPOINT, fix) == NULL);
    ax_host_fault(&trap);
    CHECK_EQ(regs.pc, 101);
    CHECK(ax_hal_trap_set_handler(AX_TRAP_BREAKPOINT, NULL) == fix);
    trap.kind = AX_TRAP_PAGE_WRITE;
    trap.addr = 0x1234;
    ax_host_fault(&trap);
    return 0;
}

static void a_fault_ends_one_task(void)
{
    struct figures before = figures();

    CHECK_EQ(scenario_join(scenario_spawn("faults", faults, NULL)), AX_EXIT_FAULT);
    CHECK_EQ(traps, 1);
    CHECK(strstr(scenario_output(), "write to a page") != NULL);
    CHECK(strstr(scenario_output(), "0x1234") != NULL);
    struct figures after = figures();
    CHECK_EQ(before.task.living, after.task.living);
}

static int thread_locals(void *arg)
{
    static _Thread_local unsigned value = 5;

    CHECK_EQ(value, 5);
    for (unsigned i = 0; i < 10; i++) {
        value += (unsigned)(intptr_t)arg;
        ax_task_yield();
    }
    CHECK_EQ(value, 5 + 10 * (unsigned)(intptr_t)arg);
    return 0;
}

static void thread_locals_are_each_tasks_own(void)
{
    struct ax_task *tasks[10];

    for (intptr_t i = 0; i < 10; i++) {
        tasks[i] = scenario_spawn("tls", thread_locals, (void *)(i + 1));
    }
    for (int i = 0; i < 10; i++) {
        scenario_join(tasks[i]);
    }
}

#define CASE(name)                                                                                 \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        scenario_pass(name, "sched=fifo");                                                         \
        scenario_pass(name, "sched=rr");                                                           \
    }

CASE(exit_codes_reach_the_joiner)
CASE(bad_options_are_refused)
CASE(ps_shows_every_task)
CASE(extensions_are_told)
CASE(a_fault_ends_one_task)
CASE(thread_locals_are_each_tasks_own)

static void test_a_hundred_thousand_tasks_leave_no_trace(void **state)
{
    (void)state;
    scenario_pass(a_hundred_thousand_tasks_leave_no_trace, NULL);
}

static void test_running_out_leaves_nothing_behind(void **state)
{
    struct scenario threads = {.run = running_out_leaves_nothing_behind, .threads = 32};
    struct scenario memory = {.run = memory_running_out_leaves_nothing_behind,
                              .memory = 8 * AX_MIB};

    (void)state;
    assert_int_equal(scenario_run(&threads, 0), 0);
    assert_int_equal(scenario_run(&memory, 0), 0);
}

/* The layout of a block of thread-local storage, as the aarch64 linker expects it. */
static void test_tls_layout(void **state)
{
    static const struct {
        size_t mem;
        size_t align;
        size_t data;
    } cases[] = {{0, 1, 16},    {1, 1, 16},    {100, 8, 16},
                 {100, 16, 16}, {100, 64, 64}, {8, 4096, 4096}};
    static const char initial[4] = {1, 2, 3, 4};

    (void)state;
    for (size_t i = 0; i < AX_ARRAY_LEN(cases); i++) {
        struct ax_hal_tls_template tmpl = {initial, AX_MIN(cases[i].mem, sizeof(initial)),
                                           cases[i].mem, cases[i].align};
        struct ax_tls_layout l = ax_tls_layout_variant1(&tmpl);
        uint8_t block[8192] __attribute__((aligned(4096)));
        memset(block, 0xee, sizeof(block));
        assert_int_equal(l.data, cases[i].data);
        assert_int_equal(l.pointer, 0);
        assert_int_equal(l.size, cases[i].data + cases[i].mem);
        assert_true(l.align >= 16 && l.align >= cases[i].align);
        assert_true(ax_tls_init(block, &tmpl, &l) == (uintptr_t)block);
        for (size_t j = 0; j < l.size; j++) {
            size_t at = j - l.data;
            assert_int_equal(block[j], j >= l.data && at < tmpl.file_size ? initial[at] : 0);
        }
        assert_int_equal(block[l.size], 0xee);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exit_codes_reach_the_joiner),
        cmocka_unit_test(test_bad_options_are_refused),
        cmocka_unit_test(test_ps_shows_every_task),
        cmocka_unit_test(test_extensions_are_told),
        cmocka_unit_test(test_a_fault_ends_one_task),
        cmocka_unit_test(test_thread_locals_are_each_tasks_own),
        cmocka_unit_test(test_a_hundred_thousand_tasks_leave_no_trace),
        cmocka_unit_test(test_running_out_leaves_nothing_behind),
        cmocka_unit_test(test_tls_layout),
    };

    return cmocka_run_group_tests_name("task/life", tests, NULL, NULL);
}
