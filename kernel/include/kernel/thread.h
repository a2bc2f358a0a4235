// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Operations on threads and on the message registers of their IPC. */

#include <kernel/sched.h>
#include <kernel/arch.h>

/** Makes the zeroed memory of a TCB object an inactive thread (Retype, boot). */
void tcb_init(struct tcb *tcb);

/** Sets the state and what the scheduler has to know of it. */
void thread_set_state(struct tcb *tcb, enum thread_state state);

/** Stops the thread: cancels what it waits for, takes it out of the ready queues. */
void thread_suspend(struct tcb *tcb);

/** Makes a stopped or blocked thread continue at its fault address; cancels what it waits for. */
void thread_restart(struct tcb *tcb);

/** Sets the priority and requeues the thread. */
void thread_set_priority(struct tcb *tcb, word_t priority);

/** Sets the maximum controlled priority. */
void thread_set_max_priority(struct tcb *tcb, word_t priority);

/** Moves the thread to another core (SetAffinity). */
void thread_set_core(struct tcb *tcb, word_t core);

/** Gives the thread its master reply capability if it has none yet. */
void thread_setup_reply_master(struct tcb *tcb);

/** Binds thread and notification, which are both unbound. */
void thread_bind_notification(struct tcb *tcb, struct notification *notification);

/** Undoes thread_bind_notification(); no-op if nothing is bound. */
void thread_unbind_notification(struct tcb *tcb);

/** Undoes thread_bind_notification() from the notification's side. */
void notification_unbind(struct notification *notification);

/** Sets the name of a thread (debug builds; else no-op). Longer names are cut. */
void thread_set_name(struct tcb *tcb, const char *name);

/** All threads of the core, for seL4_DebugDumpScheduler() (debug builds; else no-op). */
void thread_debug_list_add(struct tcb *tcb);
void thread_debug_list_remove(struct tcb *tcb);

/**
 * The thread's IPC buffer in kernel memory if it has one that it may read (`write`: write),
 * else NULL.
 */
static inline word_t *thread_buffer(const struct tcb *tcb, bool write)
{
    return arch_ipc_buffer(tcb->slots[TCB_SLOT_BUFFER].cap, tcb->ipc_buffer, write);
}

/** A saved register of a thread that does not run. */
static inline word_t thread_get_reg(const struct tcb *tcb, enum arch_reg reg)
{
    return arch_context_get(&tcb->context, reg);
}

/** Sets it. */
static inline void thread_set_reg(struct tcb *tcb, enum arch_reg reg, word_t value)
{
    arch_context_set(&tcb->context, reg, value);
}

/** Word of the IPC buffer (seL4_IPCBuffer as an array of words) where message word i stands. */
#define BUFFER_MSG(i)        (1u + (i))
#define BUFFER_CAP(i)        (122u + (i))
#define BUFFER_RECEIVE_CNODE 125u
#define BUFFER_RECEIVE_INDEX 126u
#define BUFFER_RECEIVE_DEPTH 127u

/** Message words that travel in registers. */
#define MSG_REGS seL4_FastMessageRegisters

/**
 * Sets message word `i` of `tcb`, whose IPC buffer is `buffer` (NULL: none).
 * @return number of message words that are there now: i + 1, or MSG_REGS without a buffer
 */
static inline word_t thread_set_msg(struct tcb *tcb, word_t *buffer, word_t i, word_t value)
{
    if (i < MSG_REGS) {
        arch_context_set(&tcb->context, (enum arch_reg)(ARCH_REG_MSG0 + i), value);
        return i + 1;
    }
    if (buffer == NULL) {
        return MSG_REGS;
    }
    buffer[BUFFER_MSG(i)] = value;
    return i + 1;
}
