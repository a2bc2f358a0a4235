// SPDX-License-Identifier: BSD-2-Clause
/*
 * Devices granted to this instance, from the machine's device tree.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/hal/irq.h>

/* A device of this instance, as the device tree describes it. */
struct ax_hal_device {
    const char *compatible; /* Constant. */
    volatile void *regs;    /* Mapped uncached. */
    uint64_t paddr;
    size_t size;                 /* Bytes of the register window. */
    ax_irq_t irq;                /* For ax_hal_irq_register(); AX_IRQ_NONE if it has none. */
    enum ax_irq_trigger trigger; /* Likewise. */
    bool coherent;               /* It sees memory as the cores do, caches included. */
};

/*
 * The `index`-th (0, 1, ...) device whose compatible string is `compatible`, NULL = any.
 * 0, or -AX_ENOENT. After ax_hal_init_late(), any context; *out is the caller's.
 */
int ax_hal_device_find(const char *compatible, unsigned index, struct ax_hal_device *out);
