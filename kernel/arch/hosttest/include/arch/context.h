// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* User registers of a thread that no processor ever runs. */

#include <kernel/types.h>

/** Registers, with the positions that AArch64 gives them in messages. */
enum arch_reg {
    ARCH_REG_X0 = 0,
    ARCH_REG_CAP = 0,
    ARCH_REG_BADGE = 0,
    ARCH_REG_MSG_INFO = 1,
    ARCH_REG_MSG0 = 2,
    ARCH_REG_SP = 31,
    ARCH_REG_NEXT_IP,
    ARCH_REG_SPSR,
    ARCH_REG_FAULT_IP,
    ARCH_REG_TLS,
    ARCH_REG_TPIDRRO,
    ARCH_REG_COUNT
};

struct arch_user_context {
    word_t reg[ARCH_REG_COUNT];
};

#define ARCH_FRAME_REGISTERS 17
#define ARCH_GP_REGISTERS    19
extern const enum arch_reg arch_frame_registers[ARCH_FRAME_REGISTERS];
extern const enum arch_reg arch_gp_registers[ARCH_GP_REGISTERS];
extern const enum arch_reg arch_syscall_message[seL4_UnknownSyscall_Length - 1];
extern const enum arch_reg arch_exception_message[seL4_UserException_SPSR + 1];

/** What user level may set of SPSR here. */
#define HOSTTEST_SPSR_MASK 0xf0000000ul

static inline word_t arch_context_get(const struct arch_user_context *context, enum arch_reg reg)
{
    return context->reg[reg];
}

static inline void arch_context_set(struct arch_user_context *context, enum arch_reg reg,
                                    word_t value)
{
    context->reg[reg] = value;
}

static inline word_t arch_sanitise_register(enum arch_reg reg, word_t value)
{
    return reg == ARCH_REG_SPSR ? value & HOSTTEST_SPSR_MASK : value;
}

static inline void arch_context_init(struct arch_user_context *context)
{
    context->reg[ARCH_REG_SPSR] = 0;
}
