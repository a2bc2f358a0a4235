// SPDX-License-Identifier: BSD-2-Clause
//
// Messages: requests and answers as arrays of words, with at most one capability.
#pragma once

#include <oskit/cspace.h>

/* A received message, as the receiver finds it in the registers and its IPC buffer. */
struct oskit_message {
    seL4_Word badge;
    seL4_Word label;
    unsigned length; /* message words */
    unsigned caps;   /* capabilities that the sender put in, unwrapped or not */
};

/* Splits what seL4_Recv, seL4_ReplyRecv or seL4_NBRecv returned. */
struct oskit_message oskit_message_of(seL4_MessageInfo_t tag, seL4_Word badge);

/* Where the next capability that this thread receives goes: an empty slot. 0 = nowhere. */
void oskit_receive_slot(const struct oskit_cspace *cs, seL4_CPtr slot);

/*
 * A request: sends `count` words under `label`, waits for the answer, and stores up to
 * `answer_count` of its words; words that it lacks are stored as 0. The answer's label in *status.
 * ERR_ARGUMENT if count is above seL4_MsgMaxLength.
 */
enum oskit_error oskit_call(seL4_CPtr endpoint, seL4_Word label, const seL4_Word *words,
                            unsigned count, seL4_Word *status, seL4_Word *answer,
                            unsigned answer_count);

/* Puts an answer into the calling thread's message registers and returns its tag for seL4_Reply or
 * seL4_ReplyRecv. `cap` is a capability to hand over, 0 = none. */
seL4_MessageInfo_t oskit_answer(seL4_Word status, const seL4_Word *words, unsigned count,
                                seL4_CPtr cap);
