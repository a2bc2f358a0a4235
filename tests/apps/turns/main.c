// SPDX-License-Identifier: BSD-2-Clause
/*
 * With CFS a task that is woken again and again, by its own alarm or by another core, leaves the
 * others of its core time between two preemptions. How much one of them gets done is compared with
 * what it gets done alone.
 */
#include <ax/ax.h>

#define MEASURED_NS (300 * AX_NS_PER_MS)

static uint64_t done; /* atomically: what the worker has done */
static bool stop;     /* atomically */
static struct ax_semaphore go = AX_SEMAPHORE_INIT(go, 0);

static bool goes_on(void)
{
    return !__atomic_load_n(&stop, __ATOMIC_ACQUIRE);
}

static int work(void *arg)
{
    (void)arg;
    while (goes_on()) {
        __atomic_add_fetch(&done, 1, __ATOMIC_RELAXED);
        ax_cpu_relax(); /* no call: it is interrupted */
    }
    return 0;
}

static int sleep_briefly(void *arg)
{
    (void)arg;
    while (goes_on()) {
        ax_task_sleep_ns(1); /* over before anybody else has done anything */
    }
    return 0;
}

static int take(void *arg)
{
    (void)arg;
    while (goes_on()) {
        ax_semaphore_take(&go);
    }
    return 0;
}

static struct ax_task *make(ax_task_fn entry, unsigned cpu)
{
    struct ax_task_options options = {.cpu_mask = (uint64_t)1 << cpu};
    struct ax_task *task;
    int err = ax_task_spawn(entry, NULL, &options, &task);

    ax_assert(err == 0);
    return task;
}

/* What the worker does while main sleeps. */
static uint64_t while_asleep(void)
{
    uint64_t before = __atomic_load_n(&done, __ATOMIC_RELAXED);

    ax_task_sleep_ns(MEASURED_NS);
    return __atomic_load_n(&done, __ATOMIC_RELAXED) - before;
}

/* What it does while main gives to `task` whenever that waits; the worker itself never does. */
static uint64_t while_giving(const struct ax_task *task)
{
    uint64_t before = __atomic_load_n(&done, __ATOMIC_RELAXED);
    uint64_t end = ax_hal_time_now_ns() + MEASURED_NS;

    while (ax_hal_time_now_ns() < end) {
        if (ax_task_state(task) == AX_TASK_BLOCKED) {
            ax_semaphore_give(&go);
        }
        ax_cpu_relax();
    }
    return __atomic_load_n(&done, __ATOMIC_RELAXED) - before;
}

/* A tenth of what it gets alone, at least: to be preempted costs much of the rest. */
static void show(const char *what, uint64_t alone, uint64_t beside)
{
    bool enough = beside >= alone / 10;

    ax_info("%llu of %llu", (unsigned long long)beside, (unsigned long long)alone);
    ax_printf("beside %s: %s\n", what, enough ? "enough" : "too little");
    ax_assert(alone > 0 && enough);
}

static void end(struct ax_task *other, struct ax_task *worker)
{
    __atomic_store_n(&stop, true, __ATOMIC_RELEASE);
    ax_semaphore_give(&go);
    ax_task_join(other, NULL);
    ax_task_join(worker, NULL);
    __atomic_store_n(&stop, false, __ATOMIC_RELEASE);
}

int main(void)
{
    unsigned cpu = ax_hal_cpu_count() - 1; /* the worker's; main is on core 0 */
    int err = ax_task_set_affinity(1);

    ax_assert(err == 0);
    struct ax_task *worker = make(work, cpu);
    uint64_t alone = while_asleep();
    struct ax_task *other = make(sleep_briefly, cpu);
    show("one that sleeps", alone, while_asleep());
    end(other, worker);
    if (cpu > 0) {
        worker = make(work, cpu);
        alone = while_giving(worker);
        other = make(take, cpu);
        show("one that another core wakes", alone, while_giving(other));
        end(other, worker);
    }
    ax_puts("Turn tests run OK!");
    return 0;
}
