// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <kernel/arch.h>
#include <kernel/percpu.h>

/** As arch_switch_to_thread(to), where `from`, another thread, is the one that the core has;
 * `to` is the current one then. */
static inline void arch_switch_between(struct percpu *cpu, struct tcb *from, struct tcb *to)
{
    (void)from;
    arch_switch_to_thread(to);
    cpu->current = to;
}
