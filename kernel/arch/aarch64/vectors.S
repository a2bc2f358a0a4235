// SPDX-License-Identifier: BSD-2-Clause
/*
 * Exception vectors, and the way back to user level. Arm ARM (DDI 0487) D1.3.
 *
 * While a thread (the idle one included) runs, SP_EL1 points to its saved context, so that its
 * registers can be stored without a free one. The kernel proper runs on the core's kernel stack
 * with everything masked: an exception that is taken then is a bug of the kernel.
 */
#include <sel4/config.h>
#include <arch/context.h>
#include <arch/lock.h>
#include <arch/percpu.h>
#include <arch/sysreg.h>
#include <arch/panic_frame.h>
#include <arch/stack.h>
#include <arch/syscall_numbers.h>

/*
 * Stores the context that SP_EL1 points to, but for x22 and x23. Leaves x19 to x21 as SP_EL0,
 * ELR_EL1, SPSR_EL1.
 */
.macro save_most
    stp     x0, x1, [sp, #ARM_CONTEXT_X(0)]
    stp     x2, x3, [sp, #ARM_CONTEXT_X(2)]
    stp     x4, x5, [sp, #ARM_CONTEXT_X(4)]
    stp     x6, x7, [sp, #ARM_CONTEXT_X(6)]
    stp     x8, x9, [sp, #ARM_CONTEXT_X(8)]
    stp     x10, x11, [sp, #ARM_CONTEXT_X(10)]
    stp     x12, x13, [sp, #ARM_CONTEXT_X(12)]
    stp     x14, x15, [sp, #ARM_CONTEXT_X(14)]
    stp     x16, x17, [sp, #ARM_CONTEXT_X(16)]
    stp     x18, x19, [sp, #ARM_CONTEXT_X(18)]
    stp     x20, x21, [sp, #ARM_CONTEXT_X(20)]
    stp     x24, x25, [sp, #ARM_CONTEXT_X(24)]
    stp     x26, x27, [sp, #ARM_CONTEXT_X(26)]
    stp     x28, x29, [sp, #ARM_CONTEXT_X(28)]
    mrs     x19, SP_EL0
    mrs     x20, ELR_EL1
    mrs     x21, SPSR_EL1
    stp     x30, x19, [sp, #ARM_CONTEXT_X(30)]
    stp     x20, x21, [sp, #ARM_CONTEXT_NEXT_IP]
.endm

/* To the kernel stack of this core, with the lock. Changes x24, and what take_lock does. */
.macro enter_kernel
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    mrs     x24, TPIDR_EL1
    ldr     x25, [x24, #ARM_PERCPU_KERNEL_STACK]
    mov     sp, x25
    take_lock
#else
    adrp    x24, arm_kernel_stacks + ARM_STACK_SIZE
    add     sp, x24, :lo12:arm_kernel_stacks + ARM_STACK_SIZE
#endif
.endm

/* An exception that must not happen, by its place in the table. */
.macro unexpected number
    .balign 128
    msr     TPIDRRO_EL0, x0
    mov     x0, #\number
    b       arm_unexpected
.endm

.macro user_interrupt
    .balign 128
    stp     x22, x23, [sp, #ARM_CONTEXT_X(22)]
    save_most
    str     x20, [sp, #ARM_CONTEXT_FAULT_IP]
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    b       arm_interrupt
#else
    enter_kernel
    bl      fast_interrupt
    b       arm_return
#endif
.endm

    .section .text.vectors, "ax"
    .balign 2048
    .global arm_vectors
arm_vectors:
    /* At EL1 with SP_EL0, which the kernel never uses. */
    unexpected 0
    unexpected 1
    unexpected 2
    unexpected 3

    /* At EL1 with SP_EL1: only the idle thread runs with interrupts unmasked. */
    unexpected 4
    user_interrupt
    unexpected 6
    unexpected 7

    /* From EL0: system calls and faults, interrupts. */
    .balign 128
    stp     x22, x23, [sp, #ARM_CONTEXT_X(22)]
    mrs     x22, ESR_EL1
    lsr     x23, x22, #ARM_ESR_CLASS_SHIFT
    cmp     x23, #ARM_CLASS_SVC64
    b.ne    arm_user_exception
    save_most
    /* A system call that has to be restarted executes its svc again. */
    sub     x20, x20, #4
    str     x20, [sp, #ARM_CONTEXT_FAULT_IP]
#ifndef CONFIG_ENABLE_SMP_SUPPORT
    enter_kernel
    adr     x30, arm_return
    cmn     x7, #ARM_MINUS_CALL
    b.eq    fast_call
#endif
    b       arm_syscall

    user_interrupt
    unexpected 10
    unexpected 11

    /* From EL0 in AArch32, which arch_sanitise_register() rules out. */
    unexpected 12
    unexpected 13
    unexpected 14
    unexpected 15

/* Context saved, x0 to x7 as the thread had them: the arguments of the fast paths. */
arm_syscall:
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    enter_kernel
    adr     x30, arm_return
    cmn     x7, #ARM_MINUS_CALL
    b.eq    fast_call
#endif
    cmn     x7, #ARM_MINUS_REPLY_RECV
    b.eq    fast_reply_recv
    cmn     x7, #ARM_MINUS_SEND
    b.eq    fast_send
    cmn     x7, #ARM_MINUS_RECV
    b.eq    fast_recv
    cmn     x7, #ARM_MINUS_YIELD
    b.eq    fast_yield
    cmn     x7, #ARM_MINUS_NBSEND
    b.eq    fast_nbsend
    cmn     x7, #ARM_MINUS_NBRECV
    b.eq    fast_nbrecv
    mov     x0, x7
    tbz     x7, #63, fast_unknown
    b       kernel_syscall
fast_unknown:
    b       fast_unknown_syscall

/* x22 and x23 saved, and ESR_EL1 and the exception's class now. */
arm_user_exception:
    cmp     x23, #ARM_CLASS_FP
    b.eq    arm_fpu_trap
    .global arm_user_fault
arm_user_fault:
    save_most
    str     x20, [sp, #ARM_CONTEXT_FAULT_IP]
    enter_kernel
    adr     x30, arm_return
    mov     x0, x22
    b       arm_handle_fault

#ifdef CONFIG_ENABLE_SMP_SUPPORT
arm_interrupt:
    enter_kernel
    adr     x30, arm_return
    b       fast_interrupt

/*
 * Waits for the lock, and returns with x0, x1, x7 and x22 as they were; or, if the core has lost
 * its thread, continues with another one. The system call, fault or interrupt is lost then, and
 * will come again: the thread executes its instruction again, and an interrupt has not been
 * claimed yet.
 */
arm_wait_for_lock:
    mov     x19, x0
    mov     x20, x1
    mov     x21, x7
    mov     x23, x30
    bl      lock_wait
    mov     x30, x23
    tbz     w0, #0, 1f
    mov     x0, x19
    mov     x1, x20
    mov     x7, x21
    ret
1:  adr     x30, arm_return
    b       kernel_resume
#endif

/* Continues the current thread. The stack is not needed any more. */
    .global arm_return_current
arm_return_current:
    mrs     x0, TPIDR_EL1
    ldr     x0, [x0, #ARM_PERCPU_CURRENT]
/* The same with x0 = the thread. */
arm_return:
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    release_lock
#endif
    mov     sp, x0
    ldp     x30, x19, [sp, #ARM_CONTEXT_X(30)]
    ldp     x20, x21, [sp, #ARM_CONTEXT_NEXT_IP]
    msr     SP_EL0, x19
    msr     ELR_EL1, x20
    msr     SPSR_EL1, x21
    ldp     x2, x3, [sp, #ARM_CONTEXT_X(2)]
    ldp     x4, x5, [sp, #ARM_CONTEXT_X(4)]
    ldp     x6, x7, [sp, #ARM_CONTEXT_X(6)]
    ldp     x8, x9, [sp, #ARM_CONTEXT_X(8)]
    ldp     x10, x11, [sp, #ARM_CONTEXT_X(10)]
    ldp     x12, x13, [sp, #ARM_CONTEXT_X(12)]
    ldp     x14, x15, [sp, #ARM_CONTEXT_X(14)]
    ldp     x16, x17, [sp, #ARM_CONTEXT_X(16)]
    ldp     x18, x19, [sp, #ARM_CONTEXT_X(18)]
    ldp     x20, x21, [sp, #ARM_CONTEXT_X(20)]
    ldp     x22, x23, [sp, #ARM_CONTEXT_X(22)]
    ldp     x24, x25, [sp, #ARM_CONTEXT_X(24)]
    ldp     x26, x27, [sp, #ARM_CONTEXT_X(26)]
    ldp     x28, x29, [sp, #ARM_CONTEXT_X(28)]
    ldp     x0, x1, [sp, #ARM_CONTEXT_X(0)]
    /* Also synchronises the context, and clears the exclusive monitor. */
    eret

/* The idle thread: an interrupt ends the wait, and is taken in the next instruction. */
    .global arm_idle
arm_idle:
    wfi
    b       arm_idle

/*
 * x0 = number of the vector, its old value in TPIDRRO_EL0. The stack pointer may be the reason,
 * so registers go to a place of their own.
 */
arm_unexpected:
    msr     TPIDR_EL0, x1
    adrp    x1, arm_panic_frame
    add     x1, x1, :lo12:arm_panic_frame
    str     x0, [x1, #ARM_PANIC_VECTOR]
    stp     x2, x3, [x1, #ARM_PANIC_X(2)]
    mrs     x2, TPIDRRO_EL0
    mrs     x3, TPIDR_EL0
    stp     x2, x3, [x1, #ARM_PANIC_X(0)]
    stp     x4, x5, [x1, #ARM_PANIC_X(4)]
    stp     x6, x7, [x1, #ARM_PANIC_X(6)]
    stp     x8, x9, [x1, #ARM_PANIC_X(8)]
    stp     x10, x11, [x1, #ARM_PANIC_X(10)]
    stp     x12, x13, [x1, #ARM_PANIC_X(12)]
    stp     x14, x15, [x1, #ARM_PANIC_X(14)]
    stp     x16, x17, [x1, #ARM_PANIC_X(16)]
    stp     x18, x19, [x1, #ARM_PANIC_X(18)]
    stp     x20, x21, [x1, #ARM_PANIC_X(20)]
    stp     x22, x23, [x1, #ARM_PANIC_X(22)]
    stp     x24, x25, [x1, #ARM_PANIC_X(24)]
    stp     x26, x27, [x1, #ARM_PANIC_X(26)]
    stp     x28, x29, [x1, #ARM_PANIC_X(28)]
    mov     x2, sp
    stp     x30, x2, [x1, #ARM_PANIC_X(30)]
    adrp    x2, arm_panic_stack_top
    add     x2, x2, :lo12:arm_panic_stack_top
    mov     sp, x2
    mov     x0, x1
    bl      arm_panic_exception

    .section .bss.panic_stack, "aw", %nobits
    .balign 16
    .space  4096
arm_panic_stack_top:
