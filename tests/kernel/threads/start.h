// SPDX-License-Identifier: BSD-2-Clause
//
// Threads that run a piece of code.S with registers that the case chooses.
#pragma once

#include <sel4/sel4.h>
#include <ktest/thread.h>

#define CONTEXT_WORDS (sizeof(seL4_UserContext) / sizeof(seL4_Word))

/* SPSR of a thread but for its condition flags: FIQ is masked, and SError too, but for debug
 * builds. */
#ifdef CONFIG_DEBUG_BUILD
#define USER_STATE 0x40ul
#else
#define USER_STATE 0x140ul
#endif

/* A suspended thread at this code, with a stack, x0 and x1, and a fault endpoint in its CSpace. */
struct thread *code_new(void (*code)(void), seL4_Word x0, seL4_Word x1, seL4_CPtr handler);

/* The same, and makes it runnable. */
struct thread *code_run(void (*code)(void), seL4_Word x0, seL4_Word x1, seL4_CPtr handler);

/* Changes the registers of a thread that does not run. */
void code_set(const struct thread *thread, seL4_UserContext *context);

/* Receives the fault that ends a piece of code, checks that it does, and gives its registers. */
seL4_UserContext code_parked(const struct thread *thread, seL4_CPtr handler);
