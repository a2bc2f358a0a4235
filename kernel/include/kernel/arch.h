// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * What generic code needs from an architecture. Inline functions stand in headers of the
 * architecture with the names given here; kernel/arch/aarch64 is the real one,
 * kernel/arch/hosttest the one for tests in a Linux process.
 *
 * arch/context.h
 *   struct arch_user_context      saved user registers; the first member of struct tcb
 *   enum arch_reg                 names of registers, at least:
 *     ARCH_REG_CAP                capability address (in) and badge (out): x0
 *     ARCH_REG_BADGE              the same register
 *     ARCH_REG_MSG_INFO           message info: x1
 *     ARCH_REG_MSG0 … MSG0 + 3    message words, consecutive: x2 … x5
 *     ARCH_REG_FAULT_IP           where the thread continues when it is restarted
 *     ARCH_REG_NEXT_IP            where it continues otherwise
 *     ARCH_REG_SP, ARCH_REG_TLS   stack pointer, TPIDR_EL0
 *   word_t arch_context_get(const struct arch_user_context *, enum arch_reg)
 *   void arch_context_set(struct arch_user_context *, enum arch_reg, word_t)
 *   void arch_context_init(struct arch_user_context *)    of a new, zeroed thread
 *   const enum arch_reg arch_frame_registers[ARCH_FRAME_REGISTERS], the registers of
 *   seL4_UserContext from pc to x30, and arch_gp_registers[ARCH_GP_REGISTERS], the others;
 *   the first frame register is ARCH_REG_FAULT_IP
 *   const enum arch_reg arch_syscall_message[seL4_UnknownSyscall_Length - 1] and
 *   arch_exception_message[seL4_UserException_SPSR + 1]: registers in these fault messages
 *   word_t arch_sanitise_register(enum arch_reg, word_t)  the value that user level may set
 *
 * arch/machine.h
 *   kptr_t phys_to_kernel(paddr_t), paddr_t kernel_to_phys(kptr_t)   linear, without lookup
 *   bool preempt_pending(void)    an interrupt waits for this core; cheap
 *
 * arch/lock.h                     for builds with several nodes, see below
 *
 * arch/percpu.h
 *   struct percpu *arch_this_cpu(void)
 *
 * arch/irq.h
 *   ARCH_IRQ_COUNT, IRQ_NONE, and the functions below
 */

#include <kernel/objects.h>
#include <arch/context.h>
#include <arch/machine.h>
#include <arch/irq.h>
#include <arch/lock.h>

struct percpu;

/* Threads. */

/** Makes `tcb` the one whose address space, TLS registers and FP access this core has. */
void arch_switch_to_thread(struct tcb *tcb);

/** The same for the idle thread of this core. */
void arch_switch_to_idle(void);

/** Makes the context that of an idle thread: waits for interrupts in the kernel's mode. */
void arch_idle_context(struct tcb *tcb);

/** Saves the FP registers of `tcb` from whichever core holds them; they are its context's then. */
void arch_fpu_release(struct tcb *tcb);

/** The thread's FPU flag (tcb->fpu_disabled) has changed. */
void arch_fpu_flag_changed(struct tcb *tcb);

/** Registers of a thread were written by another one (WriteRegisters, CopyRegisters, TLS base);
 * if it is the current thread, takes over what is not restored from the context. */
void arch_registers_changed(struct tcb *tcb);

/** The last capability to the thread is being deleted: forgets it (FP registers). */
void arch_prepare_thread_delete(struct tcb *tcb);

/**
 * Kernel address of the IPC buffer at `address` in frame capability `frame` if user level may
 * read (`write`: also write) it and it is not device memory; else NULL. Also for null capabilities.
 */
word_t *arch_ipc_buffer(struct cap frame, vptr_t address, bool write);

/** Fills `bytes` (a multiple of 16, aligned to 16) with 0, visible to user level and hardware. */
void arch_clear_memory(kptr_t start, word_t bytes);

/* Interrupts; `irq` in the kernel's numbering. */

/** Takes the pending interrupt of this core from the controller; IRQ_NONE if there is none. */
word_t arch_irq_claim(void);

/** Tells the controller that a claimed interrupt has been taken care of. */
void arch_irq_complete(word_t irq);

/** Masks or unmasks an interrupt at the controller. */
void arch_irq_mask(word_t irq, bool masked);

/** Restarts the kernel's timer after its interrupt. */
void arch_timer_ack(void);

/** Handles an interrupt of state IRQ_IPI or IRQ_RESERVED. */
void arch_irq_internal(word_t irq);

/** Core `core` has to look at its ready queues (several nodes). */
void arch_reschedule_core(word_t core);

/*
 * Several nodes: kernel/lock.h, kernel/remote.h. arch/lock.h has
 *   void arch_wait_change(const word_t *word, word_t value)
 *     waits a while, but not if the word has another value, or after it got one
 *   void arch_wake_cores(void)
 *     ends the wait of every core; what was stored before is seen by them
 */

/** Interrupts core `core` so that it enters the kernel; it sees what was stored before. */
void arch_interrupt_core(word_t core);

/** This core, which is `cpu`, keeps nothing of threads in its registers, and no address space. */
void arch_vacate(struct percpu *cpu);

/** Private interrupt `number` of this core: masks or unmasks it, chooses what it triggers on. */
void arch_irq_mask_own(word_t number, bool masked);
void arch_irq_trigger_own(word_t number, bool edge);

/* Debug. */

/** One character on the debug console. */
void arch_debug_putchar(char c);

/** Prints the registers of a thread (debug builds). */
void arch_debug_dump_context(const struct tcb *tcb);

/** Prints the addresses that the kernel was called from; those of release builds are guesses. */
void arch_debug_backtrace(void);

/** Stops the machine for good. */
void arch_halt(void) __attribute__((noreturn));

/** Sends software generated interrupt `irq` to core `core` (debug, several nodes). */
void arch_debug_send_sgi(word_t core, word_t irq);
