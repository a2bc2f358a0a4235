// SPDX-License-Identifier: BSD-2-Clause
/* AArch64 at EL0: hints to the processor. */
#pragma once

/* Says that the caller spins. */
static inline void ax_cpu_relax(void)
{
    __asm__ volatile("yield" ::: "memory");
}
