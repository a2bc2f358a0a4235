// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * Interrupt numbers. The interrupt controller (GICv2) numbers 0..15 software generated ones,
 * 16..31 those private to a core, and from 32 on those that all cores share. The kernel's
 * numbering is dense over all cores: core * 32 + number for the private ones, the shared ones
 * follow those of the last possible core.
 */

#include <kernel/types.h>

/** Private interrupts of a core. */
#define ARM_PRIVATE_IRQS 32u

/** Largest number that the controller's interrupts may have on this board. */
#define ARM_MAX_IRQ 159u

/** Number of interrupts in the kernel's numbering. */
#define ARCH_IRQ_COUNT ((K_MAX_CORES - 1u) * ARM_PRIVATE_IRQS + ARM_MAX_IRQ + 1u)

/** No interrupt. */
#define IRQ_NONE (~0ul)

/** The kernel's number of the controller's interrupt `number` on core `core`. */
static inline word_t arm_irq_from_number(word_t number, word_t core)
{
    if (number < ARM_PRIVATE_IRQS) {
        return core * ARM_PRIVATE_IRQS + number;
    }
    return (K_MAX_CORES - 1u) * ARM_PRIVATE_IRQS + number;
}

/** The controller's number of an interrupt in the kernel's numbering. */
static inline word_t arm_irq_number(word_t irq)
{
    if (irq < K_MAX_CORES * ARM_PRIVATE_IRQS) {
        return irq % ARM_PRIVATE_IRQS;
    }
    return irq - (K_MAX_CORES - 1u) * ARM_PRIVATE_IRQS;
}

/** Whether an interrupt in the kernel's numbering is private to a core. */
static inline bool arm_irq_is_private(word_t irq)
{
    return irq < K_MAX_CORES * ARM_PRIVATE_IRQS;
}

/** The core that a private interrupt in the kernel's numbering belongs to. */
static inline word_t arm_irq_core(word_t irq)
{
    return irq / ARM_PRIVATE_IRQS;
}
