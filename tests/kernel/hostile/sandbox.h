// SPDX-License-Identifier: BSD-2-Clause
//
// A thread that may do what it likes: it has a CSpace and a VSpace of its own, where nothing lies
// but its code, its data and its IPC buffer. It runs at the main thread's priority, which gives way
// to it in sandbox_run() only, and to the witness (witness.h).
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sel4/sel4.h>

/* Its addresses. Above SANDBOX_END nothing is mapped. */
#define SANDBOX_CODE   0x10000000ul /* one page: read and execute */
#define SANDBOX_DATA   0x10001000ul /* two pages: read and write */
#define SANDBOX_BUFFER 0x10003000ul /* one page: read and write */
#define SANDBOX_END    0x10004000ul

#define SANDBOX_WORDS (4096 / 4) /* instructions of the code page */

/* Slots of its CSpace, 16 in all. */
enum sandbox_slot {
    SANDBOX_SLOT_HANDLER = 1, /* where its faults go */
    SANDBOX_SLOT_FREE = 2,    /* this one and those behind it are for the case */
};
#define SANDBOX_RADIX 4

/* A guard that no address hits by chance. */
#define SANDBOX_FAR_GUARD 0x1a2b3c4d5e6f70ul

struct sandbox {
    seL4_Untyped untyped; /* of all that follows */
    seL4_CPtr slots;      /* of the root CNode, where its objects are */
    unsigned used;        /* how many of them */
    seL4_CPtr handler;    /* the endpoint that receives its faults */
    seL4_CPtr cspace;
    seL4_CPtr vspace;
    seL4_CPtr tcb;
    seL4_CPtr code_frame; /* the frames that it has mapped; the main thread has copies */
    seL4_CPtr data_frame[2];
    seL4_CPtr buffer_frame;
    volatile uint32_t *code; /* its pages, as the main thread sees them */
    volatile uint64_t *data;
    seL4_IPCBuffer *buffer;
    seL4_CPtr code_view; /* capability of the main thread's mapping of the code */
};

/* Makes a sandbox; before that, the case has mapped nothing at FREE_ADDRESS. Lowers the main thread
 * to the sandbox's priority until the case ends. */
void sandbox_init(struct sandbox *box);

/* Makes all its objects new; the old ones are gone with all that was derived from them. Its CSpace
 * has this guard before its slots. */
void sandbox_build(struct sandbox *box, seL4_Word guard);

/* Address of one of its slots, with the guard that it was built with. */
seL4_CPtr sandbox_address(seL4_Word guard, seL4_Word slot);

/* Makes these words its code, and the rest of the page undefined instructions. */
void sandbox_load(struct sandbox *box, const uint32_t *word, unsigned count);

/* Registers to start with: at this instruction of the code, zero otherwise. */
seL4_UserContext sandbox_context(unsigned index);

/* What became of it. */
struct outcome {
    seL4_Word label; /* what kind of fault; 0: it blocked, or ran on and was stopped */
    seL4_Word word[seL4_UnknownSyscall_Length];
};

/* Runs it with these registers until it faults, blocks or has had its share of time. It has stopped
 * when this returns. */
struct outcome sandbox_run(struct sandbox *box, seL4_UserContext *context);

/* Whether that was the undefined instruction at this place of the code (with the code of
 * sandbox_load, it lies behind the last word). */
bool outcome_is_end(const struct outcome *outcome, unsigned index);

/* Whether that was an exception, not a memory access, at this place; its class (Arm ARM D17.2.37,
 * ESR_EL1.EC) goes to *class. */
bool outcome_is_exception(const struct outcome *outcome, unsigned index, seL4_Word *class);
