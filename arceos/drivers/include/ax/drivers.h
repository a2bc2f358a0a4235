// SPDX-License-Identifier: BSD-2-Clause
/* Drivers of devices that the platform grants. */
#pragma once

#include <ax/core/types.h>

/*
 * Brings up every device that there is a driver for; one that does not come up is left out, with a
 * warning. Once, in bring-up context, with heap and scheduling.
 */
void ax_drivers_init(void);
