// SPDX-License-Identifier: BSD-2-Clause

#include "plat.h"

#define WORDS (sizeof(seL4_UserContext) / sizeof(seL4_Word))

/* The kernel's order of x0 to x30 is not the numbers' (libsel4, seL4_UserContext): their words. */
#define AT(n) offsetof(seL4_UserContext, x##n) / sizeof(seL4_Word)
static const uint8_t word_of[31] = {
    AT(0),  AT(1),  AT(2),  AT(3),  AT(4),  AT(5),  AT(6),  AT(7),  AT(8),  AT(9),  AT(10),
    AT(11), AT(12), AT(13), AT(14), AT(15), AT(16), AT(17), AT(18), AT(19), AT(20), AT(21),
    AT(22), AT(23), AT(24), AT(25), AT(26), AT(27), AT(28), AT(29), AT(30),
};

union context {
    seL4_UserContext named;
    seL4_Word words[WORDS];
};

enum oskit_error plat_registers_read(struct plat_thread *thread, bool suspend,
                                     struct ax_arch_regs *regs, uintptr_t *thread_pointer)
{
    union context context;
    seL4_Error error =
        seL4_TCB_ReadRegisters(thread->objects->tcb, suspend, 0, WORDS, &context.named);

    if (error != seL4_NoError) {
        return oskit_error_of(error);
    }
    for (unsigned i = 0; i < AX_ARRAY_LEN(word_of); i++) {
        regs->x[i] = context.words[word_of[i]];
    }
    regs->sp = context.named.sp;
    regs->pc = context.named.pc;
    regs->pstate = context.named.spsr;
    *thread_pointer = context.named.tpidr_el0;
    return OSKIT_OK;
}

enum oskit_error plat_registers_write(struct plat_thread *thread, const struct ax_arch_regs *regs,
                                      uintptr_t thread_pointer, bool resume)
{
    union context context = {
        .named =
            {
                .sp = regs->sp,
                .pc = regs->pc,
                .spsr = regs->pstate,
                .tpidr_el0 = thread_pointer,
                /* Not what was read: the thread may have moved. */
                .tpidrro_el0 = (uintptr_t)ax_percpu_of(thread->cpu),
            },
    };

    for (unsigned i = 0; i < AX_ARRAY_LEN(word_of); i++) {
        context.words[word_of[i]] = regs->x[i];
    }
    return oskit_error_of(
        seL4_TCB_WriteRegisters(thread->objects->tcb, resume, 0, WORDS, &context.named));
}
