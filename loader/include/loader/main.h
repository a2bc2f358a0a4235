// SPDX-License-Identifier: BSD-2-Clause
/* The loader's course, called by the architecture once there is a stack and zeroed data. */
#pragma once

#include <stdint.h>

/**
 * Does all that lies between power-on and the kernel, on the core that the machine started: EL1,
 * MMU off. `given` is what the machine left in its first argument register: the physical address of
 * the device tree, or anything. Sources: docs/boot.md.
 */
_Noreturn void loader_main(uint64_t given);
