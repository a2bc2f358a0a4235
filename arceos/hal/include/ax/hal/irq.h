// SPDX-License-Identifier: BSD-2-Clause
/*
 * Device interrupts. An interrupt is in one of these states:
 *
 *   free --register--> disabled --enable--> enabled --(arrives)--> handled, enabled again
 *   disabled, enabled --unregister--> free
 *
 * Disabling withholds the acknowledgement: an interrupt that arrives meanwhile is remembered and
 * handled after the next enable. Handlers run in manager context (percpu.h).
 */
#pragma once

#include <ax/core/types.h>

/* The number of an interrupt as device.h gives it; opaque to all above hal. */
typedef uint32_t ax_irq_t;

#define AX_IRQ_NONE ((ax_irq_t)-1)

/* What an interrupt line reports: a state or a change. */
enum ax_irq_trigger {
    AX_IRQ_LEVEL = 0, /* Asserted until the handler has silenced the device. */
    AX_IRQ_EDGE = 1,
};

/* Manager context: must not block. `arg` is the one given at registration. */
typedef void (*ax_irq_handler)(void *arg);

/*
 * Takes the interrupt for `handler`; it starts disabled. The platform keeps `handler` and `arg`
 * until it is unregistered. Task or bring-up context. -AX_EBUSY: it has a handler (here or in
 * another instance); -AX_EINVAL: no such interrupt; -AX_EACCES: not granted to this instance;
 * -AX_ENOSPC: this core's interrupt sources are used up; -AX_ENOMEM.
 */
int ax_hal_irq_register(ax_irq_t irq, ax_irq_handler handler, void *arg,
                        enum ax_irq_trigger trigger);

/* Gives the interrupt back. Its handler does not run after the return. Task context. -AX_ENOENT. */
int ax_hal_irq_unregister(ax_irq_t irq);

/*
 * Has core `cpu` handle the interrupt from now on; its handler, and whether it is enabled, stay.
 * One that arrives meanwhile is handled there; one that reports changes may be handled once too
 * often. Task context; one caller at a time for one interrupt, and nobody unregisters it meanwhile.
 * -AX_ENOENT; -AX_EINVAL: no such core, or each core has an interrupt of this number; else as for
 * ax_hal_irq_register(), and it stays where it was.
 */
int ax_hal_irq_move(ax_irq_t irq, unsigned cpu);

/*
 * Lets the interrupt come; enabling it twice is the same as once. Any context, without a spin lock
 * that handlers take: the manager of the interrupt's core does it, and is waited for. -AX_ENOENT.
 */
int ax_hal_irq_enable(ax_irq_t irq);

/* Holds the interrupt back until the next enable. Does not nest. The same contexts. -AX_ENOENT. */
int ax_hal_irq_disable(ax_irq_t irq);

/* One line of the shell's `irqs`. */
struct ax_hal_irq_stat {
    ax_irq_t irq;
    char name[16]; /* "timer", "kick", "console", or "irq N". */
    unsigned cpu;  /* The core that handles it. */
    bool enabled;
    uint64_t count;  /* Times the handler ran. */
    uint64_t masked; /* Of these, times it was first held back by the irq count. */
};

/*
 * Fills *out with entry `index` (0, 1, ...) of all interrupt sources, notifications of the
 * platform's own included. 0, or -AX_ENOENT past the last. Any context.
 */
int ax_hal_irq_stat(unsigned index, struct ax_hal_irq_stat *out);
