// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Registers of a core that keep their value, set once on each core. */

#include <kernel/percpu.h>

/** Makes this core logical core `core`: this_cpu() works afterwards. Before everything else. */
void arm_core_init(word_t core);

/** What user level may do directly on this core: counters, physical timer, cache maintenance. */
void arm_core_init_user(void);

/** Waits for interrupts for ever. */
void arm_core_stop(void) __attribute__((noreturn));
