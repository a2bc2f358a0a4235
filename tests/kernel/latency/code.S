// SPDX-License-Identifier: BSD-2-Clause
//
// Threads without a stack, by the hundred: x0 is a capability.

    .text

/* Sends to it; waits for it; and stops if that comes back. */
    .globl code_send
    .type code_send, %function
code_send:
    mov     x1, #0
    mov     x7, #-3         // seL4_SysSend
    svc     #0
    b       .

    .globl code_wait
    .type code_wait, %function
code_wait:
    mov     x7, #-5         // seL4_SysRecv
    svc     #0
    b       .
