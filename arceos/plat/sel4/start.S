// SPDX-License-Identifier: BSD-2-Clause
//
// First instruction of the instance, on the first thread: x0 = information page, a stack, no
// thread pointer yet (abi/include/instance/info.h).

    .section .text.start, "ax"
    .globl _start
    .type _start, %function
_start:
    mov     x29, xzr
    mov     x30, xzr
    b       plat_start
    .size _start, . - _start

// First instruction of a further core's first thread: x0 = core, a stack, a thread pointer.
    .text
    .globl plat_secondary_entry
    .type plat_secondary_entry, %function
plat_secondary_entry:
    mov     x29, xzr
    mov     x30, xzr
    b       plat_secondary_start
    .size plat_secondary_entry, . - plat_secondary_entry

    .section .note.GNU-stack, "", %progbits
