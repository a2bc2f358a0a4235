// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * What each core has for itself. The kernel runs with interrupts masked and, with more than one
 * node, under one lock; a core's data may be changed by another core that holds it.
 */

#include <kernel/lock.h>
#include <kernel/objects.h>

/** What schedule() has to do. */
enum sched_action {
    SCHED_RESUME = 0, /**< the current thread goes on */
    SCHED_CHOOSE,     /**< choose anew from the ready queues */
    SCHED_CANDIDATE   /**< percpu.candidate wants to run */
};

#define READY_BITMAP_WORDS (K_PRIORITIES / WORD_BITS)

/** Each core's own data. TPIDR_EL1 holds its address. */
struct percpu {
    struct tcb *current; /**< thread on the core; first: the vectors load it */
    struct tcb *loaded;  /**< thread whose address space and TLS registers the core has, or NULL */
    word_t kernel_stack; /**< top of the core's kernel stack; the vectors load it */
    word_t action;       /**< enum sched_action */
    struct tcb *candidate;          /**< for SCHED_CANDIDATE */
    struct tcb *idle;               /**< idle thread, never in a ready queue */
    word_t index;                   /**< logical core number */
    struct tcb *fpu_owner;          /**< thread whose FP registers the core holds, or NULL */
    struct lock_place *lock_place;  /**< own place in the queue for the lock; the vectors use it */
    struct lock_place *lock_before; /**< place that the core waited for; the vectors use it */
    struct tcb *vacated;            /**< thread that the core gave up while it entered, or NULL */
    word_t work_done; /**< units of work of long operations since the last look at the lock */
    word_t reschedule_cores;                 /**< bit c: core c has to look at its ready queues */
    word_t ready_summary;                    /**< bit i: ready_bitmap[i] is not 0 */
    word_t ready_bitmap[READY_BITMAP_WORDS]; /**< bit p: ready[p] is not empty */
    struct tcb_queue ready[K_PRIORITIES];
    /** Request of the core that has the lock (kernel/remote.h), 0: none or done. */
    word_t remote_request __attribute__((aligned(LOCK_GRANULE)));
    struct tcb *debug_threads
        __attribute__((aligned(LOCK_GRANULE))); /**< all threads of the core (debug builds only) */
    struct tcb idle_thread __attribute__((aligned(BIT(seL4_TCBBits))));
};

/** All cores; defined in sched/queue.c. Zero until sched_init_core(). */
extern struct percpu percpus[K_MAX_CORES];

#include <arch/percpu.h> /* arch_this_cpu(): the struct percpu of this core, several nodes */

/** The core that executes this. */
static inline struct percpu *this_cpu(void)
{
    if (K_SMP) {
        return arch_this_cpu();
    }
    return &percpus[0];
}

/** The thread on this core. */
static inline struct tcb *current_thread(void)
{
    return this_cpu()->current;
}
