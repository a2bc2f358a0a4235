// SPDX-License-Identifier: BSD-2-Clause
/* Where the loader's image lies on this board; for the linker script. */
#pragma once

/**
 * 64 MiB above the start of RAM. A kernel lies at the start of RAM, device tree and root task
 * above it, so this leaves them 64 MiB, and with the smallest machine (128 MiB) as much again for
 * the image and its payload. QEMU puts its device tree at the start of RAM if the image lies above.
 */
#define LOADER_LINK_ADDRESS 0x44000000
