// SPDX-License-Identifier: BSD-2-Clause
//
// Functions with one instruction that faults; a handler puts the answer into x0 and goes on
// behind it.

    .text
    .balign 4
    .globl traps_start
traps_start:

    .globl trap_read
    .type trap_read, %function
trap_read:
    ldr     x0, [x0]
    ret
    .size trap_read, . - trap_read

    .globl trap_write
    .type trap_write, %function
trap_write:
    str     xzr, [x0]
    ret
    .size trap_write, . - trap_write

    .globl trap_breakpoint
    .type trap_breakpoint, %function
trap_breakpoint:
    brk     #0
    ret
    .size trap_breakpoint, . - trap_breakpoint

    .globl trap_undefined
    .type trap_undefined, %function
trap_undefined:
    udf     #0
    ret
    .size trap_undefined, . - trap_undefined

    .globl trap_misaligned
    .type trap_misaligned, %function
trap_misaligned:
    sub     x1, sp, #63         // an odd address of the stack: exclusive loads want an aligned one
    ldxr    w2, [x1]
    ret
    .size trap_misaligned, . - trap_misaligned

    .globl trap_system_call
    .type trap_system_call, %function
trap_system_call:
    mov     x7, #1234           // seL4's register of the number
    svc     #0
    ret
    .size trap_system_call, . - trap_system_call

    .globl traps_end
traps_end:

    .section .note.GNU-stack, "", %progbits
