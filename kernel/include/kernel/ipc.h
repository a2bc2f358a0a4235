// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Endpoints, notifications, replies and the transfer of messages (manual chapters 4 and 5). */

#include <kernel/thread.h>

/** Appends a thread to a queue, whose state becomes `state`. */
static inline void wait_queue_append(struct wait_queue *queue, struct tcb *tcb,
                                     enum wait_state state)
{
    struct tcb *tail = wait_queue_tail(queue);
    tcb->wait_prev = tail;
    tcb->wait_next = NULL;
    if (tail != NULL) {
        tail->wait_next = tcb;
    } else {
        queue->head = tcb;
    }
    queue->tail_and_state = (word_t)tcb | state;
}

/** Takes a thread out of a queue, which becomes idle if it was the last. */
static inline void wait_queue_remove(struct wait_queue *queue, struct tcb *tcb)
{
    struct tcb *prev = tcb->wait_prev;
    struct tcb *next = tcb->wait_next;
    if (prev != NULL) {
        prev->wait_next = next;
    } else {
        queue->head = next;
    }
    if (next != NULL) {
        next->wait_prev = prev;
    } else {
        queue->tail_and_state = prev ? (word_t)prev | wait_queue_state(queue) : WAIT_IDLE;
    }
}

/** Makes the first threads of a queue, a bounded number, restart what they were doing.
 * @return whether none is left: the queue is idle then */
bool wait_queue_restart_some(struct wait_queue *queue);

/** How a message is sent: what the sender's capability and system call say. */
struct send_flags {
    bool blocking;        /**< wait until somebody receives */
    bool call;            /**< the sender waits for a reply */
    bool can_grant;       /**< capabilities travel */
    bool can_grant_reply; /**< a reply capability travels */
};

/** Sends the current message of `sender` to an endpoint. */
void ipc_send(struct tcb *sender, struct endpoint *ep, word_t badge, struct send_flags flags);

/** Receives from the endpoint of capability `cap` into `receiver`, which runs on this core. */
void ipc_receive(struct tcb *receiver, struct cap cap, bool blocking);

/** Takes a blocked thread out of what it waits for; it is inactive afterwards. */
void ipc_cancel(struct tcb *tcb);

/** Makes some of those who wait on the endpoint restart. @return whether nobody waits any more */
bool ipc_cancel_some(struct endpoint *ep);

/** Makes everybody who sends to the endpoint with that badge restart. Preemptible: call again. */
enum status ipc_cancel_badged(struct endpoint *ep, word_t badge);

/** Signals a notification with a badge. */
void notification_signal(struct notification *notification, word_t badge);

/** Receives from the notification of capability `cap`. */
void notification_receive(struct tcb *receiver, struct cap cap, bool blocking);

/** Makes some of those who wait on the notification restart. @return whether nobody waits any more
 */
bool notification_cancel_some(struct notification *notification);

/** Takes the signals that have arrived at an active notification into `tcb`'s badge register. */
void notification_complete(struct notification *notification, struct tcb *tcb);

/** The answer of `sender` to `receiver`, which waits for it; `slot` holds the reply capability. */
void ipc_reply(struct tcb *sender, struct tcb *receiver, struct cte *slot, bool can_grant);

/** The message of `sender` (words and capabilities) goes to `receiver`. `ep`: NULL for a reply. */
void ipc_transfer(struct tcb *sender, struct endpoint *ep, word_t badge, bool can_grant,
                  struct tcb *receiver);

/** `receiver` gets a reply capability to `sender`, which then waits for the reply. */
void ipc_setup_caller(struct tcb *sender, struct tcb *receiver, bool can_grant);
