// SPDX-License-Identifier: BSD-2-Clause
/* Ways to fault, one instruction each, so that handlers can mend or skip it. */
#pragma once

#include <ax/core/types.h>
#include <ax/hal/arch/regs.h>

/* Executes a breakpoint instruction; the second tells its address. */
void fault_breakpoint(void);
const void *fault_breakpoint_at(void);

/* Stores to, or loads from, `addr`. */
void fault_write(uintptr_t addr);
uint64_t fault_read(uintptr_t addr);

/*
 * Puts `to` into the register that holds `from`; false if none does. Only for the load of
 * fault_read(). Manager context.
 */
AX_NO_FP bool fault_replace_address(struct ax_arch_regs *regs, uintptr_t from, uintptr_t to);

/*
 * One instruction each that faults; what register x0 holds when the task goes on behind it (after a
 * call of nowhere: behind the call). A handler puts FAULT_ANSWER there.
 */
#define FAULT_ANSWER      0x600dul
#define FAULT_SYSTEM_CALL 1234
uint64_t fault_undefined(void);
uint64_t fault_misaligned(void);
uint64_t fault_system_call(void);
uint64_t fault_execute(void);

struct fault {
    const char *name;
    void (*cause)(void); /* Does not return if the fault is not handled. */
};

/* One of each kind, ended by one without a name. */
extern const struct fault faults[];
