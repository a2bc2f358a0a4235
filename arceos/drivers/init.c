// SPDX-License-Identifier: BSD-2-Clause

#define AX_LOG_TARGET "axdriver"

#include <ax/block.h>
#include <ax/core/errno.h>
#include <ax/core/log.h>
#include <ax/drivers.h>
#include <ax/hal/device.h>

#include "virtio/block.h"

void ax_drivers_init(void)
{
    struct ax_hal_device hw;
    unsigned blocks = 0;

    for (unsigned i = 0; ax_hal_device_find("virtio,mmio", i, &hw) == 0; i++) {
        int err = virtio_block_probe(&hw);

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
