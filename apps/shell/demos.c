// SPDX-License-Identifier: BSD-2-Clause
/* Small demonstrations of what tasks can do. */

#include "shell.h"

#define MAX_TASKS 64

struct demo {
    const char *name;
    const char *usage;
    const char *help;
    int max_args;
    shell_fn fn;
};

static bool spawn(ax_task_fn fn, uintptr_t arg, struct ax_task **task)
{
    int err = ax_task_spawn(fn, (void *)arg, &(struct ax_task_options){.name = "demo"}, task);

    if (err != 0) {
        ax_printf("no task: %s\n", ax_strerror(err));
    }
    return err == 0;
}

/* Runs `count` tasks (at most MAX_TASKS) with arguments 0 .. count - 1 to their end. */
static int run_tasks(ax_task_fn fn, unsigned count)
{
    struct ax_task *tasks[MAX_TASKS];
    unsigned made = 0;

    while (made < count && spawn(fn, made, &tasks[made])) {
        made++;
    }
    for (unsigned i = 0; i < made; i++) {
        int err = ax_task_join(tasks[i], NULL);
        ax_assert(err == 0);
    }
    return made == count ? 0 : 1;
}

/* The argument of a demo, from 1 to `max`; false, and told, if it is wrong. */
static bool argument(int argc, char **argv, uint64_t standard, uint64_t max, uint64_t *value)
{
    *value = standard;
    if (argc > 1 && (!shell_number(argv[1], max, value) || *value == 0)) {
        ax_printf("%s: %s is no number from 1 to %llu\n", argv[0], argv[1],
                  (unsigned long long)max);
        return false;
    }
    return true;
}

/* ---- hello ---- */

static int say_hello(void *arg)
{
    ax_printf("hello from task %llu, number %lu\n",
              (unsigned long long)ax_task_id(ax_task_current()), (uintptr_t)arg);
    return 0;
}

static int demo_hello(int argc, char **argv)
{
    uint64_t count;

    return argument(argc, argv, 4, MAX_TASKS, &count) ? run_tasks(say_hello, (unsigned)count) : 1;
}

/* ---- yield ---- */

static uint64_t yields;

static int yield_often(void *arg)
{
    (void)arg;
    for (uint64_t i = 0; i < yields; i++) {
        ax_task_yield();
    }
    return 0;
}

static int demo_yield(int argc, char **argv)
{
    if (!argument(argc, argv, 1000, 10000000, &yields)) {
        return 1;
    }
    uint64_t start = ax_hal_time_now_ns();
    int result = run_tasks(yield_often, 2);
    uint64_t ns = ax_hal_time_now_ns() - start;

    ax_printf("two tasks yielded %llu times each, %llu ns a switch\n", (unsigned long long)yields,
              (unsigned long long)(ns / (2 * yields)));
    return result;
}

/* ---- sleep ---- */

static int demo_sleep(int argc, char **argv)
{
    uint64_t ms;

    if (!argument(argc, argv, 1000, 3600000, &ms)) {
        return 1;
    }
    uint64_t start = ax_hal_time_now_ns();
    ax_task_sleep_ns(ms * AX_NS_PER_MS);
    uint64_t us = (ax_hal_time_now_ns() - start) / AX_NS_PER_US;
    ax_printf("slept for %llu.%03llu ms\n", (unsigned long long)(us / 1000),
              (unsigned long long)(us % 1000));
    return 0;
}

/* ---- spin ---- */

/*
 * Computes and calls nothing. For ever, without an argument: start it in the background. Only a
 * scheduler that preempts lets anybody else run meanwhile.
 */
static int demo_spin(int argc, char **argv)
{
    uint64_t seconds;

    if (!argument(argc, argv, UINT32_MAX, UINT32_MAX, &seconds)) {
        return 1;
    }
    uint64_t end = ax_hal_time_now_ns() + seconds * AX_NS_PER_SEC;
    while (ax_hal_time_now_ns() < end) {
    }
    return 0;
}

/* ---- sum ---- */

#define PARTS 8
#define TERMS 200000u

static double sums[PARTS];

