// SPDX-License-Identifier: BSD-2-Clause
/* The debug console: PrimeCell UART PL011 (DDI 0183G), as the firmware has set it up. */

#include <arch/machine.h>
#include <plat/machine.h>

#define UARTDR      0x00
#define UARTFR      0x18
#define UARTFR_TXFF BIT(5) /* the transmit FIFO is full */

static kptr_t base;

void plat_console_init(void)
{
    if (plat_machine.uart != 0) {
        base = phys_to_kernel(plat_machine.uart);
    }
}

void plat_console_putchar(char c)
{
    if (base == 0) {
        return;
    }
    while ((*(volatile uint32_t *)(base + UARTFR) & UARTFR_TXFF) != 0) {
    }
    *(volatile uint32_t *)(base + UARTDR) = (unsigned char)c;
}
