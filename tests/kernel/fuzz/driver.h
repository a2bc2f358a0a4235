// SPDX-License-Identifier: BSD-2-Clause
//
// The loop: choose an operation, let a worker do it, wait until none can run, look at the results.
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>

struct run {
    const char *id; /* of the case, for the watchdog: a few operations have the time of a case */
    seL4_Word seed;
    seL4_Word operations;
    bool parallel;        /* workers on all cores, nothing is waited for, no hash */
    bool trace;           /* print every operation and result */
    seL4_Word trace_from; /* from this operation on */
};

/* Does all operations of a seed. Differences from what must always hold are noted as the running
 * case's. Returns the hash of all results. */
seL4_Word driver_run(const struct run *run);

/* A worker that waits for work; if there is none, any. */
unsigned driver_idle_worker(void);

/* A worker that has received a message which may want an answer; -1: none. */
int driver_answering(void);

/* The slot of the capability with which a worker may be waiting to receive, or to send; -1: none
 * does. */
int driver_blocked_in(bool receiving);

/* An address where an operation has mapped a frame, in the address space of `worker`. */
seL4_Word driver_mapped_address(unsigned *worker);
