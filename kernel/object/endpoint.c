// SPDX-License-Identifier: BSD-2-Clause

/* Endpoints: synchronous messages, and the cancelling of whatever a thread waits for. */

#include <kernel/debug.h>
#include <kernel/ipc.h>

/** Threads that are restarted between two looks for an interrupt. */
#define RESTART_UNIT 8

static void block_sender(struct tcb *tcb, struct endpoint *ep, word_t badge,
                         struct send_flags flags)
{
    tcb->blocked_on = ep;
    tcb->send_badge = badge;
    tcb->send_is_call = flags.call;
    tcb->can_grant = flags.can_grant;
    tcb->can_grant_reply = flags.can_grant_reply;
    thread_set_state(tcb, THREAD_BLOCKED_SEND);
    wait_queue_append(&ep->queue, tcb, WAIT_SEND);
}

void ipc_send(struct tcb *sender, struct endpoint *ep, word_t badge, struct send_flags flags)
{
    if (wait_queue_state(&ep->queue) != WAIT_RECEIVE) {
        if (flags.blocking) {
            block_sender(sender, ep, badge, flags);
        }
        return;
    }

    struct tcb *receiver = ep->queue.head;
    wait_queue_remove(&ep->queue, receiver);
    ipc_transfer(sender, ep, badge, flags.can_grant, receiver);
    bool reply_can_grant = receiver->can_grant;
    thread_set_state(receiver, THREAD_RUNNING);
    sched_possible_switch(receiver);
    if (flags.call) {
        if (flags.can_grant || flags.can_grant_reply) {
            ipc_setup_caller(sender, receiver, reply_can_grant);
        } else {
            thread_set_state(sender, THREAD_INACTIVE);
        }
    }
}

static void receive_from(struct tcb *receiver, struct endpoint *ep, bool reply_can_grant)
{
    struct tcb *sender = ep->queue.head;
    wait_queue_remove(&ep->queue, sender);
    ipc_transfer(sender, ep, sender->send_badge, sender->can_grant, receiver);
    if (!sender->send_is_call) {
        thread_set_state(sender, THREAD_RUNNING);
        sched_possible_switch(sender);
    } else if (sender->can_grant || sender->can_grant_reply) {
        ipc_setup_caller(sender, receiver, reply_can_grant);
    } else {
        thread_set_state(sender, THREAD_INACTIVE);
    }
}

void ipc_receive(struct tcb *receiver, struct cap cap, bool blocking)
{
    struct endpoint *ep = cap_object(cap);
    struct notification *bound = receiver->bound;
    bool can_grant = (cap_rights(cap) & RIGHT_GRANT) != 0;

    if (bound != NULL && wait_queue_state(&bound->queue) == WAIT_ACTIVE) {
        notification_complete(bound, receiver);
    } else if (wait_queue_state(&ep->queue) == WAIT_SEND) {
        receive_from(receiver, ep, can_grant);
    } else if (blocking) {
        receiver->blocked_on = ep;
        receiver->can_grant = can_grant;
        thread_set_state(receiver, THREAD_BLOCKED_RECEIVE);
        wait_queue_append(&ep->queue, receiver, WAIT_RECEIVE);
    } else {
        thread_set_reg(receiver, ARCH_REG_BADGE, 0);
    }
}

/** Takes back the reply capability that `tcb` waits for; forgets its fault. */
static void cancel_reply(struct tcb *tcb)
{
    struct cte *master = &tcb->slots[TCB_SLOT_REPLY];
    tcb->fault.kind = seL4_Fault_NullFault;
    if (cdt_has_children(master)) {
        cte_delete_one(master->next);
    }
}

void ipc_cancel(struct tcb *tcb)
{
    switch (tcb->state) {
    case THREAD_BLOCKED_SEND:
    case THREAD_BLOCKED_RECEIVE:
    case THREAD_BLOCKED_NOTIFICATION:
        wait_queue_remove(tcb->blocked_on, tcb);
        thread_set_state(tcb, THREAD_INACTIVE);
        break;
    case THREAD_BLOCKED_REPLY:
        cancel_reply(tcb);
        break;
    default:
        break;
    }
}

/**
 * A thread that has left its queue tries again, be it a system call or what it faulted at. As the
 * specification has it, a fault that was not delivered stays recorded: if the thread is made to
 * continue elsewhere, its next message tells of that fault.
 */
static void restart_waiting(struct tcb *tcb)
{
    thread_set_state(tcb, THREAD_RESTART);
    sched_enqueue(tcb);
}

bool wait_queue_restart_some(struct wait_queue *queue)
{
    for (word_t i = 0; i < RESTART_UNIT && queue->head != NULL; i++) {
        struct tcb *tcb = queue->head;
        wait_queue_remove(queue, tcb);
        restart_waiting(tcb);
    }
    sched_reschedule();
    return queue->head == NULL;
}

bool ipc_cancel_some(struct endpoint *ep)
{
    return wait_queue_state(&ep->queue) == WAIT_IDLE || wait_queue_restart_some(&ep->queue);
}

enum status ipc_cancel_badged(struct endpoint *ep, word_t badge)
{
    word_t restarted = 0;

    if (wait_queue_state(&ep->queue) != WAIT_SEND) {
        return STATUS_OK;
    }
    sched_reschedule();
    for (struct tcb *tcb = ep->queue.head, *next; tcb != NULL; tcb = next) {
        next = tcb->wait_next;
        if (tcb->send_badge == badge) {
            wait_queue_remove(&ep->queue, tcb);
            restart_waiting(tcb);
            restarted++;
            /* Only here, where the next call finds less to do. */
            if (restarted % RESTART_UNIT == 0 && sched_preemption_point() != STATUS_OK) {
                return STATUS_PREEMPTED;
            }
        }
    }
    return STATUS_OK;
}
