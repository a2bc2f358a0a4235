// SPDX-License-Identifier: BSD-2-Clause

/*
 * Ready queues: one for each core and priority, with a two-level bitmap, so that the highest
 * priority is found in constant time.
 */

#include <kernel/arch.h>
#include <kernel/sched.h>
#include <kernel/debug.h>

struct percpu percpus[K_MAX_CORES];

static struct percpu *home_of(const struct tcb *tcb)
{
    return K_SMP ? &percpus[tcb->core] : &percpus[0];
}

static void mark_ready(struct percpu *cpu, word_t priority)
{
    cpu->ready_bitmap[priority / WORD_BITS] |= BIT(priority % WORD_BITS);
    cpu->ready_summary |= BIT(priority / WORD_BITS);
}

static void mark_empty(struct percpu *cpu, word_t priority)
{
    word_t i = priority / WORD_BITS;
    cpu->ready_bitmap[i] &= ~BIT(priority % WORD_BITS);
    if (cpu->ready_bitmap[i] == 0) {
        cpu->ready_summary &= ~BIT(i);
    }
}

/** Another core may have to give way to the thread that it got into its queue. */
static void notify_core(const struct percpu *cpu, const struct tcb *tcb)
{
    if (K_SMP && cpu != this_cpu() &&
        (cpu->current == cpu->idle || cpu->current->priority < tcb->priority)) {
        this_cpu()->reschedule_cores |= BIT(cpu->index);
    }
}

void sched_enqueue(struct tcb *tcb)
{
    struct percpu *cpu = home_of(tcb);
    struct tcb_queue *queue = &cpu->ready[tcb->priority];

    if (tcb->queued) {
        return;
    }
    tcb->queued = true;
    tcb->ready_prev = NULL;
    tcb->ready_next = queue->head;
    if (queue->head != NULL) {
        queue->head->ready_prev = tcb;
    } else {
        queue->tail = tcb;
        mark_ready(cpu, tcb->priority);
    }
    queue->head = tcb;
    notify_core(cpu, tcb);
}

void sched_append(struct tcb *tcb)
{
    struct percpu *cpu = home_of(tcb);
    struct tcb_queue *queue = &cpu->ready[tcb->priority];

    if (tcb->queued) {
        return;
    }
    tcb->queued = true;
    tcb->ready_prev = queue->tail;
    tcb->ready_next = NULL;
    if (queue->tail != NULL) {
        queue->tail->ready_next = tcb;
    } else {
        queue->head = tcb;
        mark_ready(cpu, tcb->priority);
    }
    queue->tail = tcb;
    notify_core(cpu, tcb);
}

void sched_dequeue(struct tcb *tcb)
{
    struct percpu *cpu = home_of(tcb);
    struct tcb_queue *queue = &cpu->ready[tcb->priority];
    struct tcb *prev = tcb->ready_prev;
    struct tcb *next = tcb->ready_next;

    if (!tcb->queued) {
        return;
    }
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
            mark_empty(cpu, tcb->priority);
        }
    }
}

bool sched_highest_ready(const struct percpu *cpu, word_t *priority)
{
    if (cpu->ready_summary == 0) {
        return false;
    }
    word_t i = WORD_BITS - 1 - (word_t)__builtin_clzl(cpu->ready_summary);
    *priority = i * WORD_BITS + (WORD_BITS - 1 - (word_t)__builtin_clzl(cpu->ready_bitmap[i]));
    return true;
}
