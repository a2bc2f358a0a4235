// SPDX-License-Identifier: BSD-2-Clause
/* AArch64 at EL0: hints to the processor, and its counter. */
#pragma once

#include <ax/core/types.h>

/* Says that the caller spins. */
static inline void ax_cpu_relax(void)
{
    __asm__ volatile("yield" ::: "memory");
}

/* The counter of ax_hal_time_ticks(), perhaps read a few instructions early (Arm ARM, D11.2.2). */
static inline uint64_t ax_arch_counter(void)
{
    uint64_t ticks;

    __asm__ volatile("mrs %0, cntpct_el0" : "=r"(ticks));
    return ticks;
}
