// SPDX-License-Identifier: BSD-2-Clause
//
// Threads: a TCB with CSpace, VSpace, IPC buffer, stack, priority, fault endpoint and first
// registers.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <oskit/capset.h>
#include <oskit/vspace.h>

#define OSKIT_THREAD_ARGS 4u

/* What a thread is to be; zero is a sensible default for whatever is not marked "must". */
struct oskit_thread_config {
    seL4_CPtr cspace; /* must: CNode cap */
    seL4_Word
        cspace_guard; /* guard word to give the thread's copy of it; 0 = leave as the cap has it */
    seL4_CPtr vspace; /* must: VSpace cap with an ASID */
    seL4_CPtr fault_ep;  /* endpoint for faults, a pointer in the thread's own CSpace; 0 = none */
    uint64_t ipc_buffer; /* virtual address, multiple of 1024; 0 = none */
    seL4_CPtr ipc_frame; /* frame that holds it */
    seL4_CPtr authority; /* must: TCB whose maximum controlled priority covers the two below */
    uint8_t priority;
    uint8_t max_priority; /* maximum controlled priority */
    uint8_t core;         /* node it runs on; ignored by a one-node kernel */
    bool no_fpu;    /* the thread may not use floating point, where the kernel can enforce it */
    uint64_t entry; /* first instruction */
    uint64_t stack; /* first stack pointer, multiple of 16 */
    uint64_t args[OSKIT_THREAD_ARGS]; /* x0 to x3 */
    uint64_t tls;                     /* TPIDR_EL0 */
    uint64_t percpu;                  /* TPIDRRO_EL0 */
};

/* Gives an existing, stopped TCB its spaces, priority, core and first registers; it does not run
 * yet. ERR_ARGUMENT, ERR_ALIGNMENT, the kernel's. */
enum oskit_error oskit_thread_configure(seL4_CPtr tcb, const struct oskit_thread_config *config);

/* Lets it run. */
enum oskit_error oskit_thread_start(seL4_CPtr tcb);

/* Makes another node its own; a one-node kernel knows node 0 only. ERR_ARGUMENT. */
enum oskit_error oskit_thread_move(seL4_CPtr tcb, uint8_t core);

/* Only priority and core (the second part of configure). */
enum oskit_error oskit_thread_schedule(seL4_CPtr tcb, const struct oskit_thread_config *config);

/* What oskit_thread_create() makes beyond the TCB. */
struct oskit_thread_memory {
    unsigned cnode_bits;  /* a CNode of its own of 2^bits slots with a guard for depth 64; 0 =
                             config.cspace as it is */
    uint64_t stack_top;   /* stack pages are mapped below this; the page under the lowest is left
                             alone: the guard */
    unsigned stack_pages; /* of 4 KiB; 0 = config.stack as it is */
    bool ipc_buffer;      /* make and map a page at config.ipc_buffer */
};

/* A thread with all that it holds. Contents are its own. */
struct oskit_thread {
    seL4_CPtr tcb;
    seL4_CPtr cnode;        /* its own, or 0 */
    seL4_CPtr ipc_frame;    /* made here, or 0 */
    seL4_CPtr stack_frames; /* slot of the lowest stack page; the others follow; or 0 */
};

/*
 * Makes TCB, CNode, IPC buffer page and stack pages out of a cap set, maps them through `vs`, and
 * configures the thread (config.ipc_frame, .stack and .cspace as far as made here are filled in).
 * It does not run yet. On an error whatever was made is in the set: recycle it.
 */
enum oskit_error oskit_thread_create(struct oskit_thread *thread, struct oskit_capset *set,
                                     struct oskit_vspace *vs,
                                     const struct oskit_thread_config *config,
                                     const struct oskit_thread_memory *memory);
