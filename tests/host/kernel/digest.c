// SPDX-License-Identifier: BSD-2-Clause

/* All that the world is, as one number. */

#include <kernel/fault.h>
#include "world.h"

/* Words of a thread's IPC buffer that count. */
#define DIGEST_BUFFER 16u

static word_t sum;

/** FNV-1a over words. */
static void add(word_t value)
{
    sum = (sum ^ value) * 0x100000001b3ul;
}

/** An address: where in the memory of the world, if it is there. */
static void add_address(kptr_t address)
{
    kptr_t offset = address - world_memory();

    add(offset < 2 * BIT(WORLD_MEMORY_BITS) ? offset : address != 0);
}

static void add_cap(struct cap cap)
{
    add(cap.w[0] & MASK(CAP_TYPE_BITS + CAP_META_BITS));
    add_address(cap_addr(cap));
    add(cap.w[1]);
}

static void add_slot(const struct cte *slot)
{
    if (!cte_is_empty(slot)) {
        add_cap(slot->cap);
        add(slot->prev_and_flags & CTE_FLAGS);
        add_address((kptr_t)cte_prev(slot));
        add_address((kptr_t)slot->next);
    }
}

static void add_queue(const struct wait_queue *queue)
{
    add(wait_queue_state(queue));
    if (wait_queue_state(queue) == WAIT_RECEIVE || wait_queue_state(queue) == WAIT_SEND) {
        for (const struct tcb *tcb = queue->head; tcb != NULL; tcb = tcb->wait_next) {
            add_address((kptr_t)tcb);
        }
        add_address((kptr_t)wait_queue_tail(queue));
    }
}

static void add_thread(const struct tcb *tcb)
{
    for (word_t i = 0; i < ARCH_REG_COUNT; i++) {
        add(thread_get_reg(tcb, (enum arch_reg)i));
    }
    add(tcb->state | (word_t)tcb->queued << 8 | tcb->priority << 16 | tcb->time_slice << 32);
    switch (tcb->state) {
    case THREAD_BLOCKED_SEND:
        add(tcb->send_badge);
        add((word_t)tcb->send_is_call | (word_t)tcb->can_grant_reply << 1);
        /* fallthrough */
    case THREAD_BLOCKED_RECEIVE:
        add(tcb->can_grant);
        /* fallthrough */
    case THREAD_BLOCKED_NOTIFICATION:
        add_address((kptr_t)tcb->blocked_on);
        break;
    default:
        break;
    }
    add(tcb->fault.kind);
    if (tcb->fault.kind == seL4_Fault_VMFault) {
        add(tcb->fault.vm.address);
        add(tcb->fault.vm.status);
    }
    const word_t *buffer = thread_buffer(tcb, false);
    for (word_t i = 0; buffer != NULL && i < DIGEST_BUFFER; i++) {
        add(buffer[i]);
    }
    add_address((kptr_t)tcb->bound);
    for (word_t i = 0; i < TCB_SLOTS; i++) {
        add_slot(&tcb->slots[i]);
    }
}

static void add_object(struct cap cap)
{
    const struct notification *notification = cap_object(cap);

    switch (cap_type(cap)) {
    case CAP_THREAD:
        add_thread(cap_object(cap));
        break;
    case CAP_NOTIFICATION:
        add_address((kptr_t)notification->bound);
        if (wait_queue_state(&notification->queue) == WAIT_ACTIVE) {
            add(notification->badge);
        }
        add_queue(&notification->queue);
        break;
    case CAP_ENDPOINT:
        add_queue(cap_object(cap));
        break;
    default:
        break;
    }
}

word_t world_digest(void)
{
    const struct percpu *cpu = this_cpu();

    sum = 0xcbf29ce484222325ul;
    add_address((kptr_t)cpu->current);
    add(cpu->action);
    add(hosttest.masked);
    add(hosttest.completes);
    add(cpu->ready_summary);
    for (word_t i = 0; i < READY_BITMAP_WORDS; i++) {
        add(cpu->ready_bitmap[i]);
    }
    for (word_t priority = 0; priority < K_PRIORITIES; priority++) {
        for (const struct tcb *t = cpu->ready[priority].head; t != NULL; t = t->ready_next) {
            add_address((kptr_t)t);
        }
    }
    for (word_t i = 0; i < BIT(WORLD_CNODE_BITS); i++) {
        add_slot(world_slot(i));
        add_object(world_slot(i)->cap);
    }
    return sum;
}
