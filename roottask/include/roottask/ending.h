// SPDX-License-Identifier: BSD-2-Clause
//
// The end of the system, and the watch over the root task itself.
#pragma once

#include <stdint.h>

/* Sends all output, prints the sentinel line with this status (0..255), switches the machine off
 * where firmware can be called, and stops. */
_Noreturn void system_end(uint32_t status);

/* The sentinel line alone, by polling; callable by any root thread. */
void sentinel_print(uint32_t status);

/* Starts the thread that waits for a fault of the service thread: it reports it and ends the
 * system. */
void monitor_start(void);
