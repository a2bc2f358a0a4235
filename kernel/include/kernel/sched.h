// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Ready queues and the choice of the next thread (manual section 6.1.3). */

#include <kernel/percpu.h>

/** Prepares `core`'s queues and its idle thread; on that core, once, before anything else. */
void sched_init_core(word_t core);

/** Cores that have called sched_init_core(). */
word_t sched_core_count(void);

/** Whether the scheduler may choose the thread. */
static inline bool thread_is_runnable(const struct tcb *tcb)
{
    return tcb->state == THREAD_RUNNING || tcb->state == THREAD_RESTART;
}

/** Puts a thread that is in no queue at the head of its core's ready queue. No-op if queued. */
void sched_enqueue(struct tcb *tcb);

/** The same at the tail. */
void sched_append(struct tcb *tcb);

/** Takes the thread out of its ready queue. No-op if not queued. */
void sched_dequeue(struct tcb *tcb);

/** Whether a thread is ready on the core, and the highest priority of those that are. */
bool sched_highest_ready(const struct percpu *cpu, word_t *priority);

/** The current thread may no longer be the right one: schedule() chooses anew. */
void sched_reschedule(void);

/** `tcb` has become runnable: it runs next if its priority allows that. */
void sched_possible_switch(struct tcb *tcb);

/** Chooses and switches to the thread to run; ends every kernel entry. */
void sched_schedule(void);

/** Prepares the current thread for its return to user level; after sched_schedule(). */
void sched_activate(void);

/** The kernel's timer has ticked. */
void sched_tick(void);

/** seL4_Yield() of the current thread. */
void sched_yield_current(void);

/** One entry of the domain schedule. */
struct domain_slice {
    word_t domain;
    word_t ticks; /**< 0 with domain 0: end of the schedule */
};

/** Entry `index` (< K_DOMAIN_SCHEDULE) of the domain schedule. */
struct domain_slice sched_domain_get(word_t index);

/** Sets entry `index` of the domain schedule. */
void sched_domain_set(word_t index, struct domain_slice slice);

/** Entry with which the schedule starts over. */
word_t sched_domain_start(void);

/** Chooses that entry and starts with it at once. */
void sched_domain_set_start(word_t index);

/**
 * After each unit of work of a long operation, about the deletion of a capability: STATUS_PREEMPTED
 * if it shall stop because an interrupt is pending, or (after some units) because other cores wait
 * for the lock; else STATUS_OK.
 */
enum status sched_preemption_point(void);
