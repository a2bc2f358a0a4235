// SPDX-License-Identifier: BSD-2-Clause
//
// Code of threads in assembly (code.S), whose registers a case knows exactly. None of it needs a
// stack; all of it lies in one page.
#pragma once

/* Counts in x1, and stores it to x0 each time, for ever. */
void code_count(void);

/* Makes a system call with all registers as they are, then counts at x8 as code_count() does. */
void code_call(void);

/* Makes the system call in x7 with x8 in x0, for ever. */
void code_poll(void);

/* Loads the word at x0 and stores it to x1, and counts the rounds in the word at x2, for ever. */
void code_watch(void);

/*
 * Fills all FP and SIMD registers, FPSR and FPCR with values that follow from x0 and checks them
 * for ever; counts good rounds in the word at x1. A wrong value ends it: 1 is stored to x2.
 */
void code_fp(void);

/* Puts x0 into TPIDR_EL0 and checks it for ever, counting in the word at x1; else as code_fp. */
void code_tls(void);
