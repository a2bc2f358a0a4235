// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* The registers in fault messages, word by word as seL4_UserException_… and seL4_UnknownSyscall_…
 * number them; arch_exception_message and arch_syscall_message say the same as tables. */

#include <arch/context.h>

/** The words of a user exception that are registers. */
static inline void arch_exception_words(const struct arch_user_context *from, word_t *message)
{
    message[seL4_UserException_FaultIP] = from->reg[ARCH_REG_FAULT_IP];
    message[seL4_UserException_SP] = from->reg[ARCH_REG_SP];
    message[seL4_UserException_SPSR] = from->reg[ARCH_REG_SPSR];
}

/** The first words of an unknown system call: those that travel in registers. */
static inline void arch_syscall_words_in_registers(const struct arch_user_context *from,
                                                   word_t *message)
{
    message[seL4_UnknownSyscall_X0] = from->reg[0];
    message[seL4_UnknownSyscall_X1] = from->reg[1];
    message[seL4_UnknownSyscall_X2] = from->reg[2];
    message[seL4_UnknownSyscall_X3] = from->reg[3];
}

/** The other words that are registers; `message`: word 0 in the IPC buffer. */
static inline void arch_syscall_words_in_buffer(const struct arch_user_context *from,
                                                word_t *message)
{
    message[seL4_UnknownSyscall_X4] = from->reg[4];
    message[seL4_UnknownSyscall_X5] = from->reg[5];
    message[seL4_UnknownSyscall_X6] = from->reg[6];
    message[seL4_UnknownSyscall_X7] = from->reg[7];
    message[seL4_UnknownSyscall_FaultIP] = from->reg[ARCH_REG_FAULT_IP];
    message[seL4_UnknownSyscall_SP] = from->reg[ARCH_REG_SP];
    message[seL4_UnknownSyscall_LR] = from->reg[ARCH_REG_NEXT_IP];
    message[seL4_UnknownSyscall_SPSR] = from->reg[ARCH_REG_SPSR];
}
