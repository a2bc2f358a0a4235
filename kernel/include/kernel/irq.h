// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * Interrupts as objects. The kernel numbers interrupts densely from 0 to ARCH_IRQ_COUNT - 1
 * (arch/irq.h maps the controller's numbers, and a core's private ones, to these).
 */

#include <kernel/cte.h>

/** Who an interrupt belongs to. */
enum irq_state {
    IRQ_INACTIVE = 0, /**< nobody has a handler capability */
    IRQ_SIGNAL,       /**< a handler capability exists; delivered to a notification */
    IRQ_TIMER,        /**< the kernel's own timer */
    IRQ_IPI,          /**< between cores */
    IRQ_RESERVED      /**< the kernel's own for another purpose */
};

/** State of interrupt `irq`. */
enum irq_state irq_get_state(word_t irq);

/** Sets the state of an interrupt and masks (inactive) or unmasks it at the controller. */
void irq_set_state(word_t irq, enum irq_state state);

/** Whether there is a handler capability or the kernel itself uses the interrupt. */
bool irq_is_active(word_t irq);

/** The capability to the notification that interrupt `irq` signals; null if it signals none. */
struct cap irq_notification(word_t irq);

/** Handles interrupt `irq`, which the controller has handed over. */
void irq_handle(word_t irq);

/** Makes the handler capability of `irq` in `dest` as a child of `control` and enables it. */
void irq_issue_handler(word_t irq, struct cte *dest, struct cte *control);

/** The last handler capability of `irq` goes away: forgets the notification. Preemptible. */
enum status irq_delete_handler(word_t irq);

/** The last handler capability of `irq` is gone: the interrupt is inactive. */
void irq_deleted(word_t irq);
