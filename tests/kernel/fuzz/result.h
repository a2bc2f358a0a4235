// SPDX-License-Identifier: BSD-2-Clause
//
// The documented part of what operations return goes into the hash and, if wanted, to the console.
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>
#include "op.h"

/* Whether to print. Begins with false. */
void trace_set(bool on);

/* Prints an operation about to be done. */
void trace_op(seL4_Word number, const struct op *op);

/* Prints a value with a name in front. */
void trace_value(const char *what, seL4_Word value);

/* Ends a line of the trace. */
void trace_end(void);

/* What came out of a worker's step. */
struct outcome {
    bool message;      /* a message was received */
    bool reply_wanted; /* it may be answered */
    seL4_Word label;   /* of the message or reply; an error for an invocation */
};

/* Looks at what a worker that is done left in its registers and IPC buffer. */
struct outcome result_of_worker(unsigned worker);

/* The same for an invocation that the driver did itself. Returns the error. */
seL4_Error result_of_driver(seL4_MessageInfo_t reply);

/* The registers in which a worker stands at the end of an epoch. */
void result_registers(unsigned worker, const seL4_UserContext *context);
