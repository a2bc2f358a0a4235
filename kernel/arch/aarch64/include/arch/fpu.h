// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * FP and SIMD registers are switched lazily: a core's percpu.fpu_owner is the thread whose values
 * they hold. EL0 has access exactly while that thread is the loaded one (percpu.loaded); the first
 * instruction of any other thread traps (ARM_CLASS_FP). The kernel itself uses none of them.
 */

#include <kernel/percpu.h>
#include <arch/sysreg.h>

/**
 * Access for the thread `to` instead of `from` (NULL: none had it). No ISB: CPACR_EL1 matters to
 * EL0 only, and the return to EL0 synchronises the context.
 */
static inline void arm_fpu_switch(const struct tcb *owner, const struct tcb *from,
                                  const struct tcb *to)
{
    if (owner == NULL) {
        return;
    }
    if (owner == to) {
        arm_write(CPACR_EL1, ARM_CPACR_FP_ALL);
    } else if (owner == from) {
        arm_write(CPACR_EL1, ARM_CPACR_FP_EL1);
    }
}

/** The thread dies: its FP registers on this core are worthless. */
void arm_fpu_discard(struct tcb *tcb);

/* Between registers and memory; fpu_state.S. */
void arm_fpu_save(struct arm_fpu *to);
void arm_fpu_load(const struct arm_fpu *from);

/** The idle thread's code; vectors.S. */
void arm_idle(void);
