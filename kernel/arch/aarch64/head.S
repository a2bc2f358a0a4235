// SPDX-License-Identifier: BSD-2-Clause
/*
 * First instructions of the kernel on each core; the state is that of boot/entry.h.
 */
#include <boot/note.h>
#include <sel4/config.h>
#include <arch/stack.h>

    boot_note_max_nodes CONFIG_MAX_NUM_NODES

    .section .text.start, "ax"
    .global kernel_start
kernel_start:
    msr     SPSel, #1
    adrp    x9, arm_vectors
    add     x9, x9, :lo12:arm_vectors
    msr     VBAR_EL1, x9
    /* The logical core number; TPIDR_EL1 gets its lasting meaning in arm_core_init(). */
    mrs     x8, TPIDR_EL1
    cmp     x8, #CONFIG_MAX_NUM_NODES
    b.hs    2f

    adrp    x9, arm_kernel_stacks
    add     x9, x9, :lo12:arm_kernel_stacks
    mov     x10, #ARM_STACK_SIZE
    madd    x9, x8, x10, x9
    add     sp, x9, x10
    mov     x29, xzr
    mov     x30, xzr
    cbnz    x8, 1f
    bl      boot_first_core
1:  mov     x0, x8
    bl      boot_other_core
    /* A core too many: it never takes part. */
2:  wfi
    b       2b
