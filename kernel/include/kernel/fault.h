// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Faults of threads and the messages that tell of them (manual section 6.2). */

#include <kernel/thread.h>

/**
 * The thread cannot go on: sends the message for `fault` to its fault handler, or, if there is
 * none, leaves the thread inactive (debug builds print a report).
 */
void fault_send(struct tcb *tcb, struct fault fault);

/** Writes the message of `sender`'s fault into `receiver`'s message registers. Its length. */
word_t fault_message(struct tcb *sender, struct tcb *receiver, word_t *buffer);

/**
 * Applies the reply to `receiver`'s fault, with the message that `sender` holds.
 * @return whether the thread shall be restarted
 */
bool fault_reply(struct tcb *sender, struct tcb *receiver);

/** A capability fault, for fault_send(). */
struct fault fault_cap(cptr_t address, bool receiving, const struct lookup_failure *failure);

/** Writes the words that describe a lookup failure from message word `i` on; the length then. */
word_t lookup_failure_message(struct tcb *receiver, word_t *buffer, word_t i,
                              const struct lookup_failure *failure);

/** Prints in plain words why the thread stops: `second` came while `first` was to be told. */
void fault_report(const struct tcb *tcb, const struct fault *second, const struct fault *first);
