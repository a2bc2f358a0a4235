// SPDX-License-Identifier: BSD-2-Clause
/* A Linux process: the registers that a simulated trap carries. */
#pragma once

#include <ax/core/types.h>

/* The integer registers of a thread that stands still: none are known here but these. */
struct ax_arch_regs {
    uint64_t pc;
    uint64_t sp;
    uint64_t fp;
};

/* Moves pc past the breakpoint instruction on which a trap was taken. */
static inline void ax_arch_skip_breakpoint(struct ax_arch_regs *regs)
{
    regs->pc += 1;
}
