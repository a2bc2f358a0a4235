// SPDX-License-Identifier: BSD-2-Clause
/*
 * Exceptions: a breakpoint and page faults that handlers take care of, handlers that decline, and
 * faults of every kind that end one task each and nothing else.
 */
#include <ax/ax.h>

#include "faults.h"

#define BAD_ADDRESS 0xdeadbeeful

static uintptr_t breakpoint_pc;
static unsigned page_faults;

/* What a repaired load finds. */
static const uint64_t good_value = 0x600d;

/* Handlers run in the manager of the core: no floating point, and never blocking. */

AX_NO_FP static bool on_breakpoint(struct ax_trap *trap)
{
    breakpoint_pc = trap->regs->pc;
    ax_printf("BRK #0x0 @ %#lx\n", breakpoint_pc);
    ax_arch_skip_breakpoint(trap->regs);
    return true;
}

/* Leaves the store out. */
AX_NO_FP static bool on_page_write(struct ax_trap *trap)
{
    if (trap->addr != BAD_ADDRESS) {
        return false;
    }
    page_faults++;
    ax_printf("Page fault @ VA:%#lx, access_flags: WRITE\n", trap->addr);
    ax_arch_skip_breakpoint(trap->regs);
    return true;
}

/* Mends the address and lets the same load run again. */
AX_NO_FP static bool on_page_read(struct ax_trap *trap)
{
    if (trap->addr != BAD_ADDRESS) {
        return false;
    }
    page_faults++;
    return fault_replace_address(trap->regs, BAD_ADDRESS, (uintptr_t)&good_value);
}

static void test_breakpoint(void)
{
    ax_trap_handler earlier = ax_hal_trap_set_handler(AX_TRAP_BREAKPOINT, on_breakpoint);

    ax_assert(earlier == NULL);
    fault_breakpoint();
    ax_assert(breakpoint_pc == (uintptr_t)fault_breakpoint_at());
    ax_puts("Breakpoint test OK!");
}

static void test_page_fault(void)
{
    ax_hal_trap_set_handler(AX_TRAP_PAGE_WRITE, on_page_write);
    ax_hal_trap_set_handler(AX_TRAP_PAGE_READ, on_page_read);
    fault_write(BAD_ADDRESS);
    ax_assert(page_faults == 1);
    uint64_t value = fault_read(BAD_ADDRESS);
    ax_assert(page_faults == 2 && value == good_value);
    ax_puts("Page fault test OK!");
}

/* ---- the other kinds: the handler answers and lets the task go on behind the instruction ---- */

static unsigned answered[AX_TRAP_KINDS];
static uint64_t last_code;

AX_NO_FP static bool on_instruction(struct ax_trap *trap)
{
    answered[trap->kind]++;
    last_code = trap->code;
    trap->regs->x[0] = FAULT_ANSWER;
    if (trap->kind == AX_TRAP_PAGE_EXECUTE) {
        trap->regs->pc = trap->regs->x[30]; /* as if what was called had returned */
    } else {
        ax_arch_skip_breakpoint(trap->regs);
    }
    return true;
}

/* One kind: without its handler it would end main. */
static void test_resume(enum ax_trap_kind kind, uint64_t (*cause)(void))
{
    ax_trap_handler earlier = ax_hal_trap_set_handler(kind, on_instruction);

    ax_assert(earlier == NULL);
    for (unsigned i = 1; i <= 3; i++) {
        uint64_t value = cause();
        ax_assert(value == FAULT_ANSWER && answered[kind] == i);
    }
    earlier = ax_hal_trap_set_handler(kind, NULL);
    ax_assert(earlier == on_instruction);
}

static void test_other_kinds(void)
{
    test_resume(AX_TRAP_UNDEFINED, fault_undefined);
    test_resume(AX_TRAP_ALIGNMENT, fault_misaligned);
    test_resume(AX_TRAP_UNKNOWN_SYSCALL, fault_system_call);
    ax_assert(last_code == FAULT_SYSTEM_CALL);
    test_resume(AX_TRAP_PAGE_EXECUTE, fault_execute);
    ax_puts("Every kind can be answered!");
}

/* A task that lives through it all. */
static unsigned beats;
static bool over;

static int beat(void *arg)
{
    (void)arg;
    while (!__atomic_load_n(&over, __ATOMIC_RELAXED)) {
        beats++;
        ax_task_sleep_ns(AX_NS_PER_MS);
    }
    return 7;
}

static int have_fault(void *arg)
{
    const struct fault *fault = arg;

    fault->cause();
    return 0;
}

/* Each kind of fault ends its task with AX_EXIT_FAULT; handlers decline all of them. */
static void test_unhandled(void)
{
    struct ax_task *witness, *victim;
    int code;

    int err = ax_task_spawn(beat, NULL, &(struct ax_task_options){.name = "witness"}, &witness);
    ax_assert(err == 0);
    for (const struct fault *fault = faults; fault->name != NULL; fault++) {
        struct ax_task_options options = {.name = fault->name};
        unsigned beats_before = beats;

        ax_printf("---- %s\n", fault->name);
        err = ax_task_spawn(have_fault, (void *)(uintptr_t)fault, &options, &victim);
        ax_assert(err == 0);
        err = ax_task_join(victim, &code);
        ax_assert(err == 0);
        ax_assert(code == AX_EXIT_FAULT);
        while (beats == beats_before) {
            ax_task_yield();
            ax_cpu_relax();
        }
    }
    __atomic_store_n(&over, true, __ATOMIC_RELAXED);
    err = ax_task_join(witness, &code);
    ax_assert(err == 0 && code == 7);
    ax_puts("Faulting tasks ended alone!");
}

int main(void)
{
    ax_puts("Running exception tests...");
    test_breakpoint();
    test_page_fault();
    ax_hal_trap_set_handler(AX_TRAP_BREAKPOINT, NULL);
    test_other_kinds();
    test_unhandled();
    ax_puts("Exception tests run OK!");
    return 0;
}
