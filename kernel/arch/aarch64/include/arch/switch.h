// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Switching between threads, in line for the fast paths. */

#include <kernel/percpu.h>
#include <arch/fpu.h>
#include <arch/vspace.h>

/** As arch_switch_to_thread(to), where `from`, another thread, is the one that the core has;
 * `to` is the current one then. */
static inline void arch_switch_between(struct percpu *cpu, struct tcb *from, struct tcb *to)
{
    word_t tls = to->context.reg[ARCH_REG_TLS];
    word_t read_only = to->context.reg[ARCH_REG_TPIDRRO];

    arm_vspace_switch(to->slots[TCB_SLOT_VSPACE].cap);
    from->context.reg[ARCH_REG_TLS] = arm_read(TPIDR_EL0);
    arm_fpu_switch(cpu->fpu_owner, from, to);
    cpu->current = to;
    cpu->loaded = to;
    arm_write(TPIDR_EL0, tls);
    arm_write(TPIDRRO_EL0, read_only);
}
