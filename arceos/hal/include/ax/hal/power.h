// SPDX-License-Identifier: BSD-2-Clause
/*
 * Cores, and the end.
 */
#pragma once

#include <ax/core/types.h>

/*
 * Ends this instance with `status` (the low 8 bits): console drained, all cores stopped. Any
 * context, any state; does not take locks of the layers above.
 */
void ax_hal_shutdown(int status) AX_NORETURN;

/* Cores of this instance, 1 .. AX_MAX_CPUS; constant. Any context. */
unsigned ax_hal_cpu_count(void);

/*
 * Starts core `cpu`, which runs ax_runtime_secondary(cpu) in its own bring-up context. Bring-up
 * context of core 0. -AX_EINVAL: no such core; -AX_EALREADY; -AX_ENOMEM.
 */
int ax_hal_cpu_start(unsigned cpu);

/*
 * Interrupts core `cpu`: its manager calls the ipi hook and then need_resched, as after any
 * interrupt, held off as any. What a wake-up from another core ends with. Several kicks may count
 * as one; what was stored before a kick is seen by the hooks that follow it. For the calling core
 * it does nothing. Any context. -AX_EINVAL: no such core.
 */
int ax_hal_cpu_kick(unsigned cpu);
