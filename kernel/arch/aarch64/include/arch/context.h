// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * Saved user registers. The exception vectors address them from the start of the structure by the
 * ARM_CONTEXT_… offsets; while a thread runs, SP_EL1 points to its context.
 */

/* Byte offsets in struct arch_user_context. */
#define ARM_CONTEXT_X(n)     (8 * (n))
#define ARM_CONTEXT_SP       (8 * 31)
#define ARM_CONTEXT_NEXT_IP  (8 * 32)
#define ARM_CONTEXT_SPSR     (8 * 33)
#define ARM_CONTEXT_FAULT_IP (8 * 34)
#define ARM_CONTEXT_TLS      (8 * 35)
#define ARM_CONTEXT_FPU      (8 * 38)
#define ARM_CONTEXT_SIZE     (ARM_CONTEXT_FPU + 32 * 16 + 16)

/* Byte offset in struct tcb, which the context begins. */
#define ARM_TCB_FPU_DISABLED (ARM_CONTEXT_SIZE + 12)

#ifndef __ASSEMBLER__

#include <kernel/types.h>

/** Registers of a thread; the value is the position in struct arch_user_context. */
enum arch_reg {
    ARCH_REG_X0 = 0, /**< x0 to x30 are 0 to 30 */
    ARCH_REG_CAP = 0,
    ARCH_REG_BADGE = 0,
    ARCH_REG_MSG_INFO = 1,
    ARCH_REG_MSG0 = 2,
    ARCH_REG_SP = 31,
    ARCH_REG_NEXT_IP = 32, /**< ELR_EL1: where the thread continues */
    ARCH_REG_SPSR = 33,
    ARCH_REG_FAULT_IP = 34, /**< where it continues when it is restarted */
    ARCH_REG_TLS = 35,      /**< TPIDR_EL0 */
    ARCH_REG_TPIDRRO = 36,  /**< TPIDRRO_EL0 */
    ARCH_REG_COUNT
};

/** FP and SIMD registers. */
struct arm_fpu {
    uint64_t fpsr;
    uint64_t fpcr;
    uint64_t q[32][2];
} __attribute__((aligned(16)));

/** User registers of a thread that does not run. */
struct arch_user_context {
    word_t reg[ARCH_REG_COUNT]; /**< by enum arch_reg */
    struct arm_fpu fpu;         /**< unless the thread is some core's percpu.fpu_owner */
};

_Static_assert(offsetof(struct arch_user_context, fpu) == ARM_CONTEXT_FPU, "offset for assembly");
_Static_assert(sizeof(struct arch_user_context) == ARM_CONTEXT_SIZE, "size for assembly");

/** Registers of seL4_UserContext from pc to x30, and from x9 on. */
#define ARCH_FRAME_REGISTERS 17
#define ARCH_GP_REGISTERS    19
extern const enum arch_reg arch_frame_registers[ARCH_FRAME_REGISTERS];
extern const enum arch_reg arch_gp_registers[ARCH_GP_REGISTERS];

/** Registers in the messages of an unknown system call and of a user exception. */
extern const enum arch_reg arch_syscall_message[seL4_UnknownSyscall_Length - 1];
extern const enum arch_reg arch_exception_message[seL4_UserException_SPSR + 1];

/**
 * TPIDR_EL0 of the thread that owns `context`. User level changes the register without the
 * kernel, so that of a thread which a core has loaded stands in the register, not in memory.
 */
word_t arm_tls_read(const struct arch_user_context *context);

/** Register `reg` of the thread that owns `context`. */
static inline word_t arch_context_get(const struct arch_user_context *context, enum arch_reg reg)
{
    if (reg == ARCH_REG_TLS) {
        return arm_tls_read(context);
    }
    return context->reg[reg];
}

/** Sets register `reg`; arch_registers_changed() afterwards for the two TPIDR registers. */
static inline void arch_context_set(struct arch_user_context *context, enum arch_reg reg,
                                    word_t value)
{
    context->reg[reg] = value;
}

/* Saved program status: Arm ARM (DDI 0487) C5.2.18. */
#define ARM_SPSR_FLAGS 0xf0000000ul /**< N, Z, C, V */
/** EL0 with FIQ masked; SError as well, but for debug builds. */
#define ARM_SPSR_USER (K_DEBUG ? 0x40ul : 0x140ul)
#define ARM_SPSR_IDLE 0x345ul /**< EL1 with SP_EL1; all masked but IRQ */

/** What user level may give a register: of SPSR the condition flags only. */
static inline word_t arch_sanitise_register(enum arch_reg reg, word_t value)
{
    if (reg == ARCH_REG_SPSR) {
        return (value & ARM_SPSR_FLAGS) | ARM_SPSR_USER;
    }
    return value;
}

/** Completes the zeroed context of a new thread. */
static inline void arch_context_init(struct arch_user_context *context)
{
    context->reg[ARCH_REG_SPSR] = ARM_SPSR_USER;
}

#endif /* !__ASSEMBLER__ */
