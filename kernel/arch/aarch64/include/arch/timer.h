// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* The kernel's own timer: the virtual one of the generic timer (Arm ARM D11). */

#include <kernel/types.h>

/** Starts the tick of CONFIG_TIMER_TICK_MS on this core. */
void arm_timer_init(void);

/** The next tick is one period from now; ends the interrupt's condition. */
void arm_timer_restart(void);
