// SPDX-License-Identifier: BSD-2-Clause
//
// The code of the workers; worker.h tells what each entry does. It is copied to a page of its own,
// so it refers to nothing outside itself. x8 points to the result block.

#define RESULT_CAP  64
#define RESULT_DONE 72
#define SYS_RECV    -5
#define PARK_SLOT   4

    .macro leave
    stp     x0, x1, [x8]
    stp     x2, x3, [x8, #16]
    stp     x4, x5, [x8, #32]
    stp     x6, x7, [x8, #48]
    str     x8, [x8, #RESULT_DONE]
    b       park
    .endm

    .macro entry offset
    .org    worker_code + \offset
    .endm

    .section .rodata.worker_code, "a"
    .balign 64
    .globl worker_code
worker_code:
    entry   0x00
    str     x0, [x8, #RESULT_CAP]
    svc     #0
    leave
    entry   0x40
    ldr     x0, [x0]
    leave
    entry   0x80
    str     x1, [x0]
    leave
    entry   0xc0
    br      x0
    entry   0x100
    brk     #1
    leave
    entry   0x140
    .inst   0x00000001
    leave
    entry   0x180
    mrs     x0, sctlr_el1
    leave
    entry   0x1c0
    .arch   armv8-a+fp
    fmov    x0, d8
    fmov    d8, x1
    leave
    entry   0x200
park:
    mov     x0, #PARK_SLOT
    mov     x1, xzr
    mov     x2, xzr
    mov     x3, xzr
    mov     x4, xzr
    mov     x5, xzr
    mov     x6, xzr
    mov     x7, #SYS_RECV
    svc     #0
    b       park
    entry   0x240
