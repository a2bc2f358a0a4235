// SPDX-License-Identifier: BSD-2-Clause
//
// First instructions. seL4 starts the root task with x0 = address of the boot information, no stack
// and no thread-local storage.

    .section .text.start, "ax"
    .globl _start
    .type _start, %function
_start:
    adrp    x1, root_stack_top
    add     x1, x1, :lo12:root_stack_top
    mov     sp, x1
    mov     x29, xzr
    mov     x30, xzr
    mov     x19, x0
    mov     x0, xzr
    bl      tls_block
    msr     tpidr_el0, x0
    mov     x0, x19
    b       main
    .size _start, . - _start

/* Below it lies root_guard: the linker script. */
    .section .root_stack, "aw", %nobits
    .balign 16
    .skip   0x8000
root_stack_top:
