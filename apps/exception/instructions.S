// SPDX-License-Identifier: BSD-2-Clause
//
// Faults at addresses that are known.

    .text
    .globl fault_breakpoint
    .type fault_breakpoint, %function
fault_breakpoint:
    brk     #0
    ret
    .size fault_breakpoint, . - fault_breakpoint

    .globl fault_breakpoint_at
    .type fault_breakpoint_at, %function
fault_breakpoint_at:
    adr     x0, fault_breakpoint
    ret
    .size fault_breakpoint_at, . - fault_breakpoint_at

    .globl fault_undefined
    .type fault_undefined, %function
fault_undefined:
    mov     x0, #0
    udf     #0
    ret
    .size fault_undefined, . - fault_undefined

    .globl fault_misaligned
    .type fault_misaligned, %function
fault_misaligned:
    sub     x1, sp, #63         // an odd address of the stack: exclusive loads want an aligned one
    mov     x0, #0
    ldxr    w2, [x1]
    ret
    .size fault_misaligned, . - fault_misaligned

    .globl fault_system_call
    .type fault_system_call, %function
fault_system_call:
    mov     x0, #0
    mov     x7, #1234           // seL4's register of the number; FAULT_SYSTEM_CALL
    svc     #0
    ret
    .size fault_system_call, . - fault_system_call

    .section .note.GNU-stack, "", %progbits
