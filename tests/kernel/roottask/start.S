// SPDX-License-Identifier: BSD-2-Clause
//
// First instructions of the test instance: x0 = information page, sp = the boot stack.

    .section .text.start, "ax"
    .globl _start
    .type _start, %function
_start:
    adrp    x1, instance_tls_block
    add     x1, x1, :lo12:instance_tls_block
    msr     tpidr_el0, x1
    mov     x29, xzr
    mov     x30, xzr
    b       instance_main
    .size _start, . - _start

/* Zero, as the one variable in it (libsel4's) is at first. */
    .section .bss.tls, "aw", %nobits
    .balign 16
    .globl instance_tls_block
instance_tls_block:
    .skip   256
