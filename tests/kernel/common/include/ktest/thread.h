// SPDX-License-Identifier: BSD-2-Clause
//
// Helper threads of a case. The main thread has a higher priority than they: they run while it
// waits.
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>

#define MAIN_PRIORITY   254 /* of the main thread; only the watchdog stands above it */
#define THREAD_PRIORITY 100 /* of a helper thread that is not told otherwise */
#define THREADS_MAX     24  /* that a case may have */

struct thread {
    seL4_TCB tcb;
    seL4_IPCBuffer *buffer;   /* mapped for the main thread too */
    seL4_CPtr frame;          /* the buffer's frame */
    volatile bool done;       /* its function has returned */
    seL4_CPtr ended;          /* a notification that is signalled then, or 0 */
    volatile seL4_Word value; /* for the function's use */
};

/* What a helper thread runs, with the two arguments of thread_new. */
typedef void thread_function(struct thread *self, seL4_Word a, seL4_Word b);

/* A thread with the main thread's CSpace and VSpace, no fault handler, priority THREAD_PRIORITY,
 * suspended. Valid until the end of the case. */
struct thread *thread_new(thread_function *function, seL4_Word a, seL4_Word b);

/* The same, and makes it runnable. */
struct thread *thread_run(thread_function *function, seL4_Word a, seL4_Word b);

/* Sets priority, and fault endpoint (an address in the thread's CSpace). */
void thread_priority(const struct thread *thread, seL4_Word priority);
void thread_fault_handler(const struct thread *thread, seL4_CPtr endpoint);

/* Moves it to a core. Ends the case if that fails, or if the configuration has one node and it is
 * not core 0. */
void thread_core(const struct thread *thread, seL4_Word core);

/* Reads all registers of a thread that does not run. */
seL4_UserContext thread_registers(const struct thread *thread);

/* Lets the helper threads run until none of them can. */
void threads_settle(void);

/* Called once at start. */
void threads_init(const seL4_BootInfo *info);

/* Called after each case: suspends its threads and resets what it changed of the main thread. */
void threads_release(void);

/* The capability of the image's page that holds this address. */
seL4_CPtr image_frame(const volatile void *address);
