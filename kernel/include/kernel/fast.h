// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * Fast paths: the frequent operations in their frequent cases, in one piece. Each one first checks,
 * changing nothing, that its case is there (the table in syscall/fast.c), and else leaves
 * everything to the ordinary path, which can do all cases. What a fast path leaves behind is the
 * same to the last field as what the ordinary path would.
 *
 * They are entered as the functions of kernel/syscall.h, with the thread's registers saved, and
 * return the thread to continue with, which is the current one then.
 */

#include <kernel/cte.h>
#include <kernel/ipc.h>
#include <kernel/msginfo.h>
#include <kernel/ready_queue.h>
#include <arch/switch.h>

/** The fast paths; `address` and `info` are the thread's ARCH_REG_CAP and ARCH_REG_MSG_INFO. */
struct tcb *fast_call(word_t address, word_t info);
struct tcb *fast_reply_recv(word_t address, word_t info);
struct tcb *fast_send(word_t address, word_t info);
struct tcb *fast_nbsend(word_t address, word_t info);
struct tcb *fast_recv(word_t address);
struct tcb *fast_nbrecv(word_t address);
struct tcb *fast_yield(void);

/** The fast path of system call `number`, or the ordinary one if it has none. */
struct tcb *fast_syscall(word_t number);

/** Faults of the current thread; the arguments are the words of struct fault. */
struct tcb *fast_vm_fault(word_t address, word_t status, word_t instruction);
struct tcb *fast_user_exception(word_t number, word_t code);
struct tcb *fast_unknown_syscall(word_t number);

/** An interrupt is pending. */
struct tcb *fast_interrupt(void);

/** this_cpu(), its address computed once. */
static inline struct percpu *fast_cpu(void)
{
    struct percpu *cpu = this_cpu();

    __asm__("" : "+r"(cpu));
    return cpu;
}

/** Whether a message with this info word is all in registers: few words and no capabilities. */
static inline bool fast_message(word_t info)
{
    return (info & MASK(MSGINFO_UNWRAPPED_SHIFT)) <= MSG_REGS;
}

/** Whether this core may act on the thread without asking another one. */
static inline bool fast_is_local(const struct percpu *cpu, const struct tcb *tcb)
{
    return !K_SMP || tcb->core == cpu->index;
}

/**
 * One level of a lookup: `*slot` in CNode `node` for the bits at the top of `*rest`, which loses
 * the guard. @return bits that the level translates, 0 if the guard does not match
 */
static inline word_t fast_step(struct cap node, word_t *rest, struct cte **slot)
{
    word_t guard_bits = cap_cnode_guard_bits(node);
    word_t radix = cap_cnode_radix(node);

    /* The distances of shifts are 63 - guard_bits, after one by 1 because guard_bits may be 0, and
     * 64 - radix, a CNode having at least two slots. */
    if (unlikely((*rest >> 1) >> (~guard_bits & MASK(6)) != cap_cnode_guard(node))) {
        return 0;
    }
    *rest <<= guard_bits;
    *slot = (struct cte *)cap_object(node) + (*rest >> (-radix & MASK(6)));
    return guard_bits + radix;
}

/**
 * Finds the slot at `address` in the thread's CSpace; false if there is none, the ordinary lookup
 * then finds out why. `rest` has the bits that are not translated yet at its top: all levels shift
 * alike.
 */
static inline bool fast_lookup(const struct tcb *tcb, cptr_t address, struct cte **slot)
{
    struct cap node = tcb->slots[TCB_SLOT_CSPACE].cap;
    word_t rest = address;

    if (unlikely(cap_type(node) != CAP_CNODE)) {
        return false;
    }
    word_t bits = fast_step(node, &rest, slot);
    for (word_t used = bits; likely(bits != 0); used += bits) {
        if (likely(used == WORD_BITS)) {
            return true;
        }
        if (unlikely(used > WORD_BITS)) {
            return false;
        }
        rest <<= cap_cnode_radix(node);
        node = (*slot)->cap;
        if (cap_type(node) != CAP_CNODE) {
            return true;
        }
        bits = fast_step(node, &rest, slot);
    }
    return false;
}

/** Whether `cap` is of this type and has all of `rights`. */
static inline bool fast_allows(struct cap cap, word_t type, word_t rights)
{
    word_t wanted = rights << CAP_TYPE_BITS | type;

    return (cap.w[0] & (rights << CAP_TYPE_BITS | MASK(CAP_TYPE_BITS))) == wanted;
}

/** Whether the capability, to an endpoint, allows to send and to be replied to. */
static inline bool fast_allows_call(struct cap cap)
{
    return fast_allows(cap, CAP_ENDPOINT, RIGHT_WRITE) &&
           (cap.w[0] & (RIGHT_GRANT | RIGHT_GRANT_REPLY) << CAP_TYPE_BITS) != 0;
}

/** Copies `length` (<= MSG_REGS) message words between registers. */
static inline void fast_copy_words(const struct tcb *from, struct tcb *to, word_t length)
{
    _Static_assert(MSG_REGS == 4, "unrolled for four");
    const word_t *source = &from->context.reg[ARCH_REG_MSG0];
    word_t *dest = &to->context.reg[ARCH_REG_MSG0];

    if (length == 0) {
        return;
    }
    dest[0] = source[0];
    if (length == 1) {
        return;
    }
    dest[1] = source[1];
    if (length == 2) {
        return;
    }
    dest[2] = source[2];
    if (length == MSG_REGS) {
        dest[3] = source[3];
    }
}

/** What the receiver of a message without capabilities is told. */
static inline void fast_tell(struct tcb *receiver, word_t badge, word_t info)
{
    receiver->context.reg[ARCH_REG_BADGE] = badge;
    receiver->context.reg[ARCH_REG_MSG_INFO] =
        info & ~(MASK(MSGINFO_LABEL_SHIFT) & ~MASK(MSGINFO_EXTRA_SHIFT));
}

/** Takes the first thread out of a queue. */
static inline void fast_pop(struct wait_queue *queue, const struct tcb *head)
{
    struct tcb *next = head->wait_next;

    queue->head = next;
    if (unlikely(next != NULL)) {
        next->wait_prev = NULL;
    } else {
        queue->tail_and_state = WAIT_IDLE;
    }
}

/** Gives `receiver` the reply capability to `sender`, which waits for the reply from now on. */
static inline void fast_setup_caller(struct tcb *sender, struct tcb *receiver)
{
    struct cte *master = &sender->slots[TCB_SLOT_REPLY];
    struct cte *caller = &receiver->slots[TCB_SLOT_CALLER];

    /* A thread that runs has been replied to: nothing is derived from its master capability. */
    caller->cap = cap_reply(sender, receiver->can_grant, false);
    caller->prev_and_flags = (word_t)master;
    caller->next = NULL;
    master->next = caller;
    sender->state = THREAD_BLOCKED_REPLY;
}

/** Empties a slot with a reply capability to `caller`: the only one there is. */
static inline void fast_delete_reply(struct cte *slot, struct tcb *caller)
{
    caller->slots[TCB_SLOT_REPLY].next = NULL;
    *slot = (struct cte){cap_null(), 0, NULL};
}

/** The core goes on with `to`, which is in no ready queue, instead of the current thread. */
static inline struct tcb *fast_switch(struct percpu *cpu, struct tcb *from, struct tcb *to)
{
    arch_switch_between(cpu, from, to);
    return to;
}

/** As fast_switch() for a thread from a ready queue, which may have to restart. */
static inline struct tcb *fast_resume(struct percpu *cpu, struct tcb *from, struct tcb *to)
{
    if (unlikely(to->state == THREAD_RESTART)) {
        to->context.reg[ARCH_REG_NEXT_IP] = to->context.reg[ARCH_REG_FAULT_IP];
        to->state = THREAD_RUNNING;
    }
    return fast_switch(cpu, from, to);
}

/** `tcb`, of this core, has become runnable, and so is the current thread: who runs. */
static inline struct tcb *fast_wake(struct percpu *cpu, struct tcb *current, struct tcb *tcb)
{
    tcb->state = THREAD_RUNNING;
    if (tcb->priority > current->priority) {
        ready_push(cpu, current);
        return fast_switch(cpu, current, tcb);
    }
    if (tcb->priority == current->priority) {
        ready_append(cpu, tcb);
    } else {
        ready_push(cpu, tcb);
    }
    return current;
}
