// SPDX-License-Identifier: BSD-2-Clause
/*
 * Who wakes a task on another core enters the kernel once at most, to signal the core: counted
 * where signals are sent. Core 0 wakes, core 1 has the task, the others idle.
 */
#include <ax/ax.h>

#define WAKES 200u

static struct ax_semaphore go = AX_SEMAPHORE_INIT(go, 0);
static unsigned woken; /* atomically */
static bool stop;      /* atomically */

static int wait_for_it(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < WAKES; i++) {
        ax_semaphore_take(&go);
        __atomic_fetch_add(&woken, 1, __ATOMIC_RELEASE);
    }
    return 0;
}

/* Keeps its core busy, and lets its equals have it. */
static int keep_busy(void *arg)
{
    (void)arg;
    while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
        ax_task_yield();
    }
    return 0;
}

static struct ax_task *make(const char *name, ax_task_fn entry, uint64_t cores, int priority)
{
    struct ax_task_options options = {.name = name, .cpu_mask = cores, .priority = priority};
    struct ax_task *task;
    int err = ax_task_spawn(entry, NULL, &options, &task);

    ax_assert(err == 0);
    return task;
}

static uint64_t kicks(void)
{
    struct ax_hal_stats stats;

    ax_hal_stats(&stats);
    return stats.kicks;
}

/* Wakes the task again and again, each time that it waits. How many signals that took. */
static uint64_t wake(struct ax_task *task)
{
    uint64_t sent = 0;

    __atomic_store_n(&woken, 0, __ATOMIC_RELAXED);
    for (unsigned i = 0; i < WAKES; i++) {
        while (ax_task_state(task) != AX_TASK_BLOCKED) {
        }
        uint64_t before = kicks();
        ax_semaphore_give(&go);
        sent += kicks() - before;
        while (__atomic_load_n(&woken, __ATOMIC_ACQUIRE) == i) {
        }
    }
    return sent;
}

static void show(const char *what, uint64_t sent)
{
    ax_printf("%s: %s\n", what, sent <= WAKES ? "one kernel entry a wake-up at most" : "more");
    ax_assert(sent <= WAKES);
}

static void busy(const char *what, uint64_t cores, int priority)
{
    __atomic_store_n(&stop, false, __ATOMIC_RELEASE);
    struct ax_task *spinner = make("spinner", keep_busy, 2, priority);
    struct ax_task *waiter = make("waiter", wait_for_it, 2, AX_PRIORITY_DEFAULT);
    int err = ax_task_set_affinity_of(waiter, cores);

    ax_assert(err == 0);
    uint64_t sent = wake(waiter);

    __atomic_store_n(&stop, true, __ATOMIC_RELEASE);
    ax_task_join(waiter, NULL);
    ax_task_join(spinner, NULL);
    show(what, sent);
}

int main(void)
{
    int err = ax_task_set_affinity(1);

    ax_assert(err == 0);
    struct ax_task *waiter = make("waiter", wait_for_it, 2, 0);
    uint64_t sent = wake(waiter);
    ax_task_join(waiter, NULL);
    show("an idle core", sent);
    ax_assert(sent == WAKES);
    busy("a busy core", 2, AX_PRIORITY_DEFAULT);
    busy("a core that is to preempt", 2, AX_PRIORITY_DEFAULT - 1);
    busy("a core that is to preempt, with others that idle", 6, AX_PRIORITY_DEFAULT - 1);
    ax_puts("Wake tests run OK!");
    return 0;
}
