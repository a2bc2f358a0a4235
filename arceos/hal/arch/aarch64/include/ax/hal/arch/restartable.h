// SPDX-License-Identifier: BSD-2-Clause
/*
 * Code that a preemption restarts. While the irq count is zero, TPIDRRO_EL0 is read by the inline
 * functions of percpu.h only, and a task that is made to yield may go on on another core. So one
 * that was stopped after the read, and before what it is read for is done, goes on at the read:
 *
 *     mrs x, tpidrro_el0; one load from x
 *     mrs x, tpidrro_el0; ldr w, [x, #16]; add w, w, #1; str w, [x, #16]
 *
 * The first is ax_percpu_current()'s and the like, the second that of ax_irq_save().
 * Nothing in them before the last instruction has an effect, so they may be executed twice, and no
 * table says where they are: the instructions do.
 */
#pragma once

#include <ax/core/types.h>

/*
 * Where a task that was stopped at `pc` is to go on after it has been away from its core. `code` is
 * the beginning of the code that `pc` is in, from where on it can be read.
 */
uint64_t ax_restartable_pc(uint64_t pc, uint64_t code);
