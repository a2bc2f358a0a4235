// SPDX-License-Identifier: BSD-2-Clause
//
// The console: the root task owns the UART, instances share rings with it. Called by the service
// thread only, except where said.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <instance/console.h>
#include <sel4/sel4.h>

/* Maps the UART, registers its interrupt. Before that, and without a UART, characters go to the
 * kernel's debug output if it has one. */
void console_start(void);

/* Joins an instance: its shared pages, and the notification that wakes it when something was typed.
 */
void console_join(uint32_t instance, struct instance_console *shared, seL4_CPtr wake);

/* Prints what the instance has left in its ring, and forgets it. */
void console_leave(uint32_t instance);

/* The UART's interrupt came: moves typed bytes to the foreground instance and acknowledges. */
void console_interrupt(void);

/* Moves typed bytes that had to wait for room; to be called whenever an instance may have made
 * some. */
void console_input(void);

/* Moves a bounded number of bytes of each instance in turn to the UART. An instance of which more
 * could go out at once: call again soon. CONSOLE_QUIET: all rings are empty or the UART is full; a
 * kick or an interrupt will come. */
uint32_t console_turn(void);

#define CONSOLE_QUIET UINT32_MAX

/* True when every byte that the instance produced before now has left; else remembers how far it is
 * to go, and console_drained() tells when it has got there. */
bool console_drain_begin(uint32_t instance);
bool console_drained(uint32_t instance);

/* Whether several instances share the terminal. */
bool console_multiplexed(void);

/* Sends everything that this instance has produced, waiting for the UART. */
void console_flush_one(uint32_t instance);

/* Sends everything that any instance has produced, waiting for the UART. */
void console_flush(void);

/* The root task's own lines: flushes, then prints, waiting for the UART. */
void console_print(const char *text);

/* Whether the last byte printed ended a line. */
bool console_at_line_start(void);
