// SPDX-License-Identifier: BSD-2-Clause
//
// A thread beside the sandbox that has a pattern in all its registers, looks whether it is still
// there each time that it runs, and yields.
#pragma once

/* Starts it. Valid until the end of the case. */
void witness_start(void);

/* It has run since the last call, and all was well. Else that is a difference of the case. */
void witness_check(void);

/* Runs with x0 = its record (a count, then the place of a difference), x1 = its pattern, sp,
 * tpidr_el0 and x4 on = what witness_start() gave them. In witness_code.S. */
void witness_code(void);
