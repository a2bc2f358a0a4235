// SPDX-License-Identifier: BSD-2-Clause
/* AArch64: the integer registers of an interrupted task. */
#pragma once

#include <ax/core/types.h>

/* The integer registers of a thread that stands still. */
struct ax_arch_regs {
    uint64_t x[31]; /* x[29] is the frame pointer, x[30] the link register. */
    uint64_t sp;
    uint64_t pc;
    uint64_t pstate; /* SPSR_EL1: NZCV in bits 31 to 28 (Arm ARM, C5.2.19). */
};

/* Moves pc past the breakpoint instruction on which a trap was taken. */
static inline void ax_arch_skip_breakpoint(struct ax_arch_regs *regs)
{
    regs->pc += 4;
}
