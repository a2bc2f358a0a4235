// SPDX-License-Identifier: BSD-2-Clause
//
// Entry points of threads in assembly (code.S): not for calls.
#pragma once

/* Stores x2 to x30, sp, tpidr_el0 and tpidrro_el0 to words 2 to 33 at x0, then yields for ever. */
void code_store_registers(void);
