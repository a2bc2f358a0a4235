// SPDX-License-Identifier: BSD-2-Clause
/* The only FP instructions of the kernel, and the trap by which a thread gets the FP unit. */
#include <sel4/config.h>
#include <arch/context.h>
#include <arch/percpu.h>
#include <arch/sysreg.h>

    .arch   armv8-a+fp+simd

/* A struct arm_fpu lies \at bytes behind \base; \a and \b are changed. */
.macro fpu_save base, at, a, b
    stp     q0, q1, [\base, #(\at + 16)]
    stp     q2, q3, [\base, #(\at + 48)]
    stp     q4, q5, [\base, #(\at + 80)]
    stp     q6, q7, [\base, #(\at + 112)]
    stp     q8, q9, [\base, #(\at + 144)]
    stp     q10, q11, [\base, #(\at + 176)]
    stp     q12, q13, [\base, #(\at + 208)]
    stp     q14, q15, [\base, #(\at + 240)]
    stp     q16, q17, [\base, #(\at + 272)]
    stp     q18, q19, [\base, #(\at + 304)]
    stp     q20, q21, [\base, #(\at + 336)]
    stp     q22, q23, [\base, #(\at + 368)]
    stp     q24, q25, [\base, #(\at + 400)]
    stp     q26, q27, [\base, #(\at + 432)]
    stp     q28, q29, [\base, #(\at + 464)]
    stp     q30, q31, [\base, #(\at + 496)]
    mrs     \a, FPSR
    mrs     \b, FPCR
    stp     \a, \b, [\base, #\at]
.endm

.macro fpu_load base, at, a, b
    ldp     q0, q1, [\base, #(\at + 16)]
    ldp     q2, q3, [\base, #(\at + 48)]
    ldp     q4, q5, [\base, #(\at + 80)]
    ldp     q6, q7, [\base, #(\at + 112)]
    ldp     q8, q9, [\base, #(\at + 144)]
    ldp     q10, q11, [\base, #(\at + 176)]
    ldp     q12, q13, [\base, #(\at + 208)]
    ldp     q14, q15, [\base, #(\at + 240)]
    ldp     q16, q17, [\base, #(\at + 272)]
    ldp     q18, q19, [\base, #(\at + 304)]
    ldp     q20, q21, [\base, #(\at + 336)]
    ldp     q22, q23, [\base, #(\at + 368)]
    ldp     q24, q25, [\base, #(\at + 400)]
    ldp     q26, q27, [\base, #(\at + 432)]
    ldp     q28, q29, [\base, #(\at + 464)]
    ldp     q30, q31, [\base, #(\at + 496)]
    ldp     \a, \b, [\base, #\at]
    msr     FPSR, \a
    msr     FPCR, \b
.endm

    .text
    .global arm_fpu_save
arm_fpu_save:
    fpu_save x0, 0, x1, x2
    ret

    .global arm_fpu_load
arm_fpu_load:
    fpu_load x0, 0, x1, x2
    ret

/*
 * The current thread, whose context SP_EL1 points to, has used the FP unit without having it. Of
 * its registers x22 and x23 are saved. It becomes this core's percpu.fpu_owner unless it must not
 * use the FP unit: that is a fault (x22 = ESR_EL1). It is here without the lock: a core that
 * finds somebody else to be the owner here finds the previous owner's registers in its context.
 */
    .global arm_fpu_trap
arm_fpu_trap:
    ldrb    w23, [sp, #ARM_TCB_FPU_DISABLED]
    cbnz    w23, arm_user_fault
    stp     x20, x21, [sp, #ARM_CONTEXT_X(20)]
    mrs     x20, TPIDR_EL1
    ldr     x21, [x20, #ARM_PERCPU_FPU_OWNER]
    cbz     x21, 1f
    fpu_save x21, ARM_CONTEXT_FPU, x22, x23
1:  mov     x23, sp
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    dmb     ishst /* F1 */
#endif
    str     x23, [x20, #ARM_PERCPU_FPU_OWNER]
    fpu_load x23, ARM_CONTEXT_FPU, x20, x22
    mov     x20, #ARM_CPACR_FP_ALL
    msr     CPACR_EL1, x20
    ldp     x20, x21, [sp, #ARM_CONTEXT_X(20)]
    ldp     x22, x23, [sp, #ARM_CONTEXT_X(22)]
    eret
