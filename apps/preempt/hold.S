// SPDX-License-Identifier: BSD-2-Clause
//
// void hold_registers(const struct registers *in, struct registers *out, uint64_t spins)
//
// Loads all registers from `in`, spins, and stores what they have become in `out`. Only sp and x0,
// the counter, are used meanwhile. The offsets are those of struct registers (preempt.h).

#define X     0                 // x1 to x30
#define NZCV  240
#define FPCR  248
#define FPSR  256
#define TP    264               // tpidr_el0, stored only
#define Q     272               // q0 to q31
#define SIZE  784

#define SAVED (SIZE)            // callee-saved registers, on the stack behind the result
#define FRAME (SIZE + 192)

    .text
    .globl hold_registers
    .type hold_registers, %function
hold_registers:
    sub     sp, sp, #FRAME
    add     x9, sp, #SAVED
    stp     x29, x30, [x9, #0]
    stp     x19, x20, [x9, #16]
    stp     x21, x22, [x9, #32]
    stp     x23, x24, [x9, #48]
    stp     x25, x26, [x9, #64]
    stp     x27, x28, [x9, #80]
    stp     d8, d9, [x9, #96]
    stp     d10, d11, [x9, #112]
    stp     d12, d13, [x9, #128]
    stp     d14, d15, [x9, #144]
    mrs     x10, fpcr
    stp     x1, x10, [x9, #160]

    add     x9, x0, #Q
    ldp     q0, q1, [x9, #0]
    ldp     q2, q3, [x9, #32]
    ldp     q4, q5, [x9, #64]
    ldp     q6, q7, [x9, #96]
    ldp     q8, q9, [x9, #128]
    ldp     q10, q11, [x9, #160]
    ldp     q12, q13, [x9, #192]
    ldp     q14, q15, [x9, #224]
    ldp     q16, q17, [x9, #256]
    ldp     q18, q19, [x9, #288]
    ldp     q20, q21, [x9, #320]
    ldp     q22, q23, [x9, #352]
    ldp     q24, q25, [x9, #384]
    ldp     q26, q27, [x9, #416]
    ldp     q28, q29, [x9, #448]
    ldp     q30, q31, [x9, #480]
    ldr     x9, [x0, #FPCR]
    msr     fpcr, x9
    ldr     x9, [x0, #FPSR]
    msr     fpsr, x9
    ldr     x9, [x0, #NZCV]
    msr     nzcv, x9

    str     x2, [sp]            // the counter, into x0 at last
    ldr     x1, [x0, #X]
    ldp     x2, x3, [x0, #X + 8]
    ldp     x4, x5, [x0, #X + 24]
    ldp     x6, x7, [x0, #X + 40]
    ldp     x8, x9, [x0, #X + 56]
    ldp     x10, x11, [x0, #X + 72]
    ldp     x12, x13, [x0, #X + 88]
    ldp     x14, x15, [x0, #X + 104]
    ldp     x16, x17, [x0, #X + 120]
    ldp     x18, x19, [x0, #X + 136]
    ldp     x20, x21, [x0, #X + 152]
    ldp     x22, x23, [x0, #X + 168]
    ldp     x24, x25, [x0, #X + 184]
    ldp     x26, x27, [x0, #X + 200]
    ldp     x28, x29, [x0, #X + 216]
    ldr     x30, [x0, #X + 232]
    ldr     x0, [sp]

1:  sub     x0, x0, #1          // changes no flags
    cbnz    x0, 1b

    stp     x1, x2, [sp, #X]
    stp     x3, x4, [sp, #X + 16]
    stp     x5, x6, [sp, #X + 32]
    stp     x7, x8, [sp, #X + 48]
    stp     x9, x10, [sp, #X + 64]
    stp     x11, x12, [sp, #X + 80]
    stp     x13, x14, [sp, #X + 96]
    stp     x15, x16, [sp, #X + 112]
    stp     x17, x18, [sp, #X + 128]
    stp     x19, x20, [sp, #X + 144]
    stp     x21, x22, [sp, #X + 160]
    stp     x23, x24, [sp, #X + 176]
    stp     x25, x26, [sp, #X + 192]
    stp     x27, x28, [sp, #X + 208]
    stp     x29, x30, [sp, #X + 224]
    mrs     x0, nzcv
    str     x0, [sp, #NZCV]
    mrs     x0, fpcr
    str     x0, [sp, #FPCR]
    mrs     x0, fpsr
    str     x0, [sp, #FPSR]
    mrs     x0, tpidr_el0
    str     x0, [sp, #TP]
    add     x0, sp, #Q
    stp     q0, q1, [x0, #0]
    stp     q2, q3, [x0, #32]
    stp     q4, q5, [x0, #64]
    stp     q6, q7, [x0, #96]
    stp     q8, q9, [x0, #128]
    stp     q10, q11, [x0, #160]
    stp     q12, q13, [x0, #192]
    stp     q14, q15, [x0, #224]
    stp     q16, q17, [x0, #256]
    stp     q18, q19, [x0, #288]
    stp     q20, q21, [x0, #320]
    stp     q22, q23, [x0, #352]
    stp     q24, q25, [x0, #384]
    stp     q26, q27, [x0, #416]
    stp     q28, q29, [x0, #448]
    stp     q30, q31, [x0, #480]

    add     x9, sp, #SAVED
    ldp     x1, x10, [x9, #160] // where the result goes; fpcr as it was
    msr     fpcr, x10
    mov     x2, #0
2:  ldr     x3, [sp, x2]
    str     x3, [x1, x2]
    add     x2, x2, #8
    cmp     x2, #SIZE
    b.ne    2b

    ldp     x29, x30, [x9, #0]
    ldp     x19, x20, [x9, #16]
    ldp     x21, x22, [x9, #32]
    ldp     x23, x24, [x9, #48]
    ldp     x25, x26, [x9, #64]
    ldp     x27, x28, [x9, #80]
    ldp     d8, d9, [x9, #96]
    ldp     d10, d11, [x9, #112]
    ldp     d12, d13, [x9, #128]
    ldp     d14, d15, [x9, #144]
    add     sp, sp, #FRAME
    ret
    .size hold_registers, . - hold_registers

    .section .note.GNU-stack, "", %progbits
