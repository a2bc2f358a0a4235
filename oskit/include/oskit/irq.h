// SPDX-License-Identifier: BSD-2-Clause
//
// Interrupts: handler capabilities from the kernel's IRQControl. seL4 has no "disable": not
// acknowledging an interrupt keeps it masked, deleting the last handler capability masks it for
// good.
#pragma once

#include <stdbool.h>
#include <oskit/cspace.h>

/*
 * Takes a free slot and puts a handler cap for interrupt `irq` (its number at the interrupt
 * controller) into it. An SMP kernel sends the interrupt to node `core`, or for a private one
 * (below 32) means that core's; a one-node kernel has core 0 only. ERR_EXISTS if a handler cap for
 * it exists anywhere, ERR_ARGUMENT for a core that does not exist.
 */
enum oskit_error oskit_irq_register(struct oskit_cspace *cs, seL4_CPtr irq_control, unsigned irq,
                                    bool edge, unsigned core, seL4_CPtr *handler);

/* The same into an empty slot that the caller has taken. */
enum oskit_error oskit_irq_register_at(const struct oskit_cspace *cs, seL4_CPtr irq_control,
                                       unsigned irq, bool edge, unsigned core, seL4_CPtr slot);

/* Sends the interrupt's signals to a (badged) notification. */
enum oskit_error oskit_irq_bind(seL4_CPtr handler, seL4_CPtr notification);

/* Ends the handling of one interrupt: the next may come. */
enum oskit_error oskit_irq_ack(seL4_CPtr handler);

/* Takes the handler cap and all its copies away and gives the slot back. The interrupt is masked.
 */
enum oskit_error oskit_irq_unregister(struct oskit_cspace *cs, seL4_CPtr handler);
