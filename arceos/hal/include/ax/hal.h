// SPDX-License-Identifier: BSD-2-Clause
/*
 * The platform contract, all of it. Who provides what:
 *
 *   hal (here)             ax_hal_irq_attention, the task hooks, trap dispatch, time conversions,
 *                          TLS layout: the same everywhere.
 *   hal/arch/<arch>        chosen by include path: <ax/hal/arch/platform.h> (config.h),
 *                          <ax/hal/arch/cpu.h> (ax_cpu_relax), <ax/hal/arch/regs.h> (struct
 *                          ax_arch_regs, ax_arch_skip_breakpoint), and as code ax_percpu,
 *                          ax_percpu_current, ax_cpu_id, ax_irq_save, ax_irq_restore,
 *                          ax_irq_restore_on, ax_irq_restore_last, ax_irq_enabled, ax_in_irq.
 *   plat/<plat>            chosen at link time: everything else.
 */
#pragma once

#include <ax/hal/config.h>
#include <ax/hal/console.h>
#include <ax/hal/device.h>
#include <ax/hal/init.h>
#include <ax/hal/irq.h>
#include <ax/hal/mem.h>
#include <ax/hal/paging.h>
#include <ax/hal/percpu.h>
#include <ax/hal/power.h>
#include <ax/hal/spinlock.h>
#include <ax/hal/stats.h>
#include <ax/hal/thread.h>
#include <ax/hal/time.h>
#include <ax/hal/tls.h>
#include <ax/hal/trap.h>
