// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * Entries of the kernel, called by the exception vectors with interrupts masked, on the kernel
 * stack, after the user registers have been saved in current_thread()->context. Each one ends
 * with the choice and activation of the next thread, current_thread() then, and returns it.
 * ARCH_REG_NEXT_IP is where user level goes on, ARCH_REG_FAULT_IP where it would restart: the
 * address of the svc after an svc, else both are equal. The vectors try kernel/fast.h first.
 */

#include <kernel/fault.h>

/** The core has lost its thread while it waited for the lock (lock_wait()): chooses anew. */
struct tcb *kernel_resume(void);

/** A system call with number `number` (register x7, seL4_Syscall_ID), the svc having trapped. */
struct tcb *kernel_syscall(word_t number);

/** A Call with message info `info` of the capability in `slot`, which has been looked up. */
struct tcb *kernel_invocation(struct cte *slot, word_t info);

/** The current thread has faulted in user mode. */
struct tcb *kernel_fault(struct fault fault);

/** Interrupt `irq` has been claimed (arch_irq_claim()). The vectors call fast_interrupt(). */
struct tcb *kernel_interrupt(word_t irq);

/* Inside the kernel. */

/** An error reply for the current thread: label and extra words. */
void syscall_reply_error(struct tcb *tcb, const struct syscall_error *error);

/** Debug system calls; false if the number is none of them. */
bool syscall_debug(struct tcb *tcb, word_t number);

/** The pending interrupt is handled (also after STATUS_PREEMPTED). */
void irq_handle_pending(void);
