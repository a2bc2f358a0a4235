// SPDX-License-Identifier: BSD-2-Clause
//
// Operations: what a worker does in one step.
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>
#include "model.h"
#include "worker.h"

#define OP_WORDS 40 /* message words that an operation chooses itself */

struct op {
    unsigned row;    /* in the table of shares; 0: not counted */
    unsigned worker; /* who does it */
    bool driver;     /* the driver does it instead: `cap` is in its own CSpace */
    enum worker_entry entry;
    seL4_Word number; /* of the system call */
    seL4_CPtr cap;
    seL4_Word label;
    seL4_Word length; /* of the message; words beyond those chosen are what the buffer holds */
    seL4_Word caps;
    seL4_Word word[OP_WORDS];
    seL4_CPtr extra[3];
};

/* Begins an invocation of a capability by worker 0. */
void op_invoke(struct op *op, seL4_Word label, seL4_CPtr cap);

/* Appends a message word; a capability. */
void op_word(struct op *op, seL4_Word word);
void op_cap(struct op *op, seL4_CPtr cap);

/* A number that is wrong for most purposes; never an address of the driver's memory. */
seL4_Word weird(void);

/* A depth: nearly always right. A virtual address of the windows: nearly always aligned. */
seL4_Word pick_depth(void);
seL4_Word pick_address(void);
seL4_Word pick_rights(void);

/* Fill in an operation of one kind. */
void op_retype(struct op *op);
void op_node(struct op *op);
void op_thread(struct op *op);
void op_memory(struct op *op);
void op_irq(struct op *op);
void op_domain(struct op *op);
void op_message(struct op *op);
void op_fault(struct op *op);

/* Makes some operations wrong, and takes out what is not to be tried (CAVEATS.md). */
void op_disturb(struct op *op);
void op_restrain(struct op *op);

/* Changes the model after an invocation that succeeded; after a message that was sent. */
void op_applied(const struct op *op);
void op_applied_send(const struct op *op);

/* Takes a lesson from one that failed. */
void op_refused(const struct op *op, seL4_Word error);

/* Whether a call of this capability has a reply whose message is documented. */
bool op_has_reply(seL4_CPtr cap);
