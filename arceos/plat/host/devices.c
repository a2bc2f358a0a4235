// SPDX-License-Identifier: BSD-2-Clause
/*
 * Devices that a test simulates: their registers are calls.
 */

#include <stdio.h>
#include <string.h>

#include <ax/hal/arch/mmio.h>

#include "host.h"

#define DEVICES 8

static const struct ax_host_device *devices[DEVICES];
static unsigned device_count;

void ax_host_add_device(const struct ax_host_device *device)
{
    ax_assert(device_count < DEVICES);
    devices[device_count++] = device;
}

int ax_hal_device_find(const char *compatible, unsigned index, struct ax_hal_device *out)
{
    for (unsigned i = 0; i < device_count; i++) {
        const struct ax_host_device *d = devices[i];

        if ((compatible == NULL || strcmp(compatible, d->compatible) == 0) && index-- == 0) {
            *out = (struct ax_hal_device){
                .compatible = d->compatible,
                .regs = d->regs,
                .size = d->size,
                .irq = d->irq,
                .trigger = AX_IRQ_EDGE,
                .coherent = d->coherent,
            };
            return 0;
        }
    }
    return -AX_ENOENT;
}

/* The device whose registers lie at `regs` + offset; an access that none has is the driver's bug.
 */
static const struct ax_host_device *device_at(volatile void *regs, size_t offset)
{
    for (unsigned i = 0; i < device_count; i++) {
        if (devices[i]->regs == regs && offset < devices[i]->size && offset % 4 == 0) {
            return devices[i];
        }
    }
    fprintf(stderr, "host: no device register at offset %#zx\n", offset);
    ax_hal_shutdown(AX_EXIT_PANIC);
}

uint32_t ax_mmio_read32(volatile void *regs, size_t offset)
{
    const struct ax_host_device *d = device_at(regs, offset);

    return d->read(d->arg, offset);
}

void ax_mmio_write32(volatile void *regs, size_t offset, uint32_t value)
{
    const struct ax_host_device *d = device_at(regs, offset);

    d->write(d->arg, offset, value);
}
