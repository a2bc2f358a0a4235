// SPDX-License-Identifier: BSD-2-Clause
/*
 * The workers, and who watches them: main, which no worker keeps from running for long, and a timer
 * of each core, which notices when even main does not run.
 */

#include "stress.h"

#define WATCH_NS (100 * AX_NS_PER_MS)
#define LINE_NS  AX_NS_PER_SEC

static const struct part *const parts[] = {&part_life,   &part_move,       &part_locks,
                                           &part_wake,   &part_interrupts, &part_faults,
                                           &part_memory, &part_areas};

static struct worker workers[MAX_WORKERS];

static struct {
    uint64_t seed;
    const struct operation *operations[MAX_OPERATIONS];
    unsigned count;        /* Of them. */
    unsigned total_weight; /* Likewise. */
    bool stop;             /* Atomically. */
    uint64_t seen;         /* When main last looked; atomically. */
} run;

/* The timer of a core that looks after main. */
static struct guard {
    struct ax_timer timer;
    uint64_t due;
    unsigned core;
    bool stop;  /* Atomically: not armed again. */
    bool ended; /* Atomically. */
} guards[AX_MAX_CPUS];

AX_NO_FP void stress_fail(const struct worker *w, const char *file, unsigned line, const char *what)
{
    if (w == NULL) {
        ax_panic_at(file, (int)line, "seed %llu: %s", (unsigned long long)run.seed, what);
    }
    ax_panic_at(file, (int)line, "seed %llu, worker %u, operation %llu (%s): %s",
                (unsigned long long)run.seed, w->number,
                (unsigned long long)__atomic_load_n(&w->operation, __ATOMIC_RELAXED),
                __atomic_load_n(&w->name, __ATOMIC_RELAXED), what);
}

/* ---- a worker ---- */

static _Thread_local unsigned self; /* Number of the worker plus 1; 0 in any other task. */

static unsigned choose(struct worker *w)
{
    unsigned n = dice_below(w, run.total_weight), i = 0;

    while (n >= run.operations[i]->weight) {
        n -= run.operations[i++]->weight;
    }
    return i;
}

static int work(void *arg)
{
    struct worker *w = arg;

    CHECK(w, self == 0);
    self = w->number + 1;
    while (!__atomic_load_n(&run.stop, __ATOMIC_RELAXED)) {
        unsigned i = choose(w);

        __atomic_store_n(&w->name, run.operations[i]->name, __ATOMIC_RELAXED);
        __atomic_store_n(&w->operation, w->operation + 1, __ATOMIC_RELAXED);
        __atomic_store_n(&w->began, ax_hal_time_now_ns(), __ATOMIC_RELAXED);
        run.operations[i]->run(w);
        __atomic_store_n(&w->began, 0, __ATOMIC_RELAXED);
        __atomic_store_n(&w->counts[i], w->counts[i] + 1, __ATOMIC_RELAXED);
        CHECK(w, self == w->number + 1 && ax_irq_enabled());
        if (dice_one_in(w, 4)) {
            ax_task_yield();
        }
    }
    for (size_t i = 0; i < AX_ARRAY_LEN(parts); i++) {
        if (parts[i]->leave != NULL) {
            parts[i]->leave(w);
        }
    }
    return (int)w->number;
}

/* ---- the timers that look after main ---- */

AX_NO_FP static void guard_look(void *arg)
{
    struct guard *g = arg;
    uint64_t now = ax_hal_time_now_ns();
    uint64_t seen = __atomic_load_n(&run.seen, __ATOMIC_RELAXED);

    CHECK(NULL, ax_cpu_id() == g->core && ax_in_irq());
    CHECK(NULL, now >= g->due);
    if (now > seen && now - seen > PATIENCE_NS) {
        stress_fail(NULL, __FILE__, __LINE__, "main does not run any more");
    }
    if (__atomic_load_n(&g->stop, __ATOMIC_RELAXED)) {
        __atomic_store_n(&g->ended, true, __ATOMIC_RELEASE);
        return;
    }
    g->due = now + WATCH_NS;
    ax_timer_arm(&g->timer, g->due);
}

/* On the core itself. */
AX_NO_FP static void guard_start(void *arg)
{
    struct guard *g = &guards[ax_cpu_id()];

    (void)arg;
    g->core = ax_cpu_id();
    g->due = ax_hal_time_now_ns() + WATCH_NS;
    g->stop = g->ended = false;
    ax_timer_init(&g->timer, guard_look, g);
    ax_timer_arm(&g->timer, g->due);
}

