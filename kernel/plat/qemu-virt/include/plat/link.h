// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/** Physical address at which the kernel's image starts: the first byte of RAM. */
#define PLAT_KERNEL_PHYS 0x40000000
