// SPDX-License-Identifier: BSD-2-Clause
//
// A breakpoint at an address that is known.

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

    .section .note.GNU-stack, "", %progbits
