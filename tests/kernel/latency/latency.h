// SPDX-License-Identifier: BSD-2-Clause
//
// How long an interrupt waits for the thread that handles it, while the main thread keeps the
// kernel busy. Works with QEMU's instruction counting: one tick of the counter is 16 instructions.
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>

/* Begins to interrupt the main thread at random moments: the user's timer signals a thread above
 * all others, which notes how late it is and sets the timer again. Takes the watchdog's timer. */
void latency_begin(void);

/* The same, but an interrupt comes only after each latency_shoot(), within so many instructions:
 * for operations whose preparation takes longer than they. */
void latency_begin_shots(seL4_Word instructions);

/* Directly before the operation. */
void latency_shoot(void);

/* Ends that; at least one interrupt must have come. Prints the longest wait, in instructions, with
 * what was being done; the case fails if it is above `bound` (not on genuine seL4). */
void latency_end(const char *what, seL4_Word bound);

/* Signals a notification after so many interrupts since latency_begin(). */
void latency_signal_at(unsigned interrupts, seL4_CPtr notification);

/* Interrupts since latency_begin(). */
unsigned latency_count(void);
