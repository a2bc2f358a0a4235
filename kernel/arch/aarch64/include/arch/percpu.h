// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* How a core finds its own data: TPIDR_EL1 points to its struct percpu. */

/* Byte offsets in struct percpu for assembly; checked in context.c and fpu.c. */
#define ARM_PERCPU_CURRENT      0
#define ARM_PERCPU_KERNEL_STACK 16
#define ARM_PERCPU_FPU_OWNER    56
#define ARM_PERCPU_LOCK_PLACE   64
#define ARM_PERCPU_LOCK_BEFORE  72

#ifndef __ASSEMBLER__

struct percpu;

/** The data of the core that executes this. */
static inline struct percpu *arch_this_cpu(void)
{
    struct percpu *cpu;

    /* Not volatile: the register does not change after the core's start. */
    __asm__("mrs %0, TPIDR_EL1" : "=r"(cpu));
    return cpu;
}

#endif /* !__ASSEMBLER__ */
