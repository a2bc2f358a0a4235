// SPDX-License-Identifier: BSD-2-Clause

/* Fast paths of Send, NBSend, Recv, NBRecv, Yield and interrupts, as the table in fast.c says. */

#include <kernel/fast.h>
#include <kernel/irq.h>
#include <kernel/msginfo.h>
#include <kernel/syscall.h>

/**
 * The thread to be woken by a signal, taken out of what it waits for, with the badge told; or NULL:
 * the notification keeps the signal.
 */
static inline struct tcb *take_waiter(struct notification *notification, word_t badge)
{
    struct tcb *tcb;

    switch (wait_queue_state(&notification->queue)) {
    case WAIT_RECEIVE:
        tcb = notification->queue.head;
        fast_pop(&notification->queue, tcb);
        break;
    case WAIT_ACTIVE:
        notification->badge |= badge;
        return NULL;
    default:
        tcb = notification->bound;
        if (tcb == NULL || tcb->state != THREAD_BLOCKED_RECEIVE) {
            notification->badge = badge;
            notification->queue.tail_and_state = WAIT_ACTIVE;
            return NULL;
        }
        wait_queue_remove(tcb->blocked_on, tcb);
        break;
    }
    tcb->context.reg[ARCH_REG_BADGE] = badge;
    return tcb;
}

/** Whether all threads that a signal may wake belong to this core. */
static inline bool signal_is_local(const struct percpu *cpu, const struct notification *n)
{
    return !K_SMP ||
           ((wait_queue_state(&n->queue) != WAIT_RECEIVE || fast_is_local(cpu, n->queue.head)) &&
            (n->bound == NULL || fast_is_local(cpu, n->bound)));
}

static inline struct tcb *signal(struct percpu *cpu, struct tcb *current, struct cap cap)
{
    struct tcb *tcb = take_waiter(cap_object(cap), cap_badge(cap));

    return tcb == NULL ? current : fast_wake(cpu, current, tcb);
}

static inline struct tcb *send(word_t address, word_t info, word_t number)
{
    struct percpu *cpu = fast_cpu();
    struct tcb *tcb = cpu->current;
    struct cte *slot;

    if (unlikely(!fast_lookup(tcb, address, &slot) || !fast_message(info))) {
        return kernel_syscall(number);
    }
    if (fast_allows(slot->cap, CAP_NOTIFICATION, RIGHT_WRITE)) {
        if (unlikely(!signal_is_local(cpu, cap_object(slot->cap)))) {
            return kernel_syscall(number);
        }
        return signal(cpu, tcb, slot->cap);
    }
    if (unlikely(!fast_allows(slot->cap, CAP_ENDPOINT, RIGHT_WRITE))) {
        return kernel_syscall(number);
    }
    struct endpoint *ep = cap_object(slot->cap);
    if (wait_queue_state(&ep->queue) != WAIT_RECEIVE) {
        return (long)number == seL4_SysNBSend ? tcb : kernel_syscall(number);
    }
    struct tcb *receiver = ep->queue.head;
    if (unlikely(tcb->fault.kind != seL4_Fault_NullFault || !fast_is_local(cpu, receiver))) {
        return kernel_syscall(number);
    }
    fast_pop(&ep->queue, receiver);
    fast_copy_words(tcb, receiver, msginfo_length(info));
    fast_tell(receiver, cap_badge(slot->cap), info);
    return fast_wake(cpu, tcb, receiver);
}

struct tcb *fast_send(word_t address, word_t info)
{
    return send(address, info, (word_t)seL4_SysSend);
}

struct tcb *fast_nbsend(word_t address, word_t info)
{
    return send(address, info, (word_t)seL4_SysNBSend);
}

/** The current thread has blocked and somebody is ready. */
static inline struct tcb *run_next(struct percpu *cpu, struct tcb *tcb)
{
    return fast_resume(cpu, tcb, ready_pop(cpu, ready_highest(cpu)));
}

/** Takes the signals that have arrived. */
static inline struct tcb *receive_signal(struct tcb *tcb, struct notification *notification)
{
    tcb->context.reg[ARCH_REG_BADGE] = notification->badge;
    notification->queue.tail_and_state = WAIT_IDLE;
    return tcb;
}

static inline struct tcb *receive_nothing(struct tcb *tcb)
{
    tcb->context.reg[ARCH_REG_BADGE] = 0;
    return tcb;
}

