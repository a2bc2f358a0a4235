// SPDX-License-Identifier: BSD-2-Clause
/*
 * A task calls the root task, on another core, which answers when all that was written has left the
 * machine. Meanwhile another task of the caller's core goes on: its progress is counted. The
 * message is made by hand: applications know nothing of seL4. Then tasks have faults in such calls:
 * a handler fixes one, the others end their tasks, and the next call is made as before.
 */
#include <ax/ax.h>

#include "../call.h"

/* The root task's endpoint and the service (abi/include/instance). */
#define ROOT  4
#define DRAIN 0x2004ul

#define CALLS 20u

static bool in_call;      /* atomically */
static bool over;         /* atomically */
static uint64_t progress; /* of the peer, during calls; atomically */

static void call_root(void *arg)
{
    *(uint64_t *)arg = raw_call(ROOT, DRAIN, 0, 0, 0, 0).label;
}

static int go_on(void *arg)
{
    (void)arg;
    while (!__atomic_load_n(&over, __ATOMIC_ACQUIRE)) {
        if (__atomic_load_n(&in_call, __ATOMIC_ACQUIRE)) {
            __atomic_fetch_add(&progress, 1, __ATOMIC_RELAXED);
        }
        ax_task_yield();
    }
    return 0;
}

static struct ax_task *make(const char *name, ax_task_fn fn)
{
    struct ax_task_options options = {.name = name, .cpu_mask = 2};
    struct ax_task *task;
    int err = ax_task_spawn(fn, NULL, &options, &task);

    ax_assert(err == 0);
    return task;
}

static void test_progress(void)
{
    static char text[2048];
    struct ax_task *peer = make("peer", go_on);
    uint64_t failed = 0, answer;

    memset(text, '.', sizeof(text));
    for (unsigned i = 0; i < CALLS; i++) {
        ax_console_out(text, sizeof(text));
        __atomic_store_n(&in_call, true, __ATOMIC_RELEASE);
        ax_task_offload(call_root, &answer);
        __atomic_store_n(&in_call, false, __ATOMIC_RELEASE);
        failed += answer != 0;
    }
    __atomic_store_n(&over, true, __ATOMIC_RELEASE);
    int err = ax_task_join(peer, NULL);
    ax_assert(err == 0 && failed == 0);
    ax_printf("\n%u calls, the peer came %s\n", CALLS,
              progress >= CALLS ? "at least once a call" : "too seldom");
    ax_assert(progress >= CALLS);
}

/* ---- faults in a call ---- */

#define NOWHERE ((uint64_t *)0xdeadbeef000)

static uint64_t somewhere = 1;

static void write_there(void *arg)
{
    __atomic_store_n((uint64_t *)arg, 2, __ATOMIC_RELAXED);
}

static int write_nowhere(void *arg)
{
    (void)arg;
    ax_task_offload(write_there, NOWHERE);
    return 0; /* not reached */
}

/* Whatever held the address has another one then. */
static bool redirect(struct ax_trap *trap)
{
    for (unsigned i = 0; i < AX_ARRAY_LEN(trap->regs->x); i++) {
        if (trap->regs->x[i] == (uintptr_t)NOWHERE) {
            trap->regs->x[i] = (uintptr_t)&somewhere;
        }
    }
    return trap->addr == (uintptr_t)NOWHERE;
}

static void test_faults(void)
{
    struct ax_task *tasks[3];
    int code;

    for (unsigned i = 0; i < AX_ARRAY_LEN(tasks); i++) {
        tasks[i] = make("faulter", write_nowhere);
    }
    for (unsigned i = 0; i < AX_ARRAY_LEN(tasks); i++) {
        int err = ax_task_join(tasks[i], &code);
        ax_assert(err == 0 && code == AX_EXIT_FAULT);
    }
    ax_assert(somewhere == 1);
    ax_hal_trap_set_handler(AX_TRAP_PAGE_WRITE, redirect);
    ax_task_offload(write_there, NOWHERE);
    ax_hal_trap_set_handler(AX_TRAP_PAGE_WRITE, NULL);
    ax_assert(somewhere == 2);
    ax_task_offload(write_there, &somewhere);
    ax_puts("Faults in such a call end their tasks alone!");
}

int main(void)
{
    int err = ax_task_set_affinity(2);

    ax_assert(err == 0);
    test_progress();
    test_faults();
    ax_puts("Offload tests run OK!");
    return 0;
}
