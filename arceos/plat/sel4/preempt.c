// SPDX-License-Identifier: BSD-2-Clause
/*
 * Preemption by an injected yield. The manager takes the integer registers of the task that stands
 * still, and sends it to a trampoline on its own stack, which yields as any task does. A stopped
 * task so always stands where it yields. The way back: the task asks to be switched to itself, and
 * the manager writes the integer registers.
 */
#include <ax/hal/arch/restartable.h>
#include <ax/hal/trace.h>

#include "plat.h"

static uint64_t count; /* manager of each core; atomically */

uint64_t plat_preempt_count(void)
{
    return __atomic_load_n(&count, __ATOMIC_RELAXED);
}

/*
 * The thread is runnable and its core's count is zero. Suspending it first makes the kernel give
 * the address where it would go on, also when it stands behind a system call.
 */
void plat_preempt_inject(const struct plat_cpu *cpu)
{
    struct plat_context *context = cpu->context;
    struct plat_thread *thread = plat_model_running(cpu);
    struct ax_arch_regs *interrupted = plat_interrupted(context);

    if (context->injected) {
        return; /* it yields already, and looks again before it goes back */
    }
    enum oskit_error error =
        plat_registers_read(thread, true, interrupted, &context->thread_pointer);
    ax_assert(error == OSKIT_OK);

    struct ax_arch_regs regs = *interrupted;
    if (regs.pc < (uintptr_t)plat_text_end) {
        interrupted->pc = ax_restartable_pc(regs.pc, (uintptr_t)plat_text_start);
    }
    context->injected = true;
    regs.pc = (uintptr_t)plat_preempt_trampoline;
    regs.sp = AX_ALIGN_DOWN(regs.sp, 16u);
    error = plat_registers_write(thread, &regs, context->thread_pointer, true);
    ax_assert(error == OSKIT_OK);
    __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
}

/* The thread waits for the answer to PLAT_SWITCH_TASK with its own number. */
void plat_preempt_restore(const struct plat_cpu *cpu)
{
    struct plat_context *context = cpu->context;
    enum oskit_error error = plat_registers_write(
        plat_model_running(cpu), plat_interrupted(context), context->thread_pointer, true);

    ax_assert(error == OSKIT_OK);
    context->injected = false;
}

void plat_preempt_yield(void)
{
    ax_hal_task_hooks()->preempt();
}

void plat_preempt_return(void)
{
    ax_irq_save();
    struct plat_thread *self = plat_model_running(plat_cpu());
    seL4_Word word = self->objects->number;
    seL4_Word none[3] = {0, 0, 0};

    ax_trace_event(AX_TRACE_CALL, PLAT_SWITCH_TASK, AX_TRACE_MANAGER);
    seL4_CallWithMRs(PLAT_TASK_MANAGER, seL4_MessageInfo_new(PLAT_SWITCH_TASK, 0, 0, 1), &word,
                     &none[0], &none[1], &none[2]);
    ax_irq_restore();
}
