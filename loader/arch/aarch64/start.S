// SPDX-License-Identifier: BSD-2-Clause
/*
 * Entry of the machine, of secondary cores, and the way into the kernel. Everything is addressed
 * relative to the program counter: the image may run elsewhere than where it was linked.
 * Source: Arm ARM (DDI 0487), D1 (exceptions), D17.2 (system registers).
 */
#include <boot/entry.h>
#include <loader/arm.h>

.macro address register, symbol
    adrp    \register, \symbol
    add     \register, \register, :lo12:\symbol
.endm

.macro load_immediate register, value
    movz    \register, #((\value) & 0xffff)
    movk    \register, #(((\value) >> 16) & 0xffff), lsl #16
    movk    \register, #(((\value) >> 32) & 0xffff), lsl #32
    movk    \register, #(((\value) >> 48) & 0xffff), lsl #48
.endm

    .section .text.start, "ax"

/* First instruction of the image. x0 = device tree, or anything. */
    .global loader_start
loader_start:
    msr     DAIFSet, #0xf
    mov     x19, x0
    mrs     x20, CurrentEL
    lsr     x20, x20, #2
    address x21, arm_stacks + ARM_STACK_SIZE

    /* Zeroed data: done first, since a copy of this image starts with used data. */
    address x1, image_bss_start
    address x2, image_bss_end
1:  cmp     x1, x2
    b.hs    2f
    stp     xzr, xzr, [x1], #16
    b       1b
2:  address x1, arm_entry_level
    str     x20, [x1]

    sub     x1, x20, #1
    cmp     x1, #1
    b.hi    3f
    bl      arm_to_el1
    mov     sp, x21
    mov     x0, x19
    b       loader_main
3:  mov     sp, x21
    b       arm_wrong_level

/* A secondary core, started by PSCI. x0 = its struct arm_core. */
    .global arm_secondary_start
arm_secondary_start:
    msr     DAIFSet, #0xf
    mov     x19, x0
    bl      arm_to_el1
    ldr     x1, [x19, #ARM_CORE_STACK]
    mov     sp, x1
    mov     x0, x19
    b       arm_secondary_main

/*
 * Returns at EL1 with SP_EL1, everything masked, MMU and caches off, the loader's vectors in place.
 * Entered at EL2 or EL1, without a stack; changes x1 and x2.
 */
arm_to_el1:
    load_immediate x1, ARM_SCTLR_OFF
    msr     SCTLR_EL1, x1
    address x1, arm_vectors
    msr     VBAR_EL1, x1
    isb
    mrs     x1, CurrentEL
    cmp     x1, #(2 << 2)
    b.eq    1f
    msr     SPSel, #1
    ret

    /* EL1 may use the physical timer and counter, and its virtual time is the physical one. */
1:  mrs     x1, CNTHCTL_EL2
    orr     x1, x1, #3
    msr     CNTHCTL_EL2, x1
    msr     CNTVOFF_EL2, xzr
    /* EL1 sees who it is through these two, undefined at reset. */
    mrs     x1, MPIDR_EL1
    msr     VMPIDR_EL2, x1
    mrs     x1, MIDR_EL1
    msr     VPIDR_EL2, x1
    /* EL1 is AArch64; nothing of it is trapped, translated a second time or routed here. */
    mov     x1, #(1 << 31)
    msr     HCR_EL2, x1
    msr     VTTBR_EL2, xzr
    msr     HSTR_EL2, xzr
    mov     x1, #0x33ff
    msr     CPTR_EL2, x1
    /* Keep only HPMN, the number of event counters that EL1 has. */
    mrs     x1, MDCR_EL2
    and     x1, x1, #0x1f
    msr     MDCR_EL2, x1
    /* D, A, I, F masked, EL1h. */
    mov     x1, #0x3c5
    msr     SPSR_EL2, x1
    msr     ELR_EL2, x30
    eret

/* x0 = struct arm_entry, x1 = where to tell that its reading is done. */
    .global arm_enter_kernel
arm_enter_kernel:
    mov     x8, x0
    ldp     x9, x10, [x8, #ARM_ENTRY_TTBR0]
    ldr     x11, [x8, #ARM_ENTRY_TCR]
    ldr     x12, [x8, #ARM_ENTRY_PC]
    ldr     x13, [x8, #ARM_ENTRY_LOGICAL]
    mov     x14, x1
    ldp     x0, x1, [x8, #(ARM_ENTRY_ARGUMENT + 0)]
    ldp     x2, x3, [x8, #(ARM_ENTRY_ARGUMENT + 16)]
    ldp     x4, x5, [x8, #(ARM_ENTRY_ARGUMENT + 32)]
    ldp     x6, x7, [x8, #(ARM_ENTRY_ARGUMENT + 48)]
    dsb     sy
    mov     x15, #1
    str     x15, [x14]
    dsb     sy

    msr     TPIDR_EL1, x13
    load_immediate x15, BOOT_MAIR_EL1
    msr     MAIR_EL1, x15
    msr     TCR_EL1, x11
    msr     TTBR0_EL1, x9
    msr     TTBR1_EL1, x10
    isb
    tlbi    vmalle1
    ic      iallu
    dsb     sy
    isb
    load_immediate x15, BOOT_SCTLR_EL1
    msr     SCTLR_EL1, x15
    isb
    br      x12

/* x0 = start, x1 = end */
    .global arm_cache_clean_invalidate
arm_cache_clean_invalidate:
    mrs     x2, CTR_EL0
    ubfx    x2, x2, #16, #4     /* DminLine: log2 of words in the smallest line */
    mov     x3, #4
    lsl     x2, x3, x2
    sub     x3, x2, #1
    bic     x0, x0, x3
1:  cmp     x0, x1
    b.hs    2f
    dc      civac, x0
    add     x0, x0, x2
    b       1b
2:  dsb     sy
    ret

/* x0 = argument, x1 = address */
    .global arm_jump
arm_jump:
    ic      iallu
    dsb     sy
    isb
    br      x1

    .global arm_hvc
arm_hvc:
    hvc     #0
    ret

    .global arm_smc
arm_smc:
    smc     #0
    ret

/* All sixteen vectors do the same: nothing is expected here. */
    .balign 2048
arm_vectors:
    .rept 16
    .balign 128
    b       arm_exception_entry
    .endr

arm_exception_entry:
    mrs     x0, ESR_EL1
    mrs     x1, FAR_EL1
    mrs     x2, ELR_EL1
    b       arm_exception
