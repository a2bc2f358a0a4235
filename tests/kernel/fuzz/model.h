// SPDX-License-Identifier: BSD-2-Clause
//
// What the driver believes to stand in the slots of the world, so that most operations find what
// they need. A slot that is taken for full may be empty; one that is full is what it is taken for.
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>
#include "world.h"

enum kind {
    K_EMPTY,
    K_UNKNOWN, /* full, with whatever a message brought */
    K_FIXED,   /* not for operations */
    K_UNTYPED,
    K_ENDPOINT,
    K_NOTIFICATION,
    K_NODE,
    K_TCB,
    K_FRAME,
    K_LARGE_FRAME,
    K_TABLE,
    K_SPACE,
    K_POOL,
    K_ASID_CONTROL,
    K_DOMAIN,
    K_IRQ_HANDLER,
    K_SGI,
    K_REPLY,
    K_KINDS
};

/* Priorities are a multiple of PRIORITY_STEP plus the thread's number, so that no two threads share
 * one: which of two runs first would depend on the kernel's tick. A thread that is not made by the
 * driver gets the numbers from WORKERS. */
#define PRIORITY_STEP 32

struct slot {
    unsigned char kind;
    unsigned char bits; /* log2 of the size of an untyped or CNode */
    unsigned char id;   /* a thread's, endpoint's or notification's number */
    bool badged;
    bool mapped;       /* or, an address space, has an identifier */
    bool used;         /* an untyped from which something was made, or which is used up */
    seL4_Word address; /* where a frame or table is mapped; its id tells in which address space */
};

void model_clear(void);
struct slot *model_slot(unsigned slot);

void model_set(unsigned slot, enum kind kind, unsigned bits);
void model_set_id(unsigned slot, unsigned id);
void model_mark_badged(unsigned slot);
void model_move(unsigned destination, unsigned source);
void model_copy(unsigned destination, unsigned source);

/* Notes that an operation has changed the registers of a thread; tells that. */
void model_touch_registers(unsigned id);
bool model_registers_touched(unsigned id);

/* A number for a thread, or for another object, that was made by an operation. */
unsigned model_new_thread(void);
unsigned model_new_object(void);

/* Notes whether a thread has a notification bound; tells that. */
void model_bind(unsigned id, bool bound);
bool model_bound(unsigned id);

/* A slot of this kind, chosen at random; sometimes, or if there is none, another. */
unsigned pick(enum kind kind);

/* The same, but 0 if there is none. */
unsigned pick_exact(enum kind kind);

/* A slot with the same object, of those with numbers. */
unsigned pick_same(unsigned slot);

/* A slot among those that operations fill, empty or full. */
unsigned pick_empty(void);
unsigned pick_full(void);

/* Asks the kernel which slots are empty, corrects the model, and adds the answers to the hash. */
void model_probe(void);
