// SPDX-License-Identifier: BSD-2-Clause
/* Tasks that come and go. */

#include "stress.h"

#define CROWD 6u

static const size_t stacks[] = {0, AX_TASK_STACK_MIN, 16 * AX_KIB, 64 * AX_KIB};

/* Tasks that nobody waits for: as many must have ended as were made. Atomically. */
static uint64_t detached, gone;

/* Not below that of the workers, which may leave no time to others for long. */
static int priority_at_random(struct worker *w)
{
    return AX_PRIORITY_DEFAULT + (int)dice_below(w, AX_PRIORITIES - 1 - AX_PRIORITY_DEFAULT);
}

static void options_at_random(struct worker *w, struct ax_task_options *o)
{
    *o = (struct ax_task_options){.name = "child",
                                  .stack_size = stacks[dice_below(w, AX_ARRAY_LEN(stacks))]};
    if (dice_one_in(w, 4)) {
        o->priority = priority_at_random(w);
    }
    if (dice_one_in(w, 4)) {
        o->nice = AX_NICE_MIN + (int)dice_below(w, AX_NICE_MAX - AX_NICE_MIN + 1);
    }
    if (dice_one_in(w, 2)) {
        o->cpu_mask = dice_cores(w);
    }
}

/* ---- one task ---- */

/* What a child gets to know; the parent's, until the child has ended. */
struct child {
    struct worker *w; /* For messages only. */
    uint64_t random;
    uint64_t cores; /* 0: all. */
};

static _Thread_local uint64_t own = 0x1234;

/* Sums that come out only if no register of the floating-point unit is lost on the way. */
static void compute(const struct child *c)
{
    double sum = 0, product = 1;

    for (unsigned i = 1; i <= 64; i++) {
        sum += (double)i;
        product *= i % 2 == 0 ? 0.5 : 2.0;
        if (i % 16 == 0) {
            ax_task_yield();
        }
    }
    CHECK(c->w, sum == 2080.0 && product == 1.0);
}

static int live(void *arg)
{
    struct child *c = arg;
    int code = (int)(c->random & 0xff);

    CHECK(c->w, own == 0x1234);
    own = c->random;
    CHECK(c->w, c->cores == 0 || (c->cores >> core_now() & 1) != 0);
    switch (c->random >> 8 & 7) {
    case 0:
        ax_task_yield();
        break;
    case 1:
        ax_task_sleep_ns(c->random >> 32 & 0x3ffff);
        break;
    case 2:
        compute(c);
        break;
    case 3:
        ax_task_exit(code);
    default:
        break;
    }
    CHECK(c->w, own == c->random);
    return code;
}

static void run_create(struct worker *w)
{
    struct ax_task_options options;
    struct child child = {.w = w, .random = dice(w)};
    int code = -1;

    options_at_random(w, &options);
    child.cores = options.cpu_mask;
    struct ax_task *task = spawn(w, live, &child, &options);
    if (dice_one_in(w, 3)) {
        ax_task_yield(); /* It may have ended before it is waited for. */
    }
    if (dice_one_in(w, 3)) {
        uint64_t end = ax_deadline_after(PATIENCE_NS);
        uint64_t patience = dice_below(w, 100000);

        /* Longer each time: with a log of every wake-up, short ones leave a child of great niceness
         * no time at all. */
        while (ax_task_join_until(task, &code, ax_deadline_after(patience)) != 0) {
            CHECK(w, ax_hal_time_now_ns() < end);
            patience = 2 * patience + 1;
        }
    } else {
        code = join(w, task);
    }
    CHECK(w, code == (int)(child.random & 0xff));
}

/* ---- tasks that nobody waits for ---- */

static int live_alone(void *arg)
{
    struct child *c = arg;

    live(c);
    ax_free(c);
    __atomic_fetch_add(&gone, 1, __ATOMIC_RELEASE);
    return 0;
}

