// SPDX-License-Identifier: BSD-2-Clause
/*
 * Functions called on other cores.
 */
#pragma once

/*
 * Runs in manager context, like an interrupt's handler; on the calling core in the caller's own
 * context, with the irq count raised. It must not block.
 */
typedef void (*ax_ipi_fn)(void *arg);

/*
 * Has fn(arg) called on core `cpu` as soon as that core takes interrupts; here at once, if it is
 * this core. Does not wait. Calls for one core are made in order. `arg` stays valid until then.
 * Any context. -AX_EINVAL: no such core, or it is not up; -AX_ENOMEM: no call will be made.
 */
int ax_ipi_run_on_cpu(unsigned cpu, ax_ipi_fn fn, void *arg);

/* The same for every core that is up, this one last. -AX_ENOMEM: no call will be made. */
int ax_ipi_run_on_each_cpu(ax_ipi_fn fn, void *arg);
