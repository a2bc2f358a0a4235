// SPDX-License-Identifier: BSD-2-Clause
/*
 * Ten tasks give way to each other. Under FIFO on one core they must finish in the order in which
 * they were made. Under a scheduler that preempts nobody yields: main spins without a call, and the
 * others run all the same.
 */
#include <ax/ax.h>

#define TASKS 10

static unsigned finished;
static bool cooperative;

static int say_hello(void *arg)
{
    unsigned index = (unsigned)(uintptr_t)arg;

    ax_printf("Hello, task %u! id = ThreadId(%llu)\n", index,
              (unsigned long long)ax_task_id(ax_task_current()));
    if (cooperative) {
        ax_task_yield();
    }
    unsigned order = __atomic_fetch_add(&finished, 1, __ATOMIC_RELAXED);
    if (cooperative && ax_hal_cpu_count() == 1) {
        ax_assert(order == index);
    }
    return 0;
}

int main(void)
{
    cooperative = strcmp(ax_task_scheduler_name(), "FIFO") == 0;
    for (uintptr_t i = 0; i < TASKS; i++) {
        int err = ax_task_spawn(say_hello, (void *)i, NULL, NULL);
        ax_assert(err == 0);
    }
    ax_puts("Hello, main task!");
    while (__atomic_load_n(&finished, __ATOMIC_RELAXED) < TASKS) {
        if (cooperative) {
            ax_task_yield();
        }
    }
    ax_puts("Task yielding tests run OK!");
    return 0;
}
