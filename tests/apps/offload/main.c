// SPDX-License-Identifier: BSD-2-Clause
/*
 * A task calls the root task, on another core, which answers when all that was written has left the
 * machine. Meanwhile another task of the caller's core goes on: its progress is counted. The
 * message is made by hand: applications know nothing of seL4.
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

int main(void)
{
    static char text[2048];
    struct ax_task_options options = {.name = "peer", .cpu_mask = 2};
    struct ax_task *peer;
    uint64_t failed = 0, answer;

    int err = ax_task_set_affinity(2);
    ax_assert(err == 0);
    err = ax_task_spawn(go_on, NULL, &options, &peer);
    ax_assert(err == 0);
    memset(text, '.', sizeof(text));
    for (unsigned i = 0; i < CALLS; i++) {
        ax_console_out(text, sizeof(text));
        __atomic_store_n(&in_call, true, __ATOMIC_RELEASE);
        ax_task_offload(call_root, &answer);
        __atomic_store_n(&in_call, false, __ATOMIC_RELEASE);
        failed += answer != 0;
    }
    __atomic_store_n(&over, true, __ATOMIC_RELEASE);
    err = ax_task_join(peer, NULL);
    ax_assert(err == 0 && failed == 0);
    ax_printf("\n%u calls, the peer came %s\n", CALLS,
              progress >= CALLS ? "at least once a call" : "too seldom");
    ax_assert(progress >= CALLS);
    ax_puts("Offload tests run OK!");
    return 0;
}
