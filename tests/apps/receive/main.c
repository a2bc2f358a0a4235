// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tasks that receive by hand, from whatever their CSpace has: with TASK=thread that would lose the
 * core's switcher (docs/switching.md). Each must be a fault of its task alone, and the others go
 * on. The system calls are made by hand: applications know nothing of seL4.
 */
#include <ax/ax.h>

/* seL4's numbers. */
#define SYS_RECV    ((uint64_t)-5)
#define SYS_NB_RECV ((uint64_t)-8)

/* The common slots, and one each for the manager's endpoint, the faults' and the kick
 * (docs/tasks.md). */
#define COMMON 32u
#define SLOTS  (COMMON + 3u)

struct attempt {
    uint64_t slot;
    uint64_t call;
};

static int receive(void *arg)
{
    const struct attempt *attempt = arg;
    register uint64_t x0 __asm__("x0") = attempt->slot;
    register uint64_t x1 __asm__("x1") = 0;
    register uint64_t x7 __asm__("x7") = attempt->call;

    __asm__ volatile("svc #0"
                     : "+r"(x0), "+r"(x1)
                     : "r"(x7)
                     : "x2", "x3", "x4", "x5", "x6", "memory");
    return 0;
}

static volatile bool ended;
static volatile uint64_t turns;

static int others(void *arg)
{
    (void)arg;
    while (!ended) {
        turns++;
        ax_task_yield();
    }
    return 0;
}

static void attempt(uint64_t slot, uint64_t call)
{
    struct attempt arg = {slot, call};
    struct ax_task *task;
    int code = 0;
    int err = ax_task_spawn(receive, &arg, NULL, &task);

    ax_assert(err == 0);
    err = ax_task_join(task, &code);
    ax_assert(err == 0);
    if (code != AX_EXIT_FAULT) {
        ax_printf("receiving from slot %lu is allowed\n", slot);
        ax_system_exit(1);
    }
}

int main(void)
{
    /* On the caller's core, so that a yield is a turn for it; the attempts are made on all cores.
     */
    struct ax_task_options here = {.cpu_mask = 1};
    struct ax_task *task;
    int err = ax_task_set_affinity(here.cpu_mask);

    ax_assert(err == 0);
    err = ax_task_spawn(others, NULL, &here, &task);
    ax_assert(err == 0);
    for (unsigned i = 0; i < SLOTS; i++) {
        uint64_t slot = i < COMMON ? i : COMMON * (i - COMMON + 1);
        uint64_t before = turns;

        attempt(slot, SYS_RECV);
        attempt(slot, SYS_NB_RECV);
        ax_task_yield();
        ax_assert(turns > before);
    }
    ended = true;
    err = ax_task_join(task, NULL);
    ax_assert(err == 0);
    ax_printf("%u tasks received nothing, and nobody else minds!\n", 2 * SLOTS);
    return 0;
}
