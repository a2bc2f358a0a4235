// SPDX-License-Identifier: BSD-2-Clause

#define FPCR_ROUND 0xc00000 /* towards zero: not what a thread begins with */

    .text
    .arch_extension fp
    .arch_extension simd

    .globl witness_code
    .type witness_code, %function
witness_code:
    mov     x2, #FPCR_ROUND
    msr     fpcr, x2
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    add     x2, x1, #0x100 + \n
    dup     v\n\().2d, x2
    .endr

1:  .irp n, 4,5,6,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
    mov     x3, #\n
    add     x2, x1, #\n
    cmp     x2, x\n
    b.ne    2f
    .endr
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    mov     x3, #0x100 + \n
    add     x2, x1, x3
    umov    x7, v\n\().d[0]
    cmp     x2, x7
    b.ne    2f
    umov    x7, v\n\().d[1]
    cmp     x2, x7
    b.ne    2f
    .endr
    mov     x3, #0x200
    mov     x2, #FPCR_ROUND
    mrs     x7, fpcr
    cmp     x2, x7
    b.ne    2f
    mov     x3, #0x201
    add     x2, x1, #0x201
    mov     x7, sp
    cmp     x2, x7
    b.ne    2f
    mov     x3, #0x202
    add     x2, x1, #0x202
    mrs     x7, tpidr_el0
    cmp     x2, x7
    b.ne    2f
    mov     x3, #0x203
    add     x2, x1, #0x203
    mrs     x7, tpidrro_el0
    cmp     x2, x7
    b.ne    2f
    ldr     x2, [x0]
    add     x2, x2, #1
    str     x2, [x0]
    mov     x7, #-7                 /* yield */
    svc     #0
    b       1b
2:  str     x3, [x0, #8]
3:  mov     x7, #-7
    svc     #0
    b       3b
    .size witness_code, . - witness_code
