// SPDX-License-Identifier: BSD-2-Clause
/*
 * QEMU's `virt` machine. Sources: QEMU documentation, "virt generic virtual platform" (RAM starts
 * at 0x40000000, where a bare-metal image finds the device tree); Arm DDI 0183, PrimeCell UART
 * PL011.
 */
#include <loader/plat.h>

#define PL011_DR       0x00
#define PL011_FR       0x18
#define PL011_FR_TXFF  (1u << 5) /* transmit FIFO full */
#define VIRT_RAM_START 0x40000000
#define VIRT_UART      0x09000000

uint64_t plat_device_tree(void)
{
    return VIRT_RAM_START;
}

uint64_t plat_early_uart(void)
{
    return VIRT_UART;
}

/* The machine takes PSCI calls itself: by hvc, but by smc when EL2 is there for the software. */
enum psci_conduit plat_early_conduit(unsigned entry_level)
{
    return entry_level == 2 ? PSCI_SMC : PSCI_HVC;
}

static volatile uint32_t *pl011(uint64_t base, unsigned offset)
{
    return (volatile uint32_t *)(uintptr_t)(base + offset);
}

void plat_uart_put(uint64_t base, char byte)
{
    while ((*pl011(base, PL011_FR) & PL011_FR_TXFF) != 0) {
    }
    *pl011(base, PL011_DR) = (uint8_t)byte;
}
