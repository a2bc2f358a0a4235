// SPDX-License-Identifier: BSD-2-Clause

#include "plat.h"

#define WORDS (sizeof(seL4_UserContext) / sizeof(seL4_Word))

/* The kernel's order of x0 to x30 is not the numbers' (libsel4, seL4_UserContext). */
#define EACH_REGISTER(DO)                                                                          \
    DO(0)                                                                                          \
    DO(1)                                                                                          \
    DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12) DO(13) DO(14) DO(15)      \
        DO(16) DO(17) DO(18) DO(19) DO(20) DO(21) DO(22) DO(23) DO(24) DO(25) DO(26) DO(27) DO(28) \
            DO(29) DO(30)

enum oskit_error plat_registers_read(struct plat_thread *thread, bool suspend,
                                     struct ax_arch_regs *regs, uintptr_t *thread_pointer)
{
    seL4_UserContext context;
    seL4_Error error = seL4_TCB_ReadRegisters(thread->objects->tcb, suspend, 0, WORDS, &context);

    if (error != seL4_NoError) {
        return oskit_error_of(error);
    }
#define READ(n) regs->x[n] = context.x##n;
    EACH_REGISTER(READ)
    regs->sp = context.sp;
    regs->pc = context.pc;
    regs->pstate = context.spsr;
    *thread_pointer = context.tpidr_el0;
    return OSKIT_OK;
}

enum oskit_error plat_registers_write(struct plat_thread *thread, const struct ax_arch_regs *regs,
                                      uintptr_t thread_pointer)
{
    seL4_UserContext context = {
        .sp = regs->sp,
        .pc = regs->pc,
        .spsr = regs->pstate,
        .tpidr_el0 = thread_pointer,
        .tpidrro_el0 =
            (uintptr_t)ax_percpu_of(thread->cpu), /* not what was read: it may have moved */
    };

#define WRITE(n) context.x##n = regs->x[n];
    EACH_REGISTER(WRITE)
    return oskit_error_of(seL4_TCB_WriteRegisters(thread->objects->tcb, 1, 0, WORDS, &context));
}
