// SPDX-License-Identifier: BSD-2-Clause

#include <stddef.h>
#include <sel4/sel4.h>
#include <roottask/uart.h>

/* Register offsets and bits (PL011 TRM, table 3-1 and following). */
enum { DR = 0x00, FR = 0x18, CR = 0x30, IFLS = 0x34, IMSC = 0x38, ICR = 0x44 };
enum { FR_BUSY = 1 << 3, FR_RXFE = 1 << 4, FR_TXFF = 1 << 5 };
enum { CR_ENABLE = 1 << 0, CR_TX = 1 << 8, CR_RX = 1 << 9 };
enum { INT_RX = 1 << 4, INT_TX = 1 << 5, INT_RX_TIMEOUT = 1 << 6, INT_ALL = 0x7ff };
enum { DR_DATA = 0xff };

static volatile uint32_t *registers;

static uint32_t read_register(unsigned offset)
{
    return registers[offset / sizeof(uint32_t)];
}

static void write_register(unsigned offset, uint32_t value)
{
    registers[offset / sizeof(uint32_t)] = value;
}

/*
 * Line control (speed, word, FIFO) stays as the machine's firmware has set it: to switch the FIFO
 * on empties it (TRM 3.3.7), and with it what was typed, or piped in, before we came. For the same
 * reason the receive interrupts are not cleared here: a byte that waits already raises one.
 */
void uart_start(uint64_t vaddr)
{
    registers = (volatile uint32_t *)(uintptr_t)vaddr;
    write_register(IMSC, 0);
    write_register(ICR, INT_ALL & ~(INT_RX | INT_RX_TIMEOUT));
    write_register(IFLS, 0); /* interrupt at one eighth: early for input, late for output */
    write_register(CR, CR_ENABLE | CR_TX | CR_RX);
    write_register(IMSC, INT_RX | INT_RX_TIMEOUT);
}

bool uart_ready(void)
{
    return registers != NULL;
}

bool uart_try_put(uint8_t byte)
{
    if ((read_register(FR) & FR_TXFF) != 0) {
        return false;
    }
    write_register(DR, byte);
    return true;
}

void uart_put(uint8_t byte)
{
    if (uart_ready()) {
        while (!uart_try_put(byte)) {
        }
        return;
    }
#ifdef CONFIG_PRINTING
    seL4_DebugPutChar((char)byte);
#endif
}

bool uart_has_input(void)
{
    return (read_register(FR) & FR_RXFE) == 0;
}

uint8_t uart_get(void)
{
    return (uint8_t)(read_register(DR) & DR_DATA);
}

static void set_mask(uint32_t bits, bool wanted)
{
    uint32_t mask = read_register(IMSC);
    uint32_t next = wanted ? mask | bits : mask & ~bits;

    if (next != mask) {
        write_register(IMSC, next);
    }
}

void uart_want_room(bool wanted)
{
    set_mask(INT_TX, wanted);
}

void uart_want_input(bool wanted)
{
    set_mask(INT_RX | INT_RX_TIMEOUT, wanted);
}

void uart_clear_interrupts(void)
{
    write_register(ICR, INT_ALL);
}

void uart_wait_idle(void)
{
    if (uart_ready()) {
        while ((read_register(FR) & FR_BUSY) != 0) {
        }
    }
}

void uart_write(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            uart_put('\r');
        }
        uart_put((uint8_t)*text);
    }
}
