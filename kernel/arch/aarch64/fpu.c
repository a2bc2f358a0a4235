// SPDX-License-Identifier: BSD-2-Clause
#include <kernel/arch.h>
#include <arch/fpu.h>

/* Takes EL0's access away if the owner, about to lose its ownership, has it. */
static void drop_access(const struct percpu *cpu)
{
    if (cpu->fpu_owner == cpu->loaded) {
        arm_write(CPACR_EL1, ARM_CPACR_FP_EL1);
    }
}

bool arm_fpu_trap(void)
{
    struct percpu *cpu = this_cpu();
    struct tcb *tcb = cpu->current;

    if (tcb->fpu_disabled) {
        return false;
    }
    if (cpu->fpu_owner != NULL) {
        arm_fpu_save(&cpu->fpu_owner->context.fpu);
    }
    arm_fpu_load(&tcb->context.fpu);
    cpu->fpu_owner = tcb;
    arm_write(CPACR_EL1, ARM_CPACR_FP_ALL);
    return true;
}

void arm_fpu_discard(struct tcb *tcb)
{
    struct percpu *cpu = this_cpu();

    if (cpu->fpu_owner == tcb) {
        drop_access(cpu);
        cpu->fpu_owner = NULL;
    }
}

void arch_fpu_release(struct tcb *tcb)
{
    struct percpu *cpu = this_cpu();

    if (cpu->fpu_owner == tcb) {
        arm_fpu_save(&tcb->context.fpu);
        drop_access(cpu);
        cpu->fpu_owner = NULL;
    }
}

void arch_fpu_flag_changed(struct tcb *tcb)
{
    if (tcb->fpu_disabled) {
        arch_fpu_release(tcb);
    }
}
