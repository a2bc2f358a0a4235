// SPDX-License-Identifier: BSD-2-Clause
//
// Where a task begins, and where it goes when the manager makes it yield.

    .text

// x0 = entry, x1 = its argument. Frame pointer and return address end the backtrace.
    .globl plat_thread_start
    .type plat_thread_start, %function
plat_thread_start:
    mov     x29, xzr
    mov     x30, xzr
    mov     x2, x0
    mov     x0, x1
    blr     x2
    brk     #1                      // an entry function does not return
    .size plat_thread_start, . - plat_thread_start

// The manager has kept the integer registers and the flags; here sp is the interrupted one, aligned
// down. The floating-point registers are saved on the stack of the task. Calls use at most four
// message words, so a message half built in the IPC buffer stays as it is. The way back is the
// manager's, asked for by plat_preempt_return().
    .globl plat_preempt_trampoline
    .type plat_preempt_trampoline, %function
plat_preempt_trampoline:
    sub     sp, sp, #(32 * 16 + 16)
    stp     q0, q1, [sp, #16 + 0 * 32]
    stp     q2, q3, [sp, #16 + 1 * 32]
    stp     q4, q5, [sp, #16 + 2 * 32]
    stp     q6, q7, [sp, #16 + 3 * 32]
    stp     q8, q9, [sp, #16 + 4 * 32]
    stp     q10, q11, [sp, #16 + 5 * 32]
    stp     q12, q13, [sp, #16 + 6 * 32]
    stp     q14, q15, [sp, #16 + 7 * 32]
    stp     q16, q17, [sp, #16 + 8 * 32]
    stp     q18, q19, [sp, #16 + 9 * 32]
    stp     q20, q21, [sp, #16 + 10 * 32]
    stp     q22, q23, [sp, #16 + 11 * 32]
    stp     q24, q25, [sp, #16 + 12 * 32]
    stp     q26, q27, [sp, #16 + 13 * 32]
    stp     q28, q29, [sp, #16 + 14 * 32]
    stp     q30, q31, [sp, #16 + 15 * 32]
    mrs     x0, fpcr
    mrs     x1, fpsr
    stp     x0, x1, [sp]

1:  bl      plat_preempt_yield      // returns when the yield is over
    ldp     x0, x1, [sp]
    msr     fpcr, x0
    msr     fpsr, x1
    ldp     q0, q1, [sp, #16 + 0 * 32]
    ldp     q2, q3, [sp, #16 + 1 * 32]
    ldp     q4, q5, [sp, #16 + 2 * 32]
    ldp     q6, q7, [sp, #16 + 3 * 32]
    ldp     q8, q9, [sp, #16 + 4 * 32]
    ldp     q10, q11, [sp, #16 + 5 * 32]
    ldp     q12, q13, [sp, #16 + 6 * 32]
    ldp     q14, q15, [sp, #16 + 7 * 32]
    ldp     q16, q17, [sp, #16 + 8 * 32]
    ldp     q18, q19, [sp, #16 + 9 * 32]
    ldp     q20, q21, [sp, #16 + 10 * 32]
    ldp     q22, q23, [sp, #16 + 11 * 32]
    ldp     q24, q25, [sp, #16 + 12 * 32]
    ldp     q26, q27, [sp, #16 + 13 * 32]
    ldp     q28, q29, [sp, #16 + 14 * 32]
    ldp     q30, q31, [sp, #16 + 15 * 32]
    bl      plat_preempt_return     // without floating point; does not return here ...
    b       1b                      // ... but when there is to be another yield first
    .size plat_preempt_trampoline, . - plat_preempt_trampoline

    .section .note.GNU-stack, "", %progbits
