// SPDX-License-Identifier: BSD-2-Clause
/*
 * Faults of tasks: a registered handler may fix one; else a report is printed and the task ends,
 * alone. It ends through its own code, on its emptied stack, so that it leaves by the door that all
 * tasks use.
 */
#include <ax/core/printf.h>
#include <ax/core/symbol.h>
#include <ax/hal/trace.h>
#include <ax/hal/trap.h>

#include "plat.h"

#define MAX_FRAMES 32
#define PLACE_TEXT 96 /* of plat_describe_address() */

static uint64_t count; /* atomically */

uint64_t plat_fault_count(void)
{
    return __atomic_load_n(&count, __ATOMIC_RELAXED);
}

static enum ax_trap_kind page_kind(enum oskit_fault_access access)
{
    switch (access) {
    case OSKIT_ACCESS_WRITE:
        return AX_TRAP_PAGE_WRITE;
    case OSKIT_ACCESS_EXEC:
        return AX_TRAP_PAGE_EXECUTE;
    default:
        return AX_TRAP_PAGE_READ;
    }
}

static struct ax_trap trap_of(const struct oskit_fault *fault)
{
    struct ax_trap trap = {.kind = AX_TRAP_OTHER, .addr = fault->addr, .code = fault->syndrome};

    switch (fault->kind) {
    case OSKIT_FAULT_PAGE:
        trap.kind = page_kind(fault->access);
        break;
    case OSKIT_FAULT_ALIGNMENT:
        trap.kind = AX_TRAP_ALIGNMENT;
        break;
    case OSKIT_FAULT_BREAKPOINT:
        trap.kind = AX_TRAP_BREAKPOINT;
        break;
    case OSKIT_FAULT_UNDEFINED:
        trap.kind = AX_TRAP_UNDEFINED;
        break;
    case OSKIT_FAULT_SYSCALL:
        trap.kind = AX_TRAP_UNKNOWN_SYSCALL;
        trap.code = fault->number;
        break;
    default:
        break;
    }
    return trap;
}

/* ---- the report ---- */

/* Each line in one piece, whatever other cores print meanwhile. */
static void print_registers(const struct ax_arch_regs *regs)
{
    const uint64_t *x = regs->x;

    for (unsigned i = 0; i < 28; i += 4) {
        ax_printf("  x%-2u %016lx  x%-2u %016lx  x%-2u %016lx  x%-2u %016lx\n", i, x[i], i + 1,
                  x[i + 1], i + 2, x[i + 2], i + 3, x[i + 3]);
    }
    ax_printf("  x28 %016lx  x29 %016lx  x30 %016lx\n", x[28], x[29], x[30]);
    ax_printf("  sp  %016lx  pc  %016lx  pstate %08lx\n", regs->sp, regs->pc, regs->pstate);
}

/* One line: where, and in which function. */
static void print_frame(uintptr_t pc)
{
    char text[AX_SYMBOL_TEXT];

    ax_printf("  %#lx %s\n", pc, ax_symbol_text(pc, text, sizeof(text)));
}

/*
 * A function that calls no other makes no frame: the frame pointer is its caller's, and only the
 * link register tells who that is. In a function with a frame, the link register holds what the
 * frame holds, or a return address into the function itself.
 */
static bool caller_in_link_register(const struct plat_context *context,
                                    const struct ax_arch_regs *regs)
{
    uintptr_t low = (uintptr_t)context->stack.base;
    uintptr_t fp = regs->x[29];
    uintptr_t into;
    const char *function = ax_symbol_find(regs->pc, &into);
    const char *caller = ax_symbol_find(regs->x[30] - 4, &into);

    if (caller == NULL || caller == function) {
        return false;
    }
    return fp < low || fp > low + context->stack.size - 16 || fp % 8 != 0 ||
           ((const uintptr_t *)fp)[1] != regs->x[30];
}

static void print_backtrace(const struct plat_context *context, const struct ax_arch_regs *regs)
{
    uintptr_t low = (uintptr_t)context->stack.base;
    uintptr_t high = low + context->stack.size;
    uintptr_t fp = regs->x[29];

    ax_printf("backtrace:\n");
    print_frame(regs->pc);
    if (caller_in_link_register(context, regs)) {
        print_frame(regs->x[30] - 4);
    }
    for (unsigned i = 0; i < MAX_FRAMES && fp >= low && fp <= high - 16 && fp % 8 == 0; i++) {
        const uintptr_t *frame = (const uintptr_t *)fp;

        if (frame[1] == 0) {
            break;
        }
        print_frame(frame[1] - 4);
        if (frame[0] <= fp) { /* frames of callers lie higher */
            break;
        }
        fp = frame[0];
    }
}

/* What the fault says besides its kind. */
static void describe(const struct ax_trap *trap, char *buf, size_t n)
{
    bool has_address = trap->kind <= AX_TRAP_PAGE_EXECUTE || trap->kind == AX_TRAP_ALIGNMENT;
    char place[PLACE_TEXT];

    buf[0] = '\0';
    if (has_address) {
        ax_snprintf(buf, n, " at %#lx (%s)", trap->addr,
                    plat_describe_address(trap->addr, place, sizeof(place)));
    } else if (trap->kind == AX_TRAP_UNKNOWN_SYSCALL) {
        ax_snprintf(buf, n, " %ld", (long)trap->code);
    }
}

