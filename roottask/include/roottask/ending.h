// SPDX-License-Identifier: BSD-2-Clause
//
// The end of the system, and the watch over the root task itself.
#pragma once

#include <stdint.h>
#include <sel4/sel4.h>

/* Sends all output, prints the sentinel line with this status (0..255), switches the machine off
 * where firmware can be called, and stops. */
_Noreturn void system_end(uint32_t status);

/* The sentinel line alone, by polling; callable by any root thread. */
void sentinel_print(uint32_t status);

/* Starts the thread that waits for a fault of the service thread: it reports it and ends the
 * system. */
void monitor_start(void);

/* Priorities of the root task's threads. Agents stand above the service thread: neither its work
 * nor an instance delays another instance's timer. */
#define MONITOR_PRIORITY seL4_MaxPrio
#define AGENT_PRIORITY   (seL4_MaxPrio - 1)
#define SERVICE_PRIORITY (seL4_MaxPrio - 2)

/* A fault endpoint for another thread of the root task, whose fault is reported likewise. Ends the
 * system if there is none to be had. */
seL4_CPtr monitor_watch(seL4_CPtr tcb);