static inline struct tcb *wait_notification(struct percpu *cpu, struct tcb *tcb, struct cap cap,
                                            word_t number)
{
    struct notification *notification = cap_object(cap);

    if (unlikely(notification->bound != NULL && notification->bound != tcb)) {
        return kernel_syscall(number);
    }
    if (wait_queue_state(&notification->queue) == WAIT_ACTIVE) {
        return receive_signal(tcb, notification);
    }
    if ((long)number == seL4_SysNBRecv) {
        return receive_nothing(tcb);
    }
    if (unlikely(!ready_any(cpu))) {
        return kernel_syscall(number);
    }
    tcb->blocked_on = notification;
    tcb->state = THREAD_BLOCKED_NOTIFICATION;
    wait_queue_append(&notification->queue, tcb, WAIT_RECEIVE);
    return run_next(cpu, tcb);
}

static inline struct tcb *wait_endpoint(struct percpu *cpu, struct tcb *tcb, struct cap cap,
                                        word_t number)
{
    struct endpoint *ep = cap_object(cap);
    struct cte *reply = &tcb->slots[TCB_SLOT_CALLER];
    bool signalled = tcb->bound != NULL && wait_queue_state(&tcb->bound->queue) == WAIT_ACTIVE;
    bool blocking = (long)number != seL4_SysNBRecv;

    if (unlikely(!signalled &&
                 (wait_queue_state(&ep->queue) == WAIT_SEND || (blocking && !ready_any(cpu))))) {
        return kernel_syscall(number);
    }
    if (cap_type(reply->cap) == CAP_REPLY) {
        fast_delete_reply(reply, cap_object(reply->cap));
    }
    if (signalled) {
        return receive_signal(tcb, tcb->bound);
    }
    if (!blocking) {
        return receive_nothing(tcb);
    }
    tcb->blocked_on = ep;
    tcb->can_grant = (cap_rights(cap) & RIGHT_GRANT) != 0;
    tcb->state = THREAD_BLOCKED_RECEIVE;
    wait_queue_append(&ep->queue, tcb, WAIT_RECEIVE);
    return run_next(cpu, tcb);
}

static inline struct tcb *receive(word_t address, word_t number)
{
    struct percpu *cpu = fast_cpu();
    struct tcb *tcb = cpu->current;
    struct cte *slot;

    if (likely(fast_lookup(tcb, address, &slot))) {
        if (fast_allows(slot->cap, CAP_NOTIFICATION, RIGHT_READ)) {
            return wait_notification(cpu, tcb, slot->cap, number);
        }
        if (fast_allows(slot->cap, CAP_ENDPOINT, RIGHT_READ)) {
            return wait_endpoint(cpu, tcb, slot->cap, number);
        }
    }
    return kernel_syscall(number);
}

struct tcb *fast_recv(word_t address)
{
    return receive(address, (word_t)seL4_SysRecv);
}

struct tcb *fast_nbrecv(word_t address)
{
    return receive(address, (word_t)seL4_SysNBRecv);
}

struct tcb *fast_yield(void)
{
    struct percpu *cpu = fast_cpu();
    struct tcb *tcb = cpu->current;

    /* Nobody of a higher priority is ready, or the current thread would not run. */
    if (cpu->ready[tcb->priority].head == NULL) {
        return tcb;
    }
    ready_append(cpu, tcb);
    return fast_resume(cpu, tcb, ready_pop(cpu, tcb->priority));
}

struct tcb *fast_interrupt(void)
{
    struct percpu *cpu = fast_cpu();
    word_t irq = arch_irq_claim();

    if (unlikely(irq == IRQ_NONE)) {
        return cpu->current;
    }
    struct cap cap = irq_notification(irq);
    if (unlikely(!fast_allows(cap, CAP_NOTIFICATION, RIGHT_WRITE) ||
                 !signal_is_local(cpu, cap_object(cap)))) {
        return kernel_interrupt(irq);
    }
    struct tcb *tcb = take_waiter(cap_object(cap), cap_badge(cap));
    arch_irq_mask(irq, true);
    arch_irq_complete(irq);
    if (tcb == NULL) {
        return cpu->current;
    }
    if (unlikely(cpu->current == cpu->idle)) {
        tcb->state = THREAD_RUNNING;
        arch_switch_to_thread(tcb);
        cpu->current = tcb;
        return tcb;
    }
    return fast_wake(cpu, cpu->current, tcb);
}
