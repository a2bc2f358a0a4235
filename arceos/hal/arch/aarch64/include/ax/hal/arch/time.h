// SPDX-License-Identifier: BSD-2-Clause
/* AArch64 at EL0: the physical counter. time.h says what the function is for. */
#pragma once

#include <ax/core/types.h>

/* Without the isb that keeps the read from being done early (Arm ARM, D11.2.2). */
static inline uint64_t ax_hal_time_ticks_relaxed(void)
{
    uint64_t ticks;

    __asm__ volatile("mrs %0, cntpct_el0" : "=r"(ticks));
    return ticks;
}
