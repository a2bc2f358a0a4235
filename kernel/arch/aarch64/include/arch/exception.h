// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <kernel/objects.h>

/**
 * The current thread took a synchronous exception that is no system call; `syndrome` is ESR_EL1.
 * Called by the vectors. @return the thread to continue with
 */
struct tcb *arm_handle_fault(word_t syndrome);

/** The table of exception vectors, for VBAR_EL1. */
extern char arm_vectors[];

/** Continues the current thread of this core; vectors.S. */
void arm_return_current(void) __attribute__((noreturn));
