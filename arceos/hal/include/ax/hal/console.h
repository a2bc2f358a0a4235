// SPDX-License-Identifier: BSD-2-Clause
/*
 * The instance's console: bytes out, bytes in. '\n' is sent as it is; the far end adds '\r'.
 */
#pragma once

#include <ax/core/types.h>

/*
 * Sends `n` bytes of `bytes`, all of them and in one piece with respect to other writers. Does not
 * keep the pointer. May wait for the far end to drain, in any context; what is written before
 * ax_hal_shutdown() is seen before the system ends.
 */
void ax_hal_console_write(const char *bytes, size_t n);

/*
 * Takes up to `n` received bytes into `buf`; returns how many, 0 when none wait. Does not wait.
 * One caller at a time. Any context.
 */
size_t ax_hal_console_read(char *buf, size_t n);

/*
 * Asks for `callback` to be called, in manager context, whenever bytes have arrived. NULL ends it.
 * Bytes that arrived before are not announced: read once after setting. Task or bring-up context.
 */
void ax_hal_console_set_rx(void (*callback)(void *arg), void *arg);
