// SPDX-License-Identifier: BSD-2-Clause
//
// The first instructions of a suite, and a way back from the middle of a case to its start.

    .section .text.start, "ax"
    .globl _start
    .type _start, %function
_start:
    adrp    x1, main_stack_top
    add     x1, x1, :lo12:main_stack_top
    mov     sp, x1
    adrp    x1, main_tls
    add     x1, x1, :lo12:main_tls
    msr     tpidr_el0, x1
    mov     x29, xzr
    mov     x30, xzr
    b       ktest_main
    .size _start, . - _start

    .text
    .globl checkpoint_set
    .type checkpoint_set, %function
checkpoint_set:
    stp     x19, x20, [x0]
    stp     x21, x22, [x0, #16]
    stp     x23, x24, [x0, #32]
    stp     x25, x26, [x0, #48]
    stp     x27, x28, [x0, #64]
    stp     x29, x30, [x0, #80]
    mov     x1, sp
    str     x1, [x0, #96]
    mov     w0, wzr
    ret
    .size checkpoint_set, . - checkpoint_set

    .globl checkpoint_return
    .type checkpoint_return, %function
checkpoint_return:
    ldp     x19, x20, [x0]
    ldp     x21, x22, [x0, #16]
    ldp     x23, x24, [x0, #32]
    ldp     x25, x26, [x0, #48]
    ldp     x27, x28, [x0, #64]
    ldp     x29, x30, [x0, #80]
    ldr     x1, [x0, #96]
    mov     sp, x1
    mov     w0, #1
    ret
    .size checkpoint_return, . - checkpoint_return

    .section .bss.main_stack, "aw", %nobits
    .balign 64
main_tls:
    .skip   64
    .skip   0x4000
main_stack_top:
