// SPDX-License-Identifier: BSD-2-Clause
//
// Code of threads: see code.h. No loop is without a hint that others may run: where QEMU runs all
// cores in turns by instruction count, version 7.2 else gives a core no turn as long as one before
// it is busy.

    .arch   armv8-a+fp+simd
    .text
    .balign 4096

    .globl code_count
    .type code_count, %function
code_count:
    add     x1, x1, #1
    str     x1, [x0]
    yield
    b       code_count
    .size code_count, . - code_count

    .globl code_call
    .type code_call, %function
code_call:
    svc     #0
    mov     x0, x8
    mov     x1, #0
    b       code_count
    .size code_call, . - code_call

    .globl code_poll
    .type code_poll, %function
code_poll:
    mov     x0, x8
    svc     #0
    yield
    b       code_poll
    .size code_poll, . - code_poll

    .globl code_watch
    .type code_watch, %function
code_watch:
    mov     x4, #0
1:  ldr     x3, [x0]
    str     x3, [x1]
    add     x4, x4, #1
    str     x4, [x2]
    yield
    b       1b
    .size code_watch, . - code_watch

.macro fill from, to
    add     x3, x0, #\from
    dup     v\from\().2d, x3
    .if \to - \from
    fill %(\from + 1), \to
    .endif
.endm

.macro check from, to
    add     x3, x0, #\from
    mov     x4, v\from\().d[0]
    mov     x5, v\from\().d[1]
    cmp     x3, x4
    ccmp    x3, x5, #0, eq
    b.ne    code_wrong
    .if \to - \from
    check %(\from + 1), \to
    .endif
.endm

    .altmacro
    .globl code_fp
    .type code_fp, %function
code_fp:
    fill    0, 31
    and     x6, x0, #0x1f
    msr     FPSR, x6
    ubfx    x7, x0, #5, #2
    lsl     x7, x7, #22
    msr     FPCR, x7
    mov     x8, #0
1:  check   0, 31
    mrs     x3, FPSR
    cmp     x3, x6
    b.ne    code_wrong
    mrs     x3, FPCR
    cmp     x3, x7
    b.ne    code_wrong
    add     x8, x8, #1
    str     x8, [x1]
    yield
    b       1b
    .size code_fp, . - code_fp

    .globl code_tls
    .type code_tls, %function
code_tls:
    msr     TPIDR_EL0, x0
    mov     x8, #0
1:  mrs     x3, TPIDR_EL0
    cmp     x3, x0
    b.ne    code_wrong
    add     x8, x8, #1
    str     x8, [x1]
    yield
    b       1b
    .size code_tls, . - code_tls

code_wrong:
    mov     x3, #1
    str     x3, [x2]
1:  yield
    b       1b
