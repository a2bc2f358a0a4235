// SPDX-License-Identifier: BSD-2-Clause
//
// What a worker executes: one system call or one instruction, then it leaves its registers in its
// result block and waits on the world's parking notification.
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>
#include "world.h"

/* Offsets of the entry points in the page of code. */
enum worker_entry {
    ENTRY_CALL = 0x00,    /* the system call in x7 */
    ENTRY_LOAD = 0x40,    /* x0 = what stands at address x0 */
    ENTRY_STORE = 0x80,   /* x1 to address x0 */
    ENTRY_JUMP = 0xc0,    /* to address x0 */
    ENTRY_BREAK = 0x100,  /* a breakpoint instruction */
    ENTRY_WRONG = 0x140,  /* an undefined instruction */
    ENTRY_SYSTEM = 0x180, /* reads a register of EL1 */
    ENTRY_FLOAT = 0x1c0,  /* x0 = d8, then d8 = x1 */
    ENTRY_PARK = 0x200,   /* waits at once */
    ENTRY_END = 0x240,
};

/* Where a worker that has made its system call stands. */
#define CALL_RETURN (CODE_ADDRESS + ENTRY_CALL + 8)

/* What a worker leaves behind. */
struct worker_result {
    seL4_Word x[8];
    seL4_Word cap;  /* x0 before a system call */
    seL4_Word done; /* not 0: the rest is valid */
    seL4_Word unused[6];
};

/* System call numbers that are not in the interface. */
#define CALL_UNKNOWN 0x1234

/* Puts the workers' code where `page` points. */
void worker_copy_code(void *page);

/* The result block of a worker, in the driver's address space; and its address for the worker. */
struct worker_result *worker_result(unsigned worker);
seL4_Word worker_result_address(unsigned worker);

/* Sets all registers of a worker and parks it. */
void worker_prepare(unsigned worker);

/* Lets a worker start at an entry with x0 to x7. What it was blocked in is given up. When this
 * returns, no worker can run. */
seL4_Error worker_start(unsigned worker, enum worker_entry entry, const seL4_Word x[8]);

/* Whether the registers of a worker that no system call may change are as they were set. */
bool worker_registers_kept(const seL4_UserContext *context);
