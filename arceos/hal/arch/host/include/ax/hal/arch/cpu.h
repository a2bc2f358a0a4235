// SPDX-License-Identifier: BSD-2-Clause
/* A Linux process: hints to the processor, and its counter. */
#pragma once

#include <ax/core/types.h>

/* Says that the caller spins. */
static inline void ax_cpu_relax(void)
{
    __asm__ volatile("" ::: "memory");
}

/* The counter of ax_hal_time_ticks(); to look at it takes no simulated time. plat/host provides it.
 */
uint64_t ax_arch_counter(void);
