// SPDX-License-Identifier: BSD-2-Clause

#define AX_LOG_TARGET "axdriver"

#include <ax/block.h>
#include <ax/core/errno.h>
#include <ax/core/log.h>
#include <ax/drivers.h>
#include <ax/hal/device.h>
#include <ax/hal/power.h>

#include "virtio/block.h"

#define MAX_INTERRUPTS 64u

static ax_irq_t interrupts[MAX_INTERRUPTS]; /* of devices in use; more stay on core 0 */
static unsigned interrupt_count;

void ax_drivers_init(void)
{
    struct ax_hal_device hw;
    unsigned blocks = 0;

    for (unsigned i = 0; ax_hal_device_find("virtio,mmio", i, &hw) == 0; i++) {
        int err = virtio_block_probe(&hw);

        if (err == 0 && interrupt_count < MAX_INTERRUPTS) {
            interrupts[interrupt_count++] = hw.irq;
        }
        /* A place without a device, or with one of another kind, is nothing to tell. */
        if (err != 0 && err != -AX_ENODEV) {
            ax_warn("virtio device at %#llx: %s", (unsigned long long)hw.paddr, ax_strerror(err));
        }
    }
    while (ax_block_get(blocks) != NULL) {
        blocks++;
    }
    ax_info("number of block devices: %u", blocks);
}

void ax_drivers_spread(void)
{
    for (unsigned i = 0; i < interrupt_count; i++) {
        unsigned cpu = i % ax_hal_cpu_count();
        int err = cpu != 0 ? ax_hal_irq_move(interrupts[i], cpu) : 0;

        if (err != 0) {
            ax_warn("interrupt %u stays on core 0: %s", interrupts[i], ax_strerror(err));
        }
    }
}
