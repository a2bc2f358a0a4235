// SPDX-License-Identifier: BSD-2-Clause
/* First instructions of the root task: x0 = boot information, no stack, no thread-local storage. */
    .section .text.start, "ax"
    .globl _start
_start:
    adrp    x1, bench_stack_top
    add     x1, x1, :lo12:bench_stack_top
    mov     sp, x1
    adrp    x1, bench_tls
    add     x1, x1, :lo12:bench_tls
    msr     TPIDR_EL0, x1
    mov     x29, xzr
    mov     x30, xzr
    b       bench_main

    .section .bss.bench_stack, "aw", %nobits
    .balign 4096
    .space  32768
bench_stack_top:
    /* Zero, as the only variable in it is at first: libsel4's address of the IPC buffer. */
bench_tls:
    .space  256
