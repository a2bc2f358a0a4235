// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * The ready queues of one core: a queue for each priority, and a two-level bitmap of those that are
 * not empty. Only for threads that belong to `cpu`; the caller holds the kernel's lock.
 */

#include <kernel/percpu.h>

/** Notes that there are threads of the priority. */
static inline void ready_mark(struct percpu *cpu, word_t priority)
{
    cpu->ready_bitmap[priority / WORD_BITS] |= BIT(priority % WORD_BITS);
    cpu->ready_summary |= BIT(priority / WORD_BITS);
}

/** Notes that there are none any more. */
static inline void ready_unmark(struct percpu *cpu, word_t priority)
{
    word_t i = priority / WORD_BITS;
    word_t left = cpu->ready_bitmap[i] & ~BIT(priority % WORD_BITS);

    cpu->ready_bitmap[i] = left;
    if (left == 0) {
        cpu->ready_summary &= ~BIT(i);
    }
}

/** Puts `tcb`, which is in no queue, at the head of its queue. */
static inline void ready_push(struct percpu *cpu, struct tcb *tcb)
{
    struct tcb_queue *queue = &cpu->ready[tcb->priority];
    struct tcb *head = queue->head;

    tcb->queued = true;
    tcb->ready_prev = NULL;
    tcb->ready_next = head;
    queue->head = tcb;
    if (head != NULL) {
        head->ready_prev = tcb;
    } else {
        queue->tail = tcb;
        ready_mark(cpu, tcb->priority);
    }
}

/** Puts `tcb`, which is in no queue, at the tail of its queue. */
static inline void ready_append(struct percpu *cpu, struct tcb *tcb)
{
    struct tcb_queue *queue = &cpu->ready[tcb->priority];
    struct tcb *tail = queue->tail;

    tcb->queued = true;
    tcb->ready_prev = tail;
    tcb->ready_next = NULL;
    queue->tail = tcb;
    if (tail != NULL) {
        tail->ready_next = tcb;
    } else {
        queue->head = tcb;
        ready_mark(cpu, tcb->priority);
    }
}

/** Takes `tcb` out of the queue that it is in. */
static inline void ready_remove(struct percpu *cpu, struct tcb *tcb)
{
    struct tcb_queue *queue = &cpu->ready[tcb->priority];
    struct tcb *prev = tcb->ready_prev;
    struct tcb *next = tcb->ready_next;

    tcb->queued = false;
    if (next != NULL) {
        next->ready_prev = prev;
    } else {
        queue->tail = prev;
    }
    if (prev != NULL) {
        prev->ready_next = next;
    } else {
        queue->head = next;
        if (next == NULL) {
            ready_unmark(cpu, tcb->priority);
        }
    }
}

/** Takes the first thread of the queue for `priority`, which is not empty. */
static inline struct tcb *ready_pop(struct percpu *cpu, word_t priority)
{
    struct tcb_queue *queue = &cpu->ready[priority];
    struct tcb *tcb = queue->head;
    struct tcb *next = tcb->ready_next;

    tcb->queued = false;
    queue->head = next;
    if (next != NULL) {
        next->ready_prev = NULL;
    } else {
        queue->tail = NULL;
        ready_unmark(cpu, priority);
    }
    return tcb;
}

/** Whether any thread is ready. */
static inline bool ready_any(const struct percpu *cpu)
{
    return cpu->ready_summary != 0;
}

/** The highest priority of a ready thread; there is one. */
static inline word_t ready_highest(const struct percpu *cpu)
{
    word_t i = WORD_BITS - 1 - (word_t)__builtin_clzl(cpu->ready_summary);

    return i * WORD_BITS + (WORD_BITS - 1 - (word_t)__builtin_clzl(cpu->ready_bitmap[i]));
}

/** Whether no thread of a priority above `priority` is ready. */
static inline bool ready_none_above(const struct percpu *cpu, word_t priority)
{
    return !ready_any(cpu) || ready_highest(cpu) <= priority;
}