/* A part of Leibniz's series for pi / 4. */
static int sum_part(void *arg)
{
    uintptr_t part = (uintptr_t)arg;
    double sum = 0.0;

    for (unsigned i = 0; i < TERMS; i++) {
        unsigned n = (unsigned)part + PARTS * i;
        sum += (n % 2 == 0 ? 1.0 : -1.0) / (2.0 * n + 1.0);
    }
    sums[part] = sum;
    return 0;
}

static int demo_sum(int argc, char **argv)
{
    double pi = 0.0;

    (void)argc;
    (void)argv;
    int result = run_tasks(sum_part, PARTS);
    for (unsigned i = 0; i < PARTS; i++) {
        pi += 4.0 * sums[i];
    }
    unsigned long long digits = (unsigned long long)(pi * 1e5);
    ax_printf("%d tasks say that pi is %llu.%05llu\n", PARTS, digits / 100000, digits % 100000);
    return result;
}

/* ---- pipe ---- */

#define PIPE_SIZE 8
#define PIPE_DATA 1000u

static struct {
    struct ax_mutex lock;
    struct ax_cond changed;
    unsigned items[PIPE_SIZE];
    unsigned put, taken; /* guarded by lock */
} box = {.lock = AX_MUTEX_INIT(box.lock), .changed = AX_COND_INIT(box.changed)};

static int produce(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < PIPE_DATA; i++) {
        ax_mutex_lock(&box.lock);
        while (box.put - box.taken == PIPE_SIZE) {
            ax_cond_wait(&box.changed, &box.lock);
        }
        box.items[box.put++ % PIPE_SIZE] = i;
        ax_cond_signal(&box.changed);
        ax_mutex_unlock(&box.lock);
    }
    return 0;
}

static int consume(void *arg)
{
    uint64_t sum = 0;

    (void)arg;
    for (unsigned i = 0; i < PIPE_DATA; i++) {
        ax_mutex_lock(&box.lock);
        while (box.put == box.taken) {
            ax_cond_wait(&box.changed, &box.lock);
        }
        sum += box.items[box.taken++ % PIPE_SIZE];
        ax_cond_signal(&box.changed);
        ax_mutex_unlock(&box.lock);
    }
    ax_printf("%u numbers through a box for %d, their sum is %llu\n", PIPE_DATA, PIPE_SIZE,
              (unsigned long long)sum);
    return 0;
}

static int pipe_end(void *arg)
{
    return arg == NULL ? produce(arg) : consume(arg);
}

static int demo_pipe(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    box.put = box.taken = 0;
    return run_tasks(pipe_end, 2);
}

/* ---- the table ---- */

static const struct demo demos[] = {
    {"churn", "[TASKS]", "makes and ends tasks, then compares every counter of free", 1,
     demo_churn},
    {"crowd", "[TASKS [KIB]]",
     "as many tasks at once as there can be, with stacks of KIB, and back", 2, demo_crowd},
    {"hello", "[TASKS]", "tasks say hello", 1, demo_hello},
    {"pipe", "", "a producer and a consumer, with a mutex and a condition variable", 0, demo_pipe},
    {"sleep", "[MS]", "sleeps, and says for how long it was", 1, demo_sleep},
    {"spin", "[SECONDS]", "computes without a call; for ever if not told", 1, demo_spin},
    {"sum", "", "tasks add up a series in floating point", 0, demo_sum},
    {"yield", "[TIMES]", "two tasks yield to each other", 1, demo_yield},
};

int command_run(int argc, char **argv)
{
    for (size_t i = 0; i < AX_ARRAY_LEN(demos) && argc > 1; i++) {
        const struct demo *demo = &demos[i];

        if (strcmp(argv[1], demo->name) != 0) {
            continue;
        }
        if (argc - 2 > demo->max_args) {
            ax_printf("usage: run %s %s\n", demo->name, demo->usage);
            return 1;
        }
        return demo->fn(argc - 1, argv + 1);
    }
    if (argc > 1) {
        ax_printf("run: %s: no such demonstration\n", argv[1]);
    }
    for (size_t i = 0; i < AX_ARRAY_LEN(demos); i++) {
        ax_printf("  %-8s %-10s %s\n", demos[i].name, demos[i].usage, demos[i].help);
    }
    return argc > 1;
}
