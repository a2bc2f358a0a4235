// SPDX-License-Identifier: BSD-2-Clause
/*
 * A task on core 1 faults all the time, and a handler lets it go on; meanwhile main, on core 0,
 * wakes a more important task on core 1. So the manager of core 1 is told to make the first one
 * yield while its fault is on the way.
 */
#include <ax/ax.h>

#define ROUNDS      4000u
#define PATIENCE_NS (30 * AX_NS_PER_SEC)
#define ANSWER      0x600d

static struct ax_semaphore wanted, given;
static bool over;                /* Atomically. */
static uint64_t caused, handled; /* The task's, and its core's handler's. */

/* What x0 holds behind the instruction, which a handler answers. */
static uint64_t trap(void)
{
    register uint64_t x0 __asm__("x0") = 0;

    __asm__ volatile("udf #0" : "+r"(x0));
    return x0;
}

AX_NO_FP static bool on_trap(struct ax_trap *trap)
{
    handled++;
    trap->regs->x[0] = ANSWER;
    ax_arch_skip_breakpoint(trap->regs);
    return true;
}

static int fault_on(void *arg)
{
    (void)arg;
    while (!__atomic_load_n(&over, __ATOMIC_RELAXED)) {
        caused++;
        uint64_t found = trap();
        ax_assert(found == ANSWER && handled == caused);
    }
    return 0;
}

static int answer(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < ROUNDS; i++) {
        ax_semaphore_take(&wanted);
        ax_semaphore_give(&given);
    }
    return 0;
}

int main(void)
{
    struct ax_task_options options = {.name = "faults", .cpu_mask = 2};
    struct ax_task *faulting, *answering;

    ax_semaphore_init(&wanted, 0);
    ax_semaphore_init(&given, 0);
    ax_hal_trap_set_handler(AX_TRAP_UNDEFINED, on_trap);
    int err = ax_task_set_affinity(1);
    ax_assert(err == 0);
    err = ax_task_spawn(fault_on, NULL, &options, &faulting);
    ax_assert(err == 0);
    options.name = "answers";
    options.priority = AX_PRIORITY_DEFAULT + 1;
    err = ax_task_spawn(answer, NULL, &options, &answering);
    ax_assert(err == 0);
    for (unsigned i = 0; i < ROUNDS; i++) {
        /* At another moment each time. */
        for (unsigned n = i * 7 % 64; n > 0; n--) {
            ax_cpu_relax();
        }
        ax_semaphore_give(&wanted);
        err = ax_semaphore_take_until(&given, ax_deadline_after(PATIENCE_NS));
        ax_assert(err == 0);
    }
    __atomic_store_n(&over, true, __ATOMIC_RELAXED);
    err = ax_task_join(faulting, NULL);
    ax_assert(err == 0);
    err = ax_task_join(answering, NULL);
    ax_assert(err == 0);
    ax_printf("%u times woken among faults: none is lost, none told twice\n", ROUNDS);
    return 0;
}