/* `context` has the stack. */
static void report(const struct ax_hal_thread *task, const struct plat_context *context,
                   const struct ax_trap *trap, bool fatal)
{
    char name[64], place[PLACE_TEXT], more[PLACE_TEXT + 32];

    ax_hal_task_hooks()->describe(task, name, sizeof(name));
    describe(trap, more, sizeof(more));
    ax_printf("\nfault: %s on core %u: %s%s\n", name, trap->cpu, ax_trap_describe(trap->kind),
              more);
    ax_printf("by the instruction at %#lx (%s)\n", trap->regs->pc,
              plat_describe_address(trap->regs->pc, place, sizeof(place)));
    print_registers(trap->regs);
    print_backtrace(context, trap->regs);
    ax_printf(fatal ? "the task held off interrupts: the instance cannot go on\n"
                    : "the task is ended\n");
}

/* ---- what happens then ---- */

/* Task context, on the emptied stack. */
static void leave(void)
{
    ax_hal_task_hooks()->fault_exit(AX_EXIT_FAULT);
}

static void redirect_to_exit(struct plat_thread *thread, uintptr_t thread_pointer)
{
    struct ax_arch_regs regs = {
        .sp = plat_stack_top(plat_cpu()->context),
        .pc = (uintptr_t)leave,
    };
    enum oskit_error error = plat_registers_write(thread, &regs, thread_pointer, true);

    ax_assert(error == OSKIT_OK);
    plat_cpu()->context->injected = false;
}

/* Where the thread stands that has caused it. */
struct place {
    struct ax_trap trap;
    struct ax_arch_regs regs;
    uintptr_t thread_pointer;
};

static void look(struct plat_thread *thread, const struct oskit_fault *fault, struct place *out)
{
    enum oskit_error error = plat_registers_read(thread, false, &out->regs, &out->thread_pointer);

    ax_assert(error == OSKIT_OK);
    __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
    out->trap = trap_of(fault);
    out->trap.cpu = thread->cpu;
    out->trap.regs = &out->regs;
    ax_trace_event(AX_TRACE_FAULT, AX_TRACE ? ax_hal_task_hooks()->current_id() : 0,
                   out->trap.kind);
}

/* A handler may have the thread go on. */
static bool fixed(struct plat_thread *thread, struct place *place)
{
    if (!ax_hal_trap_dispatch(&place->trap)) {
        return false;
    }
    enum oskit_error error =
        plat_registers_write(thread, &place->regs, place->thread_pointer, true);
    ax_assert(error == OSKIT_OK);
    return true;
}

void plat_fault(struct plat_thread *thread, seL4_MessageInfo_t tag)
{
    struct oskit_fault fault;
    struct place place;
    const struct plat_context *context = plat_cpu()->context;
    enum oskit_error error = oskit_fault_decode(tag, &fault);

    ax_assert(error == OSKIT_OK);
    look(thread, &fault, &place);
    bool masked = ax_percpu()->irq_count != 0;
    if (!masked && fixed(thread, &place)) {
        return;
    }
    if (masked) {
        plat_console_break(); /* it may have faulted in a write */
    }
    report((const struct ax_hal_thread *)context, context, &place.trap, masked);
    if (masked) {
        plat_shutdown(AX_EXIT_PANIC);
    }
    redirect_to_exit(thread, place.thread_pointer);
}

bool plat_fault_aside(struct plat_thread *thread, const struct oskit_fault *fault,
                      const struct ax_hal_thread *task)
{
    struct place place;

    look(thread, fault, &place);
    if (fixed(thread, &place)) {
        return false;
    }
    report(task, &thread->context, &place.trap, false);
    return true;
}

/* The stack that this code runs on: a task's, or a core's first one. */
static void own_stack(uintptr_t *low, uintptr_t *high)
{
    uintptr_t sp = (uintptr_t)__builtin_frame_address(0);
    struct plat_thread *running = plat_model_running(plat_cpu());
    const struct plat_context *context = running != NULL ? plat_model_context(running) : NULL;

    *high = INSTANCE_BOOT_STACK_TOP + ax_percpu()->cpu_id * INSTANCE_BOOT_STACK_STRIDE;
    *low = *high - INSTANCE_BOOT_STACK_SIZE;
    if (context != NULL && sp - (uintptr_t)context->stack.base < context->stack.size) {
        *low = (uintptr_t)context->stack.base;
        *high = *low + context->stack.size;
    }
}

size_t ax_hal_backtrace(const struct ax_arch_regs *regs, uintptr_t *pcs, size_t max)
{
    uintptr_t low, high;
    uintptr_t fp = regs != NULL ? regs->x[29] : (uintptr_t)__builtin_frame_address(0);
    size_t n = 0;

    ax_irq_save();
    own_stack(&low, &high);
    ax_irq_restore();
    if (regs != NULL && n < max) {
        pcs[n++] = regs->pc;
    }
    while (n < max && fp >= low && fp <= high - 16 && fp % 8 == 0) {
        const uintptr_t *frame = (const uintptr_t *)fp;

        if (frame[1] == 0) {
            break;
        }
        pcs[n++] = frame[1];
        if (frame[0] <= fp) {
            break;
        }
        fp = frame[0];
    }
    return n;
}
