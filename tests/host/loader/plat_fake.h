// SPDX-License-Identifier: BSD-2-Clause
/* A board whose UART is a string. */
#pragma once

#include <stdint.h>

#define PLAT_FAKE_OUTPUT 4096

/** What was written, terminated; its length; and the UART it was written to last. */
extern char plat_fake_output[PLAT_FAKE_OUTPUT];
extern unsigned plat_fake_length;
extern uint64_t plat_fake_base;
