// SPDX-License-Identifier: BSD-2-Clause
/* Functions with one instruction that faults (traps.S); what x0 holds behind it is what they
 * return. */
#pragma once

#include <ax/core/types.h>

/* Where they stand. */
extern const char traps_start[], traps_end[];

/* Each takes an address; the last four do not look at it. */
uint64_t trap_read(uintptr_t addr);
uint64_t trap_write(uintptr_t addr);
uint64_t trap_breakpoint(uintptr_t addr);
uint64_t trap_undefined(uintptr_t addr);
uint64_t trap_misaligned(uintptr_t addr);
uint64_t trap_system_call(uintptr_t addr);
