// SPDX-License-Identifier: BSD-2-Clause
/* What cores ask of each other. */

#include <kernel/arch.h>
#include <kernel/debug.h>
#include <plat/gic.h>

void arch_irq_internal(word_t irq)
{
    /* One node sends itself nothing; an interrupt that user level sends with IssueSGISignal and
     * that has no handler ends here. */
    (void)irq;
}

void arch_reschedule_core(word_t core)
{
    panic("core %lu does not exist", core);
}

void arch_stall_core(word_t core)
{
    (void)core;
}

void arch_debug_send_sgi(word_t core, word_t irq)
{
    plat_gic_send_sgi(irq, BIT(core));
}
