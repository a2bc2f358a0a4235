// SPDX-License-Identifier: BSD-2-Clause
/* Virtio block devices (Virtio 1.2, 5.2). */
#pragma once

#include <ax/hal/device.h>

/*
 * Brings up the block device behind `hw` and registers it as a block device. Bring-up or task
 * context. -AX_ENODEV: there is none; -AX_EIO: it does not behave; -AX_ENOSYS: it cannot be used
 * (it does not see the caches); -AX_ENOMEM, -AX_ENOSPC, and the errors of taking its interrupt.
 */
int virtio_block_probe(const struct ax_hal_device *hw);
