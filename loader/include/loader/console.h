// SPDX-License-Identifier: BSD-2-Clause
/* Messages to the person at the console. */
#pragma once

#include <stdint.h>

/** Sets the UART to print on; 0: none, and what is printed is lost. */
void console_init(uint64_t uart_base);

/**
 * Prints a format with %s (string), %u (uint64_t, decimal), %x (uint64_t, hexadecimal with 0x) and
 * %%. Every number must be passed as uint64_t.
 */
void console_print(const char *format, ...);
