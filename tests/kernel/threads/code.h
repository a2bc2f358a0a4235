// SPDX-License-Identifier: BSD-2-Clause
//
// Entry points of threads in assembly (code.S): not for calls. All but the first end at code_park.
#pragma once

/* Stores x2 to x30, sp, tpidr_el0 and tpidrro_el0 to words 2 to 33 at x0, then yields for ever. */
void code_store_registers(void);

/* Loads from x0 and stores that to x1; stores x1 to x0; jumps to x0; loads from x0 for a later
 * store. */
void code_load(void);
void code_store(void);
void code_jump(void);
void code_exclusive(void);

/* Has a breakpoint; reads a register of the kernel's; loads from its stack; writes an FP register.
 */
void code_break(void);
void code_system_register(void);
void code_stack(void);
void code_fp(void);

/* Makes a system call, with x7 as its number. */
void code_svc(void);

/* Is undefined. */
void code_park(void);

/* Stores the FP registers at x0. */
void code_fp_store(void);

/* Keeps the pattern x2 in the FP registers while others run; across a system call (code.S). */
void code_fp_hold(void);
void code_fp_call(void);

/* Read a register of timer or counter to x0. */
void code_read_cntpct(void);
void code_read_cntvct(void);
void code_read_cntp_ctl(void);
void code_read_cntv_ctl(void);
void code_read_pmccntr(void);
