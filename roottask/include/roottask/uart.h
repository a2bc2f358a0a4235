// SPDX-License-Identifier: BSD-2-Clause
//
// PL011 UART. Source: PrimeCell UART (PL011) Technical Reference Manual, r1p5, chapter 3.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Begins with registers at `vaddr`, mapped uncached: receive interrupts on, transmit interrupt off.
 * Line settings and FIFO stay as firmware left them, and with them what was typed before. */
void uart_start(uint64_t vaddr);

/* True once uart_start() has been called. */
bool uart_ready(void);

/* Puts one byte into the transmit FIFO; false if it is full. */
bool uart_try_put(uint8_t byte);

/* Waits for room, then puts the byte. Callable by any root thread. Without a UART: the kernel's
 * debug output. */
void uart_put(uint8_t byte);

/* Whether a received byte waits, and the next one (only if one does). */
bool uart_has_input(void);
uint8_t uart_get(void);

/* Whether interrupts are wanted for received bytes. While they are not, bytes wait in the FIFO and
 * then with the sender. */
void uart_want_input(bool wanted);

/* Whether an interrupt is wanted when the transmit FIFO has room again. */
void uart_want_room(bool wanted);

/* Clears what the UART signals; to be called before the kernel's acknowledgement. */
void uart_clear_interrupts(void);

/* Waits until the last bit has left. */
void uart_wait_idle(void);

/* Sends text by uart_put(), "\n" as "\r\n". Callable by any root thread. */
void uart_write(const char *text);
