// SPDX-License-Identifier: BSD-2-Clause
//
// Threads on chosen cores, and waiting for what they do. The main thread runs on core 0.
#pragma once

#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>
#include <ktest/thread.h>

/* Cores of the machine; a case that needs more ends as skipped. */
seL4_Word cores(void);
void cores_need(seL4_Word count);

/* On genuine seL4 the case ends as skipped, for this reason. */
void ours_only(const char *why);

/* As thread_new() and thread_run(), on a core. */
struct thread *thread_new_on(seL4_Word core, thread_function *function, seL4_Word a, seL4_Word b);
struct thread *thread_run_on(seL4_Word core, thread_function *function, seL4_Word a, seL4_Word b);

/* Blocks until the thread's function has returned. The core of the main thread does not contend for
 * the kernel meanwhile, as it would in threads_settle(). */
void thread_wait(const struct thread *thread);

/* A thread that runs code from code.h with these registers from x0 on; suspended. */
struct thread *code_thread(seL4_Word core, void (*code)(void), seL4_Word x0, seL4_Word x1,
                           seL4_Word x2);

void thread_resume(const struct thread *thread);
void thread_suspend(const struct thread *thread);

/* How often something is done: `few` times the smp.effort of the kernel command line, else once. */
seL4_Word rounds(seL4_Word few);

/* One turn of a loop that waits for another core. */
void relax(void);

/* Waits, with the core busy, until the word is not `value`: other cores have to change it. */
void wait_change(const volatile seL4_Word *word, seL4_Word value);

/* Waits until the word has grown by at least `steps`. */
void wait_steps(const volatile seL4_Word *word, seL4_Word steps);

/* Whether the word changes while this core is busy for as long as other cores make `steps` steps of
 * their counter at `clock`. */
bool changes_within(const volatile seL4_Word *word, const volatile seL4_Word *clock,
                    seL4_Word steps);
