// SPDX-License-Identifier: BSD-2-Clause
/*
 * Entry of the contract kernel: it keeps what each core brings in its registers, then goes to C.
 */
#include <boot/note.h>

#ifdef CONTRACT_NODES
boot_note_max_nodes CONTRACT_NODES
#endif

    .section .text.start, "ax"
    .global contract_start
contract_start:
    mrs     x9, TPIDR_EL1
    cmp     x9, #8
    b.hs    .
    adrp    x10, contract_registers
    add     x10, x10, :lo12:contract_registers
    add     x10, x10, x9, lsl #6
    stp     x0, x1, [x10]
    stp     x2, x3, [x10, #16]
    stp     x4, x5, [x10, #32]
    stp     x6, x7, [x10, #48]
    adrp    x10, contract_stacks
    add     x10, x10, :lo12:contract_stacks
    add     x11, x9, #1
    add     x10, x10, x11, lsl #12
    mrs     x12, SPSel
    mov     sp, x10
    mov     x0, x9
    mov     x1, x12
    b       contract_main

    .section .note.GNU-stack, "", %progbits
