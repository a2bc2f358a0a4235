// SPDX-License-Identifier: BSD-2-Clause
//
// Faults: what a fault message says, as a struct and in plain words.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <oskit/error.h>
#include <oskit/text.h>

/* Kinds of faults, by what the message's label and syndrome say. */
enum oskit_fault_kind {
    OSKIT_FAULT_NONE = 0,   /* not a fault message */
    OSKIT_FAULT_PAGE,       /* no mapping, or one without the right */
    OSKIT_FAULT_ALIGNMENT,  /* misaligned access, pc or sp */
    OSKIT_FAULT_BUS,        /* the memory system answered with an error */
    OSKIT_FAULT_SYSCALL,    /* a system call that the kernel does not know */
    OSKIT_FAULT_BREAKPOINT, /* brk, or a debug event */
    OSKIT_FAULT_UNDEFINED,  /* undefined or not permitted instruction */
    OSKIT_FAULT_FPU,        /* floating point used by a thread that may not */
    OSKIT_FAULT_CAP,        /* a capability pointer that leads nowhere */
    OSKIT_FAULT_OTHER       /* any other exception */
};

/* What the faulting instruction wanted of the memory. */
enum oskit_fault_access {
    OSKIT_ACCESS_NONE,
    OSKIT_ACCESS_READ,
    OSKIT_ACCESS_WRITE,
    OSKIT_ACCESS_EXEC
};

/* A fault message, decoded. */
struct oskit_fault {
    enum oskit_fault_kind kind;
    enum oskit_fault_access access; /* of PAGE, ALIGNMENT, BUS */
    bool permission;                /* PAGE: something is mapped there, but the right is missing */
    unsigned level;                 /* PAGE: of the translation, 0..3 */
    seL4_Word label;                /* the kernel's fault type */
    uint64_t ip;                    /* address of the instruction */
    uint64_t addr;                  /* PAGE, ALIGNMENT, BUS: address accessed; CAP: the pointer */
    uint64_t syndrome;              /* ESR_EL1 as far as the kernel gives it */
    uint64_t number;                /* SYSCALL: its number; other exceptions: exception number */
    uint64_t sp;                    /* SYSCALL and exceptions, else 0 */
};

/* Decodes the fault message that the calling thread has just received (tag as received, words in
 * its IPC buffer). ERR_ARGUMENT (and kind NONE) if the label is no fault. */
enum oskit_error oskit_fault_decode(seL4_MessageInfo_t tag, struct oskit_fault *fault);

/* The same from an array of message words. */
enum oskit_error oskit_fault_decode_words(seL4_Word label, const seL4_Word *words, unsigned count,
                                          struct oskit_fault *fault);

/* "page fault: write to 0x1234, not mapped, by the instruction at 0x400010". No newline. */
void oskit_fault_describe(const struct oskit_fault *fault, struct oskit_text *text);

/* All registers, four to a line, names before values, each line ended by "\n". */
void oskit_registers_describe(const seL4_UserContext *regs, struct oskit_text *text);