static void guards_start(void)
{
    __atomic_store_n(&run.seen, ax_hal_time_now_ns(), __ATOMIC_RELAXED);
    for (unsigned i = 0; i < ax_hal_cpu_count(); i++) {
        guards[i].stop = true;
    }
    int err = ax_ipi_run_on_each_cpu(guard_start, NULL);
    CHECK(NULL, err == 0);
    for (unsigned i = 0; i < ax_hal_cpu_count(); i++) {
        uint64_t deadline = ax_deadline_after(PATIENCE_NS);

        while (__atomic_load_n(&guards[i].stop, __ATOMIC_RELAXED)) {
            CHECK(NULL, ax_hal_time_now_ns() < deadline);
            ax_task_sleep_ns(AX_NS_PER_MS);
        }
    }
}

static void guards_stop(void)
{
    for (unsigned i = 0; i < ax_hal_cpu_count(); i++) {
        uint64_t deadline = ax_deadline_after(PATIENCE_NS);

        __atomic_store_n(&guards[i].stop, true, __ATOMIC_RELAXED);
        while (!__atomic_load_n(&guards[i].ended, __ATOMIC_ACQUIRE)) {
            CHECK(NULL, ax_hal_time_now_ns() < deadline);
            ax_task_sleep_ns(AX_NS_PER_MS);
        }
    }
}

/* ---- main ---- */

static void gather_operations(void)
{
    run.count = run.total_weight = 0;
    for (size_t i = 0; i < AX_ARRAY_LEN(parts); i++) {
        for (const struct operation *o = parts[i]->operations; o->name != NULL; o++) {
            ax_assert(run.count < MAX_OPERATIONS);
            run.operations[run.count++] = o;
            run.total_weight += o->weight;
        }
    }
}

/* Does every worker come on? Returns operations so far. */
static uint64_t look(unsigned count)
{
    uint64_t now = ax_hal_time_now_ns(), done = 0;

    __atomic_store_n(&run.seen, now, __ATOMIC_RELAXED);
    for (unsigned i = 0; i < count; i++) {
        uint64_t began = __atomic_load_n(&workers[i].began, __ATOMIC_RELAXED);

        /* One operation may wait several times. */
        if (began != 0 && now > began && now - began > 2 * PATIENCE_NS) {
            stress_fail(&workers[i], __FILE__, __LINE__, "it does not end");
        }
        done += __atomic_load_n(&workers[i].operation, __ATOMIC_RELAXED);
    }
    return done;
}

static void watch(unsigned count, uint64_t ns, bool talk)
{
    uint64_t start = ax_hal_time_now_ns(), line = start + LINE_NS, before = 0;

    for (uint64_t now = start; now - start < ns; now = ax_hal_time_now_ns()) {
        ax_task_sleep_until(AX_MIN(now + WATCH_NS, start + ns));
        uint64_t done = look(count);

        now = ax_hal_time_now_ns();
        if (talk && now >= line) {
            ax_printf("stress: %llu s, %llu operations, %llu more, seed %llu\n",
                      (unsigned long long)((now - start) / AX_NS_PER_SEC), (unsigned long long)done,
                      (unsigned long long)(done - before), (unsigned long long)run.seed);
            before = done;
            line = AX_MAX(line + LINE_NS, now);
        }
    }
}

static void show_counts(unsigned count)
{
    for (unsigned i = 0; i < run.count; i++) {
        uint64_t sum = 0;

        for (unsigned k = 0; k < count; k++) {
            sum += workers[k].counts[i];
        }
        ax_printf("%s%10s %-9llu", i % 4 == 0 ? "\nstress:" : "", run.operations[i]->name,
                  (unsigned long long)sum);
    }
    ax_printf("\n");
}

void stress_run(uint64_t seed, unsigned count, uint64_t ns, bool talk)
{
    struct ax_task *tasks[MAX_WORKERS];
    uint64_t random = seed;

    run.seed = seed;
    __atomic_store_n(&run.stop, false, __ATOMIC_RELAXED);
    gather_operations();
    guards_start();
    for (size_t i = 0; i < AX_ARRAY_LEN(parts); i++) {
        if (parts[i]->start != NULL) {
            parts[i]->start(count);
        }
    }
    for (unsigned i = 0; i < count; i++) {
        struct ax_task_options options = {.name = "worker"};

        workers[i] = (struct worker){.number = i, .random = dice_next(&random), .name = "none"};
        tasks[i] = spawn(NULL, work, &workers[i], &options);
    }
    watch(count, ns, talk);
    __atomic_store_n(&run.stop, true, __ATOMIC_RELAXED);
    for (unsigned i = 0; i < count; i++) {
        /* While they come to their ends, they are looked after as before. */
        while (ax_task_state(tasks[i]) != AX_TASK_EXITED) {
            look(count);
            ax_task_sleep_ns(AX_NS_PER_MS);
        }
        int code = join(&workers[i], tasks[i]);
        CHECK(&workers[i], code == (int)i);
    }
    for (size_t i = 0; i < AX_ARRAY_LEN(parts); i++) {
        if (parts[i]->finish != NULL) {
            parts[i]->finish();
        }
    }
    guards_stop();
    if (talk) {
        show_counts(count);
    }
}
