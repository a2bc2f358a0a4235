// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * The kernel benchmark's root task. A measurement is a number of agents, threads that each execute
 * a small cyclic program of system calls (or faults), one timed step after the other.
 * docs/kernel.md tells what the figures mean.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sel4/sel4.h>

/* timed.S; `frame`: x0 to x5, x7, pad after the interrupt. Results go back to x0 to x5. */
typedef seL4_Word timed_function(seL4_Word frame[8], seL4_Word pad);
timed_function timed_nothing;
timed_function timed_nothing_fp;
timed_function timed_svc;
timed_function timed_svc_fp;
timed_function timed_load;
timed_function timed_undefined;
timed_function timed_interrupt;

/** Time of the last timed instruction, or for which the interrupt has been programmed. */
extern volatile uint64_t timed_stamp;

/** Start of the image; linker script. */
extern const char bench_image_start[];

/** Addresses behind the timed instructions. */
extern const char timed_after_svc[];
extern const char timed_after_undefined[];

#define MAX_SAMPLES  4096u /**< rounds of a measurement, at most */
#define MAX_STEPS    10u
#define MAX_AGENTS   4u
#define MAX_MESSAGE  16u /**< message words that a step may have */
#define MAX_CAPS     3u
#define STACK_SIZE   8192u
#define INSTRUCTIONS 16u /**< in one tick of the counter */

/** One timed step of an agent. */
struct step {
    timed_function *function;
    long number;      /**< system call */
    seL4_CPtr target; /**< x0 */
    seL4_Word info;   /**< x1 */
    seL4_Word message[MAX_MESSAGE];
    seL4_CPtr caps[MAX_CAPS];
    unsigned words; /**< of message */
    bool checked;   /**< an invocation: a reply other than "no error" ends the benchmark */
    void (*before)(struct step *step); /**< called before the step, untimed; may be NULL */
    uint32_t *samples;                 /**< ticks of each round; NULL: not recorded */
};

/** A thread that executes steps in turn, over and over. */
struct agent {
    struct step step[MAX_STEPS];
    unsigned steps;
    unsigned first; /**< step to which the program returns; those before it run once */
    unsigned priority;
    bool fpu;         /**< may use the FP unit */
    bool leader;      /**< the measurement ends when this one has done its rounds */
    seL4_CPtr vspace; /**< 0: the root task's */
    seL4_CPtr fault_handler;
    void (*body)(struct agent *agent); /**< instead of the program, if not NULL */
    /* Filled in by the framework. */
    seL4_CPtr tcb;
    seL4_IPCBuffer *buffer;
    unsigned rounds;
};

/* world.c: objects. Everything that fails ends the benchmark with a message. */

/** Takes over from the kernel. */
void world_init(const seL4_BootInfo *boot);

/** A new object in a new slot, in memory that world_clean() takes back. */
seL4_CPtr world_object(seL4_Word type, seL4_Word size_bits);

/** An untyped of the device memory that boot left, with at least 2^size_bits bytes. Whatever is
 * made of it has to be gone at the end of the measurement. */
seL4_CPtr world_device_untyped(seL4_Word size_bits);

/** An empty slot. */
seL4_CPtr world_slot(void);

/** A badged copy of a capability. */
seL4_CPtr world_mint(seL4_CPtr source, seL4_Word badge);

/** A second address space with the same image in it. */
seL4_CPtr world_vspace(void);

/** Makes page tables for FREE_ADDRESS in an address space with the image: two for a small page, one
 * for a large one. */
void world_tables(seL4_CPtr vspace, seL4_Word where, unsigned tables);

/** Destroys everything made since the start, but for world_vspace(). */
void world_clean(void);

/** Ends the benchmark if `error` is one; `what` was being done. */
void world_check(seL4_Word error, const char *what);

/** Frame of the page of the image at `address`. */
seL4_CPtr world_image_frame(const void *address);

/** The handler of the EL0 timer's interrupt; made once. */
seL4_CPtr world_timer_irq(void);

/** A free virtual address, aligned to 1 GiB, without page tables. */
#define FREE_ADDRESS 0x1000000000ul

/* output.c */

void put(const char *text);
void put_number(uint64_t value);

/** Prints the result `name`, in instructions. */
void put_row(const char *name, uint64_t instructions);

/** Prints why the benchmark fails, and ends. */
_Noreturn void fail(const char *what, seL4_Word value);

/** Tells the runner the exit status. */
_Noreturn void finish(int status);

/** Finds the runner's token in the boot information. */
void output_init(const seL4_BootInfo *boot);

/* agent.c */

/** Forgets all agents and samples. Then agent_new() for each, and run(). */
void measure(void);

/** A new agent, without steps; it may not use the FP unit. */
struct agent *agent_new(unsigned priority);

/** Adds a step and gives it room for samples. */
struct step *agent_step(struct agent *agent, timed_function *function, long number,
                        seL4_CPtr target, seL4_Word info);

/** Adds an invocation: a Call of `target` with `words` message words and `caps` capabilities. */
struct step *agent_invoke(struct agent *agent, seL4_CPtr target, seL4_Word label, unsigned words,
                          const seL4_Word *message, unsigned caps, const seL4_CPtr *cap);

/** Runs all agents until the leader has done `rounds` rounds, then stops them. */
void run(struct agent *leader, unsigned rounds);

/** Runs the only agent's program in the root task's own thread. */
void run_alone(struct agent *agent, unsigned rounds);

/** Mean of a step's samples in instructions, kernel ticks left out. */
uint64_t result(const struct step *step);

/** Waits until run() is to return: for bodies that lead. */
void agent_done(void);

/** What `timed_nothing` (with FP: `timed_nothing_fp`) costs; measured by the first call. */
void calibrate(void);

/* Groups of rows. */
void rows_ipc(void);
void rows_send(void);
void rows_signal(void);
void rows_fault(void);
void rows_interrupt(void);
void rows_capability(void);
void rows_retype(void);
void rows_mapping(void);
void rows_thread(void);
void rows_protocol(void);
