// SPDX-License-Identifier: BSD-2-Clause
//
// Code whose registers a case has to know exactly.

    .text
    .arch_extension fp
    .arch_extension simd

    .macro fp_fill_one n
    add     x3, x2, #\n
    dup     v\n\().2d, x3
    .endm

    .macro fp_compare_one n, bad
    add     x3, x2, #\n
    umov    x4, v\n\().d[0]
    cmp     x3, x4
    b.ne    \bad
    umov    x4, v\n\().d[1]
    cmp     x3, x4
    b.ne    \bad
    .endm

/* All FP registers from x2 on: register n holds x2 + n, twice. x3 is used. */
    .macro fp_fill
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    fp_fill_one \n
    .endr
    .endm

/* Goes to `bad` if one of them holds something else. x3 and x4 are used. */
    .macro fp_compare bad
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    fp_compare_one \n, \bad
    .endr
    .endm

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

/* As code_load, but stores the 32 FP registers, each 16 bytes, at x0. */
    .globl code_fp_store
    .type code_fp_store, %function
code_fp_store:
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    str     q\n, [x0, #16 * \n]
    .endr
    b       code_park
    .size code_fp_store, . - code_fp_store

/*
 * x0: own record, x1: the other thread's, x2: a pattern. Keeps the pattern in all FP registers and
 * looks at them again and again, until it has seen the other thread's count change five times.
 * A record: a count; then 1 if all was well to the end, 2 if not.
 */
    .globl code_fp_hold
    .type code_fp_hold, %function
code_fp_hold:
    fp_fill
    ldr     x7, [x1]
    mov     x8, #0
1:  fp_compare 3f
    ldr     x5, [x0]
    add     x5, x5, #1
    str     x5, [x0]
    ldr     x6, [x1]
    cmp     x6, x7
    cinc    x8, x8, ne
    mov     x7, x6
    ldr     x6, [x1, #8]
    cbnz    x6, 2f
    cmp     x8, #5
    b.lo    1b
2:  mov     x5, #1
    str     x5, [x0, #8]
    b       code_park
3:  mov     x5, #2
    str     x5, [x0, #8]
    b       code_park
    .size code_fp_hold, . - code_fp_hold

/* The same across a system call: x2 the pattern, x7 the number; x8 = 1 if all was well. */
    .globl code_fp_call
    .type code_fp_call, %function
code_fp_call:
    mov     x9, x2
    fp_fill
    mov     x2, #0
    svc     #0
    mov     x2, x9
    mov     x8, #0
    fp_compare 1f
    mov     x8, #1
1:  b       code_park
    .size code_fp_call, . - code_fp_call

/* Each reads a register of timer, counter or performance monitor to x0. */
    .globl code_read_cntpct, code_read_cntvct
    .globl code_read_cntp_ctl, code_read_cntv_ctl, code_read_pmccntr
code_read_cntpct:
    mrs     x0, cntpct_el0
    b       code_park
code_read_cntvct:
    mrs     x0, cntvct_el0
    b       code_park
code_read_cntp_ctl:
    mrs     x0, cntp_ctl_el0
    b       code_park
code_read_cntv_ctl:
    mrs     x0, cntv_ctl_el0
    b       code_park
code_read_pmccntr:
    mrs     x0, pmccntr_el0
    b       code_park
