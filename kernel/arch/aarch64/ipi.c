// SPDX-License-Identifier: BSD-2-Clause
/* Interrupts between cores. */

#include <kernel/arch.h>
#include <kernel/sched.h>
#include <plat/gic.h>
#include <arch/ipi.h>

void arch_irq_internal(word_t irq)
{
    /* With one node, what user level sent with IssueSGISignal and nobody handles ends here. */
    if (K_SMP && arm_irq_number(irq) == ARM_IPI_RESCHEDULE) {
        sched_reschedule();
    }
}

void arch_reschedule_core(word_t core)
{
    plat_gic_send_sgi(ARM_IPI_RESCHEDULE, plat_gic_target(core));
}

void arch_interrupt_core(word_t core)
{
    plat_gic_send_sgi(ARM_IPI_REMOTE_CALL, plat_gic_target(core));
}

void arch_debug_send_sgi(word_t core, word_t irq)
{
    if (irq < PLAT_GIC_SGIS) {
        plat_gic_send_sgi(irq, plat_gic_target(core));
    }
}
