// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * What the core that has the lock asks another one to do, and waits for: things that lie in a
 * core's registers. Only the core with the lock asks, so there is one request at a time, and
 * nobody who is asked ever waits for an answer (docs/locking.md).
 */

#include <kernel/percpu.h>

/** Requests: bits 7..0 of percpu.remote_request; an interrupt number above. */
enum remote_request {
    REMOTE_NOTHING = 0,
    REMOTE_VACATE,     /**< save what the registers hold of threads, leave the address space */
    REMOTE_IRQ_MASK,   /**< a private interrupt of that core, by the controller's number */
    REMOTE_IRQ_UNMASK, /**< the same */
    REMOTE_IRQ_LEVEL,  /**< it triggers while its line is high */
    REMOTE_IRQ_EDGE    /**< it triggers when its line rises */
};

#define REMOTE_IRQ_SHIFT 8

/** Has `core`, another one that runs, do what is asked; returns when it is done. */
void remote_call(word_t core, enum remote_request request, word_t irq);

/**
 * Has `core`, another one, give up its current thread, which is ready afterwards and on no core: it
 * will restart what it was doing, or go on with it (remote_take_back()). No FP registers and no
 * address space are in that core either.
 */
void remote_vacate(word_t core);

/** Makes sure that `tcb` runs on no other core, so that its context and state may be changed. */
static inline void remote_stall(const struct tcb *tcb)
{
    if (K_SMP && tcb->core != this_cpu()->index && percpus[tcb->core].current == tcb) {
        remote_vacate(tcb->core);
    }
}

/** On the core that is asked: does what is asked, if anything is. */
void remote_serve(struct percpu *cpu);

/**
 * On the core that gave up its current thread, once it has the lock: takes the thread back as if it
 * had never been away, so that the system call, fault or interrupt that it entered with goes on.
 * Else whoever asks for one of the core's threads all the time would keep that core from system
 * calls and interrupts: it would be asked again before it has repeated them.
 * @return false if the thread was stopped, moved or changed meanwhile, or others go first
 */
bool remote_take_back(struct percpu *cpu);

/** What `tcb` was doing when its core gave it up is not to be continued from there. */
static inline void remote_forget(const struct tcb *tcb)
{
    if (K_SMP && percpus[tcb->core].vacated == tcb) {
        percpus[tcb->core].vacated = NULL;
    }
}
