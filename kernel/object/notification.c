// SPDX-License-Identifier: BSD-2-Clause

/* Notifications: a word of badges, threads that wait for it, and perhaps a bound thread. */

#include <kernel/debug.h>
#include <kernel/ipc.h>

_Static_assert(offsetof(struct endpoint, queue) == 0 && offsetof(struct notification, queue) == 0,
               "tcb.blocked_on points to the queue of either object");

static void wake(struct tcb *tcb, word_t badge)
{
    thread_set_state(tcb, THREAD_RUNNING);
    thread_set_reg(tcb, ARCH_REG_BADGE, badge);
    sched_possible_switch(tcb);
}

static void make_active(struct notification *notification, word_t badge)
{
    notification->badge = badge;
    notification->queue.tail_and_state = WAIT_ACTIVE;
}

void notification_signal(struct notification *notification, word_t badge)
{
    struct tcb *tcb;

    switch (wait_queue_state(&notification->queue)) {
    case WAIT_RECEIVE:
        tcb = notification->queue.head;
        wait_queue_remove(&notification->queue, tcb);
        wake(tcb, badge);
        break;
    case WAIT_ACTIVE:
        notification->badge |= badge;
        break;
    default:
        tcb = notification->bound;
        if (tcb != NULL && tcb->state == THREAD_BLOCKED_RECEIVE) {
            ipc_cancel(tcb);
            wake(tcb, badge);
        } else {
            make_active(notification, badge);
        }
        break;
    }
}

void notification_complete(struct notification *notification, struct tcb *tcb)
{
    thread_set_reg(tcb, ARCH_REG_BADGE, notification->badge);
    notification->queue.tail_and_state = WAIT_IDLE;
}

void notification_receive(struct tcb *receiver, struct cap cap, bool blocking)
{
    struct notification *notification = cap_object(cap);

    if (wait_queue_state(&notification->queue) == WAIT_ACTIVE) {
        notification_complete(notification, receiver);
    } else if (blocking) {
        receiver->blocked_on = notification;
        thread_set_state(receiver, THREAD_BLOCKED_NOTIFICATION);
        wait_queue_append(&notification->queue, receiver, WAIT_RECEIVE);
    } else {
        thread_set_reg(receiver, ARCH_REG_BADGE, 0);
    }
}

bool notification_cancel_some(struct notification *notification)
{
    return wait_queue_state(&notification->queue) != WAIT_RECEIVE ||
           wait_queue_restart_some(&notification->queue);
}