static void run_detach(struct worker *w)
{
    struct child *child = ax_alloc(sizeof(*child));
    struct ax_task_options options;

    CHECK(w, child != NULL);
    options_at_random(w, &options);
    /* It returns from live(). */
    *child = (struct child){w, dice(w) & ~(7ull << 8), options.cpu_mask};
    __atomic_fetch_add(&detached, 1, __ATOMIC_RELAXED);
    if (dice_one_in(w, 2)) {
        ax_task_detach(spawn(w, live_alone, child, &options));
    } else {
        int err = ax_task_spawn(live_alone, child, &options, NULL);
        CHECK(w, err == 0);
    }
    /* So that not all memory is theirs. */
    uint64_t end = ax_deadline_after(PATIENCE_NS);
    while (__atomic_load_n(&detached, __ATOMIC_RELAXED) - __atomic_load_n(&gone, __ATOMIC_ACQUIRE) >
           MAX_WORKERS) {
        CHECK(w, ax_hal_time_now_ns() < end);
        ax_task_sleep_ns(100 * AX_NS_PER_US);
    }
}

/* ---- tasks that meet ---- */

struct crowd {
    struct worker *w;
    struct ax_barrier barrier;
    struct ax_mutex mutex;
    struct ax_once once;
    unsigned size;
    unsigned sum;   /* Guarded by mutex. */
    unsigned calls; /* Of once; atomically. */
    unsigned last;  /* Times that a task came last to the barrier; atomically. */
};

static void count_call(void *arg)
{
    struct crowd *crowd = arg;

    ax_task_yield();
    __atomic_fetch_add(&crowd->calls, 1, __ATOMIC_RELAXED);
}

static int meet(void *arg)
{
    struct crowd *crowd = arg;

    ax_once_call(&crowd->once, count_call, crowd);
    CHECK(crowd->w, __atomic_load_n(&crowd->calls, __ATOMIC_RELAXED) == 1);
    __atomic_fetch_add(&crowd->last, ax_barrier_wait(&crowd->barrier), __ATOMIC_RELAXED);
    ax_mutex_lock(&crowd->mutex);
    crowd->sum++;
    int err = ax_mutex_unlock(&crowd->mutex);
    CHECK(crowd->w, err == 0);
    __atomic_fetch_add(&crowd->last, ax_barrier_wait(&crowd->barrier), __ATOMIC_RELAXED);
    CHECK(crowd->w, crowd->sum == crowd->size);
    return 0;
}

static void run_crowd(struct worker *w)
{
    struct crowd crowd = {.w = w, .size = 2 + dice_below(w, CROWD - 1)};
    struct ax_task *tasks[CROWD];
    struct ax_task_options options;

    ax_barrier_init(&crowd.barrier, crowd.size);
    ax_mutex_init(&crowd.mutex);
    ax_wait_queue_init(&crowd.once.wait);
    for (unsigned i = 0; i < crowd.size; i++) {
        options_at_random(w, &options);
        tasks[i] = spawn(w, meet, &crowd, &options);
    }
    for (unsigned i = 0; i < crowd.size; i++) {
        int code = join(w, tasks[i]);
        CHECK(w, code == 0);
    }
    CHECK(w, crowd.last == 2);
}

/* ---- how important a worker is ---- */

static void run_priority(struct worker *w)
{
    struct ax_task *task = ax_task_current();
    int err = ax_task_set_priority(task, priority_at_random(w));

    CHECK(w, err == 0);
    err = ax_task_set_nice(task, AX_NICE_MIN + (int)dice_below(w, AX_NICE_MAX - AX_NICE_MIN + 1));
    CHECK(w, err == 0);
    if (dice_one_in(w, 2)) {
        spin_ns(dice_below(w, 20000));
    } else {
        ax_task_yield();
    }
    err = ax_task_set_priority(task, AX_PRIORITY_DEFAULT);
    CHECK(w, err == 0);
    err = ax_task_set_nice(task, 0);
    CHECK(w, err == 0);
}

static void finish(void)
{
    uint64_t deadline = ax_deadline_after(PATIENCE_NS);

    while (__atomic_load_n(&gone, __ATOMIC_ACQUIRE) != detached) {
        CHECK(NULL, ax_hal_time_now_ns() < deadline);
        ax_task_sleep_ns(AX_NS_PER_MS);
    }
}

static const struct operation operations[] = {
    {"create", 12, run_create},    {"detach", 8, run_detach}, {"crowd", 3, run_crowd},
    {"priority", 4, run_priority}, {NULL, 0, NULL},
};

const struct part part_life = {.operations = operations, .finish = finish};
