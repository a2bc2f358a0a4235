// SPDX-License-Identifier: BSD-2-Clause
/* What a board gives to the loader. */
#pragma once

#include <stdint.h>

#include <loader/devtree.h>

/** Address at which the machine leaves its device tree when no register tells it. */
uint64_t plat_device_tree(void);

/**
 * UART for messages that come before a device tree could be read, and PSCI's conduit for the
 * power-off after them, given the exception level at which the loader was entered.
 */
uint64_t plat_early_uart(void);
enum psci_conduit plat_early_conduit(unsigned entry_level);

/** Writes one byte to the UART at `base`, waiting until it takes it. */
void plat_uart_put(uint64_t base, char byte);
