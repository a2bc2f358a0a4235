// SPDX-License-Identifier: BSD-2-Clause
/*
 * The timed instructions. All threads of a measurement share one word, timed_stamp: whoever is
 * about to execute a timed instruction stores the time there, and whoever comes back from one
 * subtracts it from the time then. If the kernel has switched threads in between, the difference is
 * the one-way cost: from the last instruction of one thread to the first one of the other.
 *
 * Counter ticks are 16 instructions. A pad of 0 to 15 instructions, chosen at random, goes before
 * each measurement, so that the mean of many is exact.
 */

    .text

/* x1 of them are executed; uses x9. */
.macro pad
    adr     x9, 1f
    sub     x9, x9, x1, lsl #2
    br      x9
    .rept   15
    nop
    .endr
1:
.endm

/* word_t timed_...(word_t frame[8], word_t pad): frame is x0 to x5, then x7. Returns ticks. */
.macro timed_function name
    .globl  \name
    .type   \name, %function
\name:
    stp     x29, x30, [sp, #-112]!
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    stp     x23, x24, [sp, #48]
    stp     x25, x26, [sp, #64]
    stp     x27, x28, [sp, #80]
    mov     x19, x0
    adrp    x20, timed_stamp
    add     x20, x20, :lo12:timed_stamp
    pad
    ldp     x2, x3, [x19, #16]
    ldp     x4, x5, [x19, #32]
    ldr     x7, [x19, #48]
    ldp     x0, x1, [x19]
.endm

.macro stamp
    mrs     x9, CNTVCT_EL0
    str     x9, [x20]
.endm

/* x9 is the time of return. */
.macro timed_return
    ldr     x10, [x20]
    stp     x0, x1, [x19]
    stp     x2, x3, [x19, #16]
    stp     x4, x5, [x19, #32]
    sub     x0, x9, x10
    ldp     x19, x20, [sp, #16]
    ldp     x21, x22, [sp, #32]
    ldp     x23, x24, [sp, #48]
    ldp     x25, x26, [sp, #64]
    ldp     x27, x28, [sp, #80]
    ldp     x29, x30, [sp], #112
    ret
.endm

/* What all of them cost but for the timed instruction and what the kernel does. */
timed_function timed_nothing
    stamp
    mrs     x9, CNTVCT_EL0
    timed_return

timed_function timed_svc
    stamp
    svc     #0
    .globl  timed_after_svc
timed_after_svc:
    mrs     x9, CNTVCT_EL0
    timed_return

/* Uses the FP unit at once when it comes back. */
    .arch   armv8-a+fp+simd
timed_function timed_svc_fp
    stamp
    svc     #0
    fmov    d0, x9
    mrs     x9, CNTVCT_EL0
    timed_return

timed_function timed_nothing_fp
    stamp
    fmov    d0, x9
    mrs     x9, CNTVCT_EL0
    timed_return

/* Reads from the address in x0, which may fault; the system continues it by making it readable. */
timed_function timed_load
    stamp
    ldr     x9, [x0]
    mrs     x9, CNTVCT_EL0
    timed_return

/* An instruction that does not exist; the handler continues behind it. */
timed_function timed_undefined
    stamp
    udf     #0
    .globl  timed_after_undefined
timed_after_undefined:
    mrs     x9, CNTVCT_EL0
    timed_return

/*
 * Waits for the interrupt that has been programmed for the counter value in timed_stamp. That one
 * is a whole tick, so the pad comes before the second reading.
 */
timed_function timed_interrupt
    sub     sp, sp, #16
    adr     x9, 2f
    ldr     x10, [x19, #56]
    sub     x9, x9, x10, lsl #2
    str     x9, [sp]
    svc     #0
    ldr     x9, [sp]
    br      x9
    .rept   15
    nop
    .endr
2:
    mrs     x9, CNTVCT_EL0
    add     sp, sp, #16
    timed_return

    .section .bss.timed, "aw", %nobits
    .balign 64
    .globl  timed_stamp
timed_stamp:
    .space  64
