// SPDX-License-Identifier: BSD-2-Clause
/*
 * Ten tasks: each binds itself to one core and checks that it stays there over a hundred yields,
 * then to all other cores and checks that it never is on the first. Main moves a task that sleeps,
 * one that runs, and one that is ready: its core has a more important one.
 */
#include <ax/ax.h>

#define TASKS  10
#define YIELDS 100

#define MOVE_NS (3 * AX_NS_PER_SEC) /* a thousand times what a move takes */

static unsigned finished; /* atomically */

static void check_core(uint64_t mask)
{
    for (unsigned i = 0; i < YIELDS; i++) {
        /* Where the mask has one core the number cannot be outdated; else hold on to the core. */
        ax_irq_save();
        unsigned cpu = ax_cpu_id();
        ax_irq_restore();
        ax_assert((mask >> cpu & 1) != 0);
        ax_task_yield();
    }
}

static int bind_and_yield(void *arg)
{
    unsigned index = (unsigned)(uintptr_t)arg;
    uint64_t all = ((uint64_t)1 << ax_hal_cpu_count()) - 1;
    uint64_t one = (uint64_t)1 << (index % ax_hal_cpu_count());

    ax_printf("Hello, task %u! id = ThreadId(%llu)\n", index,
              (unsigned long long)ax_task_id(ax_task_current()));
    ax_assert(ax_task_set_affinity(0) == -AX_EINVAL);
    ax_assert(ax_task_set_affinity(~all) == -AX_EINVAL);
    int err = ax_task_set_affinity(one);
    ax_assert(err == 0);
    check_core(one);
    if (ax_hal_cpu_count() > 1) {
        err = ax_task_set_affinity(all & ~one);
        ax_assert(err == 0);
        check_core(all & ~one);
    }
    __atomic_fetch_add(&finished, 1, __ATOMIC_RELEASE);
    return 0;
}

static unsigned seen; /* core that the moved task was on when it last looked; atomically */
static bool stop;     /* atomically */

static bool look_and_go_on(void)
{
    __atomic_store_n(&seen, ax_cpu_id(), __ATOMIC_RELEASE);
    return !__atomic_load_n(&stop, __ATOMIC_ACQUIRE);
}

static int sleep_elsewhere(void *arg)
{
    (void)arg;
    while (look_and_go_on()) {
        ax_task_sleep_ns(AX_NS_PER_MS);
    }
    return 0;
}

static int spin_elsewhere(void *arg)
{
    (void)arg;
    while (look_and_go_on()) {
        ax_cpu_relax(); /* no call: it is interrupted */
    }
    return 0;
}

/* Until the moved task has found itself there: it has nobody to wait for. */
static void await_seen(unsigned cpu, uint64_t pause_ns)
{
    uint64_t deadline = ax_hal_time_now_ns() + MOVE_NS;

    do {
        ax_assert(ax_hal_time_now_ns() < deadline);
        ax_task_sleep_ns(pause_ns);
    } while (__atomic_load_n(&seen, __ATOMIC_ACQUIRE) != cpu);
}

/* Moves a task round all cores while it works. */
static void move_other(ax_task_fn fn, uint64_t pause_ns)
{
    struct ax_task_options options = {.cpu_mask = 1};
    struct ax_task *task;

    __atomic_store_n(&stop, false, __ATOMIC_RELEASE);
    int err = ax_task_spawn(fn, NULL, &options, &task);
    ax_assert(err == 0);
    for (unsigned i = 0; i < 2 * ax_hal_cpu_count(); i++) {
        unsigned cpu = (i + 1) % ax_hal_cpu_count();

        err = ax_task_set_affinity_of(task, (uint64_t)1 << cpu);
        ax_assert(err == 0);
        await_seen(cpu, pause_ns);
    }
    __atomic_store_n(&stop, true, __ATOMIC_RELEASE);
    err = ax_task_join(task, NULL);
    ax_assert(err == 0);
}

static bool free_core; /* atomically */

static int hold_core(void *arg)
{
    (void)arg;
    while (!__atomic_load_n(&free_core, __ATOMIC_ACQUIRE)) {
        ax_cpu_relax();
    }
    return 0;
}

static struct ax_task *spawn_there(ax_task_fn fn, unsigned cpu, int priority)
{
    struct ax_task_options options = {.cpu_mask = (uint64_t)1 << cpu, .priority = priority};
    struct ax_task *task;
    int err = ax_task_spawn(fn, NULL, &options, &task);

    ax_assert(err == 0);
    return task;
}

static void await_running(const struct ax_task *task)
{
    while (ax_task_state(task) != AX_TASK_RUNNING) {
        ax_task_sleep_ns(AX_NS_PER_MS);
    }
}

/* From core 1, which never lets it run, to core 2; main and all others have the rest. */
static void move_ready(void)
{
    bool fair = strcmp(ax_task_scheduler_name(), "Completely Fair") == 0; /* knows no priority */

    __atomic_store_n(&stop, false, __ATOMIC_RELEASE);
    struct ax_task *holder = spawn_there(hold_core, 1, AX_PRIORITY_DEFAULT + 1);
    await_running(holder);
    struct ax_task *task = spawn_there(spin_elsewhere, 1, AX_PRIORITY_DEFAULT);
    ax_assert(fair || ax_task_state(task) == AX_TASK_READY);
    int err = ax_task_set_affinity_of(task, 1 << 2);
    ax_assert(err == 0);
    await_seen(2, AX_NS_PER_MS);
    __atomic_store_n(&stop, true, __ATOMIC_RELEASE);
    err = ax_task_join(task, NULL);
    ax_assert(err == 0);
    __atomic_store_n(&free_core, true, __ATOMIC_RELEASE);
    err = ax_task_join(holder, NULL);
    ax_assert(err == 0);
}

int main(void)
{
    for (uintptr_t i = 0; i < TASKS; i++) {
        int err = ax_task_spawn(bind_and_yield, (void *)i, NULL, NULL);
        ax_assert(err == 0);
    }
    ax_puts("Hello, main task!");
    while (__atomic_load_n(&finished, __ATOMIC_ACQUIRE) < TASKS) {
        ax_task_yield();
    }
    move_other(sleep_elsewhere, 2 * AX_NS_PER_MS + AX_NS_PER_MS / 3);
    if (ax_hal_cpu_count() > 1) {
        move_other(spin_elsewhere, 3 * AX_NS_PER_MS);
    }
    if (ax_hal_cpu_count() > 2) {
        move_ready();
    }
    ax_puts("Task affinity tests run OK!");
    return 0;
}
