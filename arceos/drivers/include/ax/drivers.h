// SPDX-License-Identifier: BSD-2-Clause
/* Drivers of devices that the platform grants. */
#pragma once

#include <ax/core/types.h>

/*
 * Brings up every device that there is a driver for; one that does not come up is left out, with a
 * warning. Once, in bring-up context, with heap and scheduling.
 */
void ax_drivers_init(void);

/*
 * Shares the devices' interrupts out: those of the first device stay where they are, on core 0,
 * those of the next go to core 1, and so on, in turn. Once, in the first task, when all cores run.
 */
void ax_drivers_spread(void);
