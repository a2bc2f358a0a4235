// SPDX-License-Identifier: BSD-2-Clause
#include <boot/entry.h>
#include <arch/core.h>
#include <arch/stack.h>
#include <arch/sysreg.h>

/* SCTLR_EL1: user level may read CTR_EL0, and clean and invalidate caches by its own addresses. */
#define SCTLR_UCT BIT(15)
#define SCTLR_UCI BIT(26)

/* CNTKCTL_EL1: what EL0 may use of the generic timer. The virtual timer is the kernel's. */
#define CNTKCTL_PHYSICAL_COUNTER BIT(0)
#define CNTKCTL_VIRTUAL_COUNTER  BIT(1)
#define CNTKCTL_PHYSICAL_TIMER   BIT(9)

void arm_core_init(word_t core)
{
    percpus[core].kernel_stack = (word_t)arm_kernel_stacks[core] + ARM_STACK_SIZE;
    arm_write(TPIDR_EL1, &percpus[core]);
}

void arm_core_init_user(void)
{
    word_t counters = 0;

#ifdef CONFIG_EXPORT_PCNT_USER
    counters |= CNTKCTL_PHYSICAL_COUNTER;
#endif
#ifdef CONFIG_EXPORT_VCNT_USER
    counters |= CNTKCTL_VIRTUAL_COUNTER;
#endif
#ifdef CONFIG_EXPORT_PTMR_USER
    counters |= CNTKCTL_PHYSICAL_TIMER;
#endif
    arm_write(CNTKCTL_EL1, counters);
    arm_write(SCTLR_EL1, BOOT_SCTLR_EL1 | SCTLR_UCT | SCTLR_UCI);
    arm_write(CPACR_EL1, ARM_CPACR_FP_EL1);
    /* No performance counters for EL0; no debug events but the breakpoint instruction. */
    arm_write(PMUSERENR_EL0, 0);
    arm_write(MDSCR_EL1, 0);
    arm_isb(); /* S1 */
}

void arm_core_stop(void)
{
    for (;;) {
        __asm__ volatile("wfi");
    }
}
