// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * The interrupt controller: Arm Generic Interrupt Controller, architecture version 2 (IHI 0048B).
 * Numbers are the controller's; "this core" is the one that calls.
 */

#include <kernel/types.h>

/** Software generated interrupts, and cores that can be their target. */
#define PLAT_GIC_SGIS    16u
#define PLAT_GIC_TARGETS 8u

/** Number of interrupts that the controller knows, beyond which numbers have a special meaning. */
#define PLAT_GIC_IRQS 1020u

/** Sets up the distributor: everything masked, shared interrupts go to this core. Once. */
void plat_gic_init(void);

/** Sets up the interface and the private interrupts of this core. */
void plat_gic_init_core(void);

/** Takes the most urgent pending interrupt; IRQ_NONE (arch/irq.h) if there is none any more. */
word_t plat_gic_claim(void);

/** The interrupt that this core claimed last has been taken care of. */
void plat_gic_complete(word_t number);

/** Masks or unmasks an interrupt; private ones for this core. */
void plat_gic_mask(word_t number, bool masked);

/** Chooses whether an interrupt triggers on an edge or while the level is high. */
void plat_gic_set_edge(word_t number, bool edge);

/** Sends software generated interrupt `number` to the cores whose interfaces stand in `targets`. */
void plat_gic_send_sgi(word_t number, word_t targets);

/** The bit of this core in sets of targets. */
word_t plat_gic_own_target(void);

/** The bit of logical core `core`, which has called plat_gic_init_core(). */
word_t plat_gic_target(word_t core);

/** Shared interrupt `number` goes to logical core `core` from now on. */
void plat_gic_set_target(word_t number, word_t core);
