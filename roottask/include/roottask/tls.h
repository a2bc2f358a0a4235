// SPDX-License-Identifier: BSD-2-Clause
//
// Thread-local storage of the root task's threads: libsel4 keeps the address of a thread's IPC
// buffer there.
#pragma once

#include <stdint.h>
#include <instance/layout.h>

/* Blocks: the service thread's, the fault monitor's, the agents'. */
#define TLS_SERVICE     0u
#define TLS_MONITOR     1u
#define TLS_AGENT(core) (2u + (core))
#define ROOT_THREADS    (TLS_AGENT(INSTANCE_MAX_CORES))

/* Fills block `thread` (< ROOT_THREADS) from the template and returns the value for TPIDR_EL0. Runs
 * before the thread has thread-local storage, so it uses none. */
uint64_t tls_block(uint64_t thread);
