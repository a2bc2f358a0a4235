// SPDX-License-Identifier: BSD-2-Clause
/*
 * Wait queues: tasks woken by notification, by timeout, and by whichever of the two comes first.
 */
#include <ax/ax.h>

#define TASKS     16
#define PERIOD_NS (100 * AX_NS_PER_MS)
#define FAR_NS    (100 * AX_NS_PER_SEC) /* longer than the test may take */

/* Main waits on `main_queue` for `counter`; the tasks wait on `task_queue`. */
static struct ax_wait_queue main_queue = AX_WAIT_QUEUE_INIT(main_queue);
static struct ax_wait_queue task_queue = AX_WAIT_QUEUE_INIT(task_queue);
static unsigned counter, notified;
static bool condition;

static bool counter_is(void *arg)
{
    return __atomic_load_n(&counter, __ATOMIC_RELAXED) == (uintptr_t)arg;
}

static bool condition_holds(void *arg)
{
    (void)arg;
    return __atomic_load_n(&condition, __ATOMIC_RELAXED);
}

static bool never(void *arg)
{
    (void)arg;
    return false;
}

static void spawn_all(ax_task_fn entry)
{
    for (uintptr_t i = 0; i < TASKS; i++) {
        int err = ax_task_spawn(entry, (void *)i, NULL, NULL);
        ax_assert(err == 0);
    }
}

static void count_and_tell(int change)
{
    __atomic_fetch_add(&counter, (unsigned)change, __ATOMIC_RELAXED);
    ax_notify_one(&main_queue);
}

static void wait_for_counter(unsigned value)
{
    int err = ax_wait_until_true(&main_queue, counter_is, (void *)(uintptr_t)value, AX_TIME_NEVER);

    ax_assert(err == 0 && counter == value);
}

static void wait_for_waiters(void)
{
    while (ax_wait_count(&task_queue) < TASKS) {
        ax_task_yield();
    }
}

/* ---- notification alone ---- */

static int arrive_and_leave(void *arg)
{
    (void)arg;
    count_and_tell(1);
    int err = ax_wait(&task_queue, AX_TIME_NEVER);
    ax_assert(err == 0);
    count_and_tell(-1);
    return 0;
}

static void test_wait(void)
{
    ax_puts("wait_queue: test_wait()");
    spawn_all(arrive_and_leave);
    wait_for_counter(TASKS);
    wait_for_waiters(); /* the last one has told, but need not wait yet */
    unsigned woken = ax_notify_all(&task_queue);
    ax_assert(woken == TASKS);
    wait_for_counter(0);
    ax_assert(ax_wait_count(&task_queue) == 0);
    ax_puts("wait_queue: test_wait() OK!");
}

/* ---- notification before the timeout ---- */

static int wait_long(void *arg)
{
    (void)arg;
    int err = ax_wait(&task_queue, ax_deadline_after(FAR_NS));
    ax_assert(err == 0);
    count_and_tell(1);
    return 0;
}

static void test_notification(void)
{
    ax_puts("wait_timeout_until: tests begin");
    ax_printf("wait_timeout_until: test tasks woken up by notification, spawn %d tasks...\n",
              TASKS);
    spawn_all(wait_long);
    wait_for_waiters();
    ax_puts("wait_timeout_until: wake up all tasks who are waiting for timeout through "
            "notification");
    bool any = ax_notify_one(&task_queue);
    ax_assert(any && ax_wait_count(&task_queue) == TASKS - 1);
    ax_notify_all(&task_queue);
    wait_for_counter(TASKS);
    ax_puts("wait_timeout_until: tasks woken up by notification test OK!");
}

/* ---- timeout alone ---- */

static int wait_short(void *arg)
{
    (void)arg;
    uint64_t deadline = ax_deadline_after(PERIOD_NS);
    int err = ax_wait_until_true(&task_queue, never, NULL, deadline);

    ax_assert(err == -AX_ETIMEDOUT);
    ax_assert(ax_hal_time_now_ns() >= deadline);
    count_and_tell(-1);
    return 0;
}

static void test_timeout(void)
{
    ax_printf("wait_timeout_until: test tasks woken up by timeout, spawn %d tasks...\n", TASKS);
    spawn_all(wait_short);
    ax_puts("wait_timeout_until: wait for all tasks to finish");
    wait_for_counter(0);
    ax_assert(ax_wait_count(&task_queue) == 0);
    ax_puts("wait_timeout_until: tasks woken up by timeout test OK!");
}

/* ---- both at the same time ---- */

/* When main notifies; task i waits until a little before, just then, a little after, much later. */
static uint64_t moment;

static uint64_t deadline_of(unsigned index)
{
    if (index < TASKS / 2) {
        return moment - index * AX_NS_PER_US;
    }
    return index < TASKS - 1 ? moment + (index - TASKS / 2) * 10 * AX_NS_PER_US : moment + FAR_NS;
}

static int wait_for_either(void *arg)
{
    uint64_t deadline = deadline_of((unsigned)(uintptr_t)arg);
    int err = ax_wait_until_true(&task_queue, condition_holds, NULL, deadline);

    ax_printf("wait_timeout_until: ThreadId(%llu) woken up by %s\n",
              (unsigned long long)ax_task_id(ax_task_current()),
              err == 0 ? "notification" : "timeout");
    ax_assert(err == 0 || (err == -AX_ETIMEDOUT && ax_hal_time_now_ns() >= deadline));
    if (err == 0) {
        __atomic_fetch_add(&notified, 1, __ATOMIC_RELAXED);
    }
    count_and_tell(1);
    return 0;
}

static void test_either(void)
{
    ax_printf("wait_timeout_until: test tasks woken up by notification or timeout, "
              "spawn %d tasks...\n",
              TASKS);
    moment = ax_deadline_after(PERIOD_NS);
    spawn_all(wait_for_either);
    ax_task_sleep_until(moment);
    __atomic_store_n(&condition, true, __ATOMIC_RELAXED);
    ax_notify_all(&task_queue);
    wait_for_counter(TASKS);
    ax_assert(ax_wait_count(&task_queue) == 0);
    ax_printf("%u by notification, %u by timeout\n", notified, TASKS - notified);
    ax_assert(notified >= 1);
    ax_puts("wait_timeout_until: test tasks woken up by notification or timeout, test OK!");
}

int main(void)
{
    ax_puts("Hello, main task");
    test_wait();
    test_notification();
    test_timeout();
    test_either();
    return 0;
}
