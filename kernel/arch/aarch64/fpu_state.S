// SPDX-License-Identifier: BSD-2-Clause
/* The only FP instructions of the kernel, and the trap by which a thread gets the FP unit. */
#include <sel4/config.h>
#include <arch/context.h>
#include <arch/percpu.h>
#include <arch/sysreg.h>

    .arch   armv8-a+fp+simd

/* \base points to a struct arm_fpu; \a and \b are changed. */
.macro fpu_save base, a, b
    stp     q0, q1, [\base, #16]
    stp     q2, q3, [\base, #48]
    stp     q4, q5, [\base, #80]
    stp     q6, q7, [\base, #112]
    stp     q8, q9, [\base, #144]
    stp     q10, q11, [\base, #176]
    stp     q12, q13, [\base, #208]
    stp     q14, q15, [\base, #240]
    stp     q16, q17, [\base, #272]
    stp     q18, q19, [\base, #304]
    stp     q20, q21, [\base, #336]
    stp     q22, q23, [\base, #368]
    stp     q24, q25, [\base, #400]
    stp     q26, q27, [\base, #432]
    stp     q28, q29, [\base, #464]
    stp     q30, q31, [\base, #496]
    mrs     \a, FPSR
    mrs     \b, FPCR
    stp     \a, \b, [\base]
.endm

.macro fpu_load base, a, b
    ldp     q0, q1, [\base, #16]
    ldp     q2, q3, [\base, #48]
    ldp     q4, q5, [\base, #80]
    ldp     q6, q7, [\base, #112]
    ldp     q8, q9, [\base, #144]
    ldp     q10, q11, [\base, #176]
    ldp     q12, q13, [\base, #208]
    ldp     q14, q15, [\base, #240]
    ldp     q16, q17, [\base, #272]
    ldp     q18, q19, [\base, #304]
    ldp     q20, q21, [\base, #336]
    ldp     q22, q23, [\base, #368]
    ldp     q24, q25, [\base, #400]
    ldp     q26, q27, [\base, #432]
    ldp     q28, q29, [\base, #464]
    ldp     q30, q31, [\base, #496]
    ldp     \a, \b, [\base]
    msr     FPSR, \a
    msr     FPCR, \b
.endm

    .text
    .global arm_fpu_save
arm_fpu_save:
    fpu_save x0, x1, x2
    ret

    .global arm_fpu_load
arm_fpu_load:
    fpu_load x0, x1, x2
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
    mov     x23, sp
    ldr     x21, [x20, #ARM_PERCPU_FPU_OWNER]
    cbz     x21, 1f
    add     x21, x21, #ARM_CONTEXT_FPU
    fpu_save x21, x20, x22
    mrs     x20, TPIDR_EL1
1:
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    dmb     ishst /* F1 */
#endif
    str     x23, [x20, #ARM_PERCPU_FPU_OWNER]
    add     x23, x23, #ARM_CONTEXT_FPU
    fpu_load x23, x20, x22
    mov     x20, #ARM_CPACR_FP_ALL
    msr     CPACR_EL1, x20
    ldp     x20, x21, [sp, #ARM_CONTEXT_X(20)]
    ldp     x22, x23, [sp, #ARM_CONTEXT_X(22)]
    eret
