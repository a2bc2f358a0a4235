// SPDX-License-Identifier: BSD-2-Clause
//
// Code whose registers a case has to know exactly.

    .text
/* Stores x2 to x30, sp, tpidr_el0 and tpidrro_el0 to words 2 to 33 at x0, then yields for ever. */
    .globl code_store_registers
    .type code_store_registers, %function
code_store_registers:
    stp     x2, x3, [x0, #16]
    stp     x4, x5, [x0, #32]
    stp     x6, x7, [x0, #48]
    stp     x8, x9, [x0, #64]
    stp     x10, x11, [x0, #80]
    stp     x12, x13, [x0, #96]
    stp     x14, x15, [x0, #112]
    stp     x16, x17, [x0, #128]
    stp     x18, x19, [x0, #144]
    stp     x20, x21, [x0, #160]
    stp     x22, x23, [x0, #176]
    stp     x24, x25, [x0, #192]
    stp     x26, x27, [x0, #208]
    stp     x28, x29, [x0, #224]
    mov     x1, sp
    stp     x30, x1, [x0, #240]
    mrs     x1, tpidr_el0
    mrs     x2, tpidrro_el0
    stp     x1, x2, [x0, #256]
1:  mov     x7, #-7
    svc     #0
    b       1b
    .size code_store_registers, . - code_store_registers

/* Each of these faults at its first instruction and, once that is done, at code_park. */
    .globl code_load
    .type code_load, %function
code_load:
    ldr     x2, [x0]
    str     x2, [x1]
    b       code_park
    .size code_load, . - code_load

    .globl code_store
    .type code_store, %function
code_store:
    str     x1, [x0]
    b       code_park
    .size code_store, . - code_store

    .globl code_jump
    .type code_jump, %function
code_jump:
    br      x0
    .size code_jump, . - code_jump

    .globl code_exclusive
    .type code_exclusive, %function
code_exclusive:
    ldxr    x2, [x0]
    b       code_park
    .size code_exclusive, . - code_exclusive

    .globl code_break
    .type code_break, %function
code_break:
    brk     #5
    b       code_park
    .size code_break, . - code_break

    .globl code_system_register
    .type code_system_register, %function
code_system_register:
    mrs     x0, sctlr_el1
    b       code_park
    .size code_system_register, . - code_system_register

    .globl code_stack
    .type code_stack, %function
code_stack:
    ldr     x2, [sp]
    b       code_park
    .size code_stack, . - code_stack

    .globl code_fp
    .type code_fp, %function
code_fp:
    .inst   0x9e670000              /* fmov d0, x0 */
    b       code_park
    .size code_fp, . - code_fp

/* A system call with all registers as they were written. */
    .globl code_svc
    .type code_svc, %function
code_svc:
    svc     #0
    b       code_park
    .size code_svc, . - code_svc

    .globl code_park
    .type code_park, %function
code_park:
    udf     #0
    b       code_park
    .size code_park, . - code_park
