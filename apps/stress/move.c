// SPDX-License-Identifier: BSD-2-Clause
/* Tasks that change cores: themselves, and by others while they run, wait for a core, sleep or are
 * blocked. */

#include "stress.h"

#define ALL_CORES UINT64_MAX

static void run_move(struct worker *w)
{
    uint64_t cores = dice_cores(w);
    int err = ax_task_set_affinity(cores);

    CHECK(w, err == 0);
    CHECK(w, (cores >> core_now() & 1) != 0);
    if (dice_one_in(w, 2)) {
        spin_ns(dice_below(w, 10000));
        CHECK(w, (cores >> core_now() & 1) != 0);
    }
    if (!dice_one_in(w, 4)) { /* Sometimes it stays where it is for a while. */
        err = ax_task_set_affinity(ALL_CORES);
        CHECK(w, err == 0);
    }
}

/* ---- one that is moved ---- */

enum habit { RUNS, SLEEPS, WAITS, HABITS };

struct moved {
    struct worker *w;
    enum habit habit;
    struct ax_semaphore go; /* What one that waits waits for. */
    bool stop;              /* Atomically, as the rest. */
    unsigned reports;
    unsigned core; /* Where it was at the last report. */
};

static int report(void *arg)
{
    struct moved *m = arg;

    while (!__atomic_load_n(&m->stop, __ATOMIC_RELAXED)) {
        __atomic_store_n(&m->core, core_now(), __ATOMIC_RELAXED);
        __atomic_fetch_add(&m->reports, 1, __ATOMIC_RELEASE);
        switch (m->habit) {
        case SLEEPS:
            ax_task_sleep_ns(20 * AX_NS_PER_US);
            break;
        case WAITS:
            take(m->w, &m->go);
            break;
        default:
            ax_task_yield();
            break;
        }
    }
    return 7;
}

static void let_go(struct worker *w, struct moved *m)
{
    if (m->habit == WAITS) {
        int err = ax_semaphore_give(&m->go);
        CHECK(w, err == 0);
    }
}

/*
 * Two reports: it has given up its core in between, so it is where it may be. Looks more and more
 * seldom: with a log of every wake-up core 0 would do nothing but print what the lookers do.
 */
static void await_reports(struct worker *w, struct moved *m)
{
    unsigned before = __atomic_load_n(&m->reports, __ATOMIC_ACQUIRE);
    uint64_t deadline = ax_deadline_after(PATIENCE_NS);
    uint64_t pause = 30 * AX_NS_PER_US;

    let_go(w, m);
    let_go(w, m);
    while (__atomic_load_n(&m->reports, __ATOMIC_ACQUIRE) - before < 2) {
        CHECK(w, ax_hal_time_now_ns() < deadline);
        if (dice_one_in(w, 2)) {
            ax_task_sleep_ns(pause);
            pause *= 2;
        } else {
            ax_task_yield();
        }
        ax_cpu_relax(); /* by instruction count QEMU goes to another core only then */
    }
}

static void run_move_other(struct worker *w)
{
    struct moved m = {.w = w, .habit = dice_below(w, HABITS)};
    struct ax_task_options options = {.name = "moved", .stack_size = 16 * AX_KIB};

    ax_semaphore_init(&m.go, 0);
    struct ax_task *task = spawn(w, report, &m, &options);
    for (unsigned i = 1 + dice_below(w, 4); i > 0; i--) {
        uint64_t cores = dice_cores(w);
        int err = ax_task_set_affinity_of(task, cores);

        CHECK(w, err == 0);
        await_reports(w, &m);
        CHECK(w, (cores >> __atomic_load_n(&m.core, __ATOMIC_RELAXED) & 1) != 0);
    }
    __atomic_store_n(&m.stop, true, __ATOMIC_RELAXED);
    let_go(w, &m);
    int code = join(w, task);
    CHECK(w, code == 7);
}

/* ---- the others look on ---- */

struct census {
    struct worker *w;
    uint64_t last_id;
    unsigned idle;
};

static void count_task(const struct ax_task_info *info, void *arg)
{
    struct census *c = arg;

    CHECK(c->w, info->id > c->last_id && info->cpu < ax_hal_cpu_count());
    CHECK(c->w, info->state <= AX_TASK_EXITED);
    c->last_id = info->id;
    c->idle += info->idle;
}

static void run_census(struct worker *w)
{
    struct census c = {.w = w};

    ax_task_for_each(count_task, &c);
    CHECK(w, c.idle == ax_hal_cpu_count());
}

static void leave(struct worker *w)
{
    int err = ax_task_set_affinity(ALL_CORES);

    CHECK(w, err == 0);
}

static const struct operation operations[] = {
    {"move", 10, run_move},
    {"move-other", 6, run_move_other},
    {"census", 1, run_census},
    {NULL, 0, NULL},
};

const struct part part_move = {.operations = operations, .leave = leave};
