// SPDX-License-Identifier: BSD-2-Clause

/*
 * Fast paths of Call and ReplyRecv, and the table of all conditions.
 *
 *   all       the capability is found, has the type and rights for the operation (manual 3.4, 4.2,
 *             5.1); a message is all in registers, that is at most 4 words and no capabilities; no
 *             old fault of the sender wants to be told instead; all threads concerned belong to
 *             this core
 *   Call      endpoint, write and one of the grant rights; somebody waits to receive; nobody who
 *             is ready has a higher priority than the receiver (6.1.3)
 *   ReplyRecv the caller slot is in use; the endpoint has no senders, the bound notification no
 *             signal (5.3); nobody who is ready has a higher priority than the one replied to.
 *             A reply to a fault (6.2) is one that lets the thread go on
 *   Send,     notification: any state; bound and receiving threads included. Endpoint: somebody
 *   NBSend    waits to receive; NBSend also if nobody does
 *   Recv,     notification that is not bound to another thread; endpoint without senders.
 *   NBRecv    Waiting leaves a thread that is ready: the idle thread is not switched to here
 *   Yield     always
 *   fault     the handler is an endpoint with write and one of the grant rights, and somebody
 *             waits to receive there who is the one to run next
 *   interrupt has a notification with the write right; otherwise as Send
 *
 * There is no reply capability to a thread that runs: whatever lets it run again takes it away.
 */

#include <kernel/fast.h>
#include <kernel/fault.h>
#include <kernel/msginfo.h>
#include <kernel/syscall.h>

struct tcb *fast_call(word_t address, word_t info)
{
    struct percpu *cpu = fast_cpu();
    struct tcb *tcb = cpu->current;
    struct cte *slot;

    if (unlikely(!fast_lookup(tcb, address, &slot))) {
        return kernel_syscall((word_t)seL4_SysCall);
    }
    struct cap cap = slot->cap;
    if (unlikely(!fast_allows_call(cap) || !fast_message(info) ||
                 tcb->fault.kind != seL4_Fault_NullFault)) {
        return kernel_invocation(slot, info);
    }
    struct endpoint *ep = cap_object(cap);
    struct tcb *receiver = ep->queue.head;
    if (unlikely(
            wait_queue_state(&ep->queue) != WAIT_RECEIVE || !fast_is_local(cpu, receiver) ||
            (receiver->priority < tcb->priority && !ready_none_above(cpu, receiver->priority)))) {
        return kernel_invocation(slot, info);
    }

    fast_pop(&ep->queue, receiver);
    fast_copy_words(tcb, receiver, msginfo_length(info));
    fast_tell(receiver, cap_badge(cap), info);
    fast_setup_caller(tcb, receiver);
    receiver->state = THREAD_RUNNING;
    return fast_switch(cpu, tcb, receiver);
}

/** Whether the reply `info` lets the thread go on, whose registers it changes if it has a fault. */
static inline bool can_reply(const struct tcb *caller, word_t info)
{
    return likely(caller->fault.kind == seL4_Fault_NullFault) ||
           caller->fault.kind == seL4_Fault_VMFault || msginfo_label(info) == 0;
}

/** Whether nothing keeps `tcb` from waiting at the endpoint. */
static inline bool must_wait(const struct tcb *tcb, const struct endpoint *ep)
{
    return wait_queue_state(&ep->queue) != WAIT_SEND &&
           (tcb->bound == NULL || wait_queue_state(&tcb->bound->queue) != WAIT_ACTIVE);
}

static inline void wait_at(struct tcb *tcb, struct cap cap)
{
    struct endpoint *ep = cap_object(cap);

    tcb->blocked_on = ep;
    tcb->can_grant = (cap_rights(cap) & RIGHT_GRANT) != 0;
    tcb->state = THREAD_BLOCKED_RECEIVE;
    wait_queue_append(&ep->queue, tcb, WAIT_RECEIVE);
}

struct tcb *fast_reply_recv(word_t address, word_t info)
{
    struct percpu *cpu = fast_cpu();
    struct tcb *tcb = cpu->current;
    struct cte *reply = &tcb->slots[TCB_SLOT_CALLER];
    struct cte *slot;

    if (unlikely(!fast_lookup(tcb, address, &slot) ||
                 !fast_allows(slot->cap, CAP_ENDPOINT, RIGHT_READ) ||
                 cap_type(reply->cap) != CAP_REPLY)) {
        return kernel_syscall((word_t)seL4_SysReplyRecv);
    }
    struct tcb *caller = cap_object(reply->cap);
    if (unlikely(!must_wait(tcb, cap_object(slot->cap)) || !fast_is_local(cpu, caller) ||
                 (caller->priority < tcb->priority && !ready_none_above(cpu, caller->priority)))) {
        return kernel_syscall((word_t)seL4_SysReplyRecv);
    }
    if (likely(caller->fault.kind == seL4_Fault_NullFault)) {
        if (unlikely(!fast_message(info) || tcb->fault.kind != seL4_Fault_NullFault)) {
            return kernel_syscall((word_t)seL4_SysReplyRecv);
        }
        fast_copy_words(tcb, caller, msginfo_length(info));
        fast_tell(caller, 0, info);
    } else {
        if (unlikely(!can_reply(caller, info))) {
            return kernel_syscall((word_t)seL4_SysReplyRecv);
        }
        fault_reply(tcb, caller);
        caller->fault.kind = seL4_Fault_NullFault;
        caller->context.reg[ARCH_REG_NEXT_IP] = caller->context.reg[ARCH_REG_FAULT_IP];
    }
    caller->state = THREAD_RUNNING;
    fast_delete_reply(reply, caller);
    wait_at(tcb, slot->cap);
    return fast_switch(cpu, tcb, caller);
}

struct tcb *fast_syscall(word_t number)
{
    const struct tcb *tcb = current_thread();
    word_t address = tcb->context.reg[ARCH_REG_CAP];
    word_t info = tcb->context.reg[ARCH_REG_MSG_INFO];

    switch ((long)number) {
    case seL4_SysCall:
        return fast_call(address, info);
    case seL4_SysReplyRecv:
        return fast_reply_recv(address, info);
    case seL4_SysSend:
        return fast_send(address, info);
    case seL4_SysNBSend:
        return fast_nbsend(address, info);
    case seL4_SysRecv:
        return fast_recv(address);
    case seL4_SysNBRecv:
        return fast_nbrecv(address);
    case seL4_SysYield:
        return fast_yield();
    default:
        return (long)number < 0 ? kernel_syscall(number) : fast_unknown_syscall(number);
    }
}
