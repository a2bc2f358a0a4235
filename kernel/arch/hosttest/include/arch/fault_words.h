// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* As on AArch64, by the tables. */

#include <arch/context.h>

/** The words of a user exception that are registers. */
static inline void arch_exception_words(const struct arch_user_context *from, word_t *message)
{
    for (word_t i = 0; i <= seL4_UserException_SPSR; i++) {
        message[i] = from->reg[arch_exception_message[i]];
    }
}

/** The first words of an unknown system call: those that travel in registers. */
static inline void arch_syscall_words_in_registers(const struct arch_user_context *from,
                                                   word_t *message)
{
    for (word_t i = 0; i < seL4_FastMessageRegisters; i++) {
        message[i] = from->reg[arch_syscall_message[i]];
    }
}

/** The other words that are registers; `message`: word 0 in the IPC buffer. */
static inline void arch_syscall_words_in_buffer(const struct arch_user_context *from,
                                                word_t *message)
{
    for (word_t i = seL4_FastMessageRegisters; i < seL4_UnknownSyscall_Length - 1; i++) {
        message[i] = from->reg[arch_syscall_message[i]];
    }
}
