// SPDX-License-Identifier: BSD-2-Clause
#include <kernel/arch.h>
#include <kernel/remote.h>
#include <arch/fpu.h>

_Static_assert(offsetof(struct percpu, fpu_owner) == ARM_PERCPU_FPU_OWNER, "offset for assembly");
_Static_assert(offsetof(struct tcb, fpu_disabled) == ARM_TCB_FPU_DISABLED, "offset for assembly");

/* Takes EL0's access away if the owner, about to lose its ownership, has it. */
static void drop_access(const struct percpu *cpu)
{
    if (cpu->fpu_owner == cpu->loaded) {
        arm_write(CPACR_EL1, ARM_CPACR_FP_EL1);
    }
}

/*
 * Whether another core may hold the thread's FP registers. That core gets other owners without the
 * lock, but not this one: then it would run here.
 */
static bool is_owner_elsewhere(const struct tcb *tcb)
{
    return K_SMP && tcb->core != this_cpu()->index &&
           __atomic_load_n(&percpus[tcb->core].fpu_owner, __ATOMIC_ACQUIRE) == tcb; /* F1 */
}

void arm_fpu_discard(struct tcb *tcb)
{
    struct percpu *cpu = this_cpu();

    if (cpu->fpu_owner == tcb) {
        drop_access(cpu);
        cpu->fpu_owner = NULL;
    } else if (is_owner_elsewhere(tcb)) {
        remote_vacate(tcb->core);
    }
}

void arch_fpu_release(struct tcb *tcb)
{
    struct percpu *cpu = this_cpu();

    if (cpu->fpu_owner == tcb) {
        arm_fpu_save(&tcb->context.fpu);
        drop_access(cpu);
        cpu->fpu_owner = NULL;
    } else if (is_owner_elsewhere(tcb)) {
        remote_vacate(tcb->core);
    }
}

void arch_fpu_flag_changed(struct tcb *tcb)
{
    if (tcb->fpu_disabled) {
        arch_fpu_release(tcb);
    }
}
