// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * A kernel small enough to be read: slots, a derivation tree, untypeds with watermarks, one VSpace,
 * interrupts. It checks what oskit must not do wrong (occupied slots, missing tables, exhausted
 * untypeds), and can refuse any call.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sel4/sel4.h>

#define FAKE_NODES    64
#define FAKE_SLOTS    (FAKE_NODES * 4096)
#define FAKE_CNODE    2 /* slot of the root CNode */
#define FAKE_VSPACE   3
#define FAKE_IRQ      4
#define FAKE_ENDPOINT 5
#define FAKE_TCB      6
#define FAKE_FIRST    64 /* first slot that tests may use */

/* Nodes from this one on hang on another level 1 CNode, which the root finds so. */
#define FAKE_PART       32
#define FAKE_PART_INDEX 1
#define FAKE_PART_DEPTH 47

enum fake_type {
    FAKE_NULL,
    FAKE_UNTYPED,
    FAKE_OBJECT,
    FAKE_CNODE_CAP,
    FAKE_FRAME,
    FAKE_TABLE,
    FAKE_VSPACE_CAP,
    FAKE_TCB_CAP,
    FAKE_EP_CAP,
    FAKE_NTFN_CAP,
    FAKE_IRQ_CONTROL,
    FAKE_IRQ_HANDLER,
    FAKE_REPLY
};

struct fake_cap {
    enum fake_type type;
    uint32_t parent; /* slot that it derives from, 0 = none */
    uint64_t paddr;
    uint8_t bits;
    bool device;
    uint64_t watermark; /* untyped */
    uint64_t vaddr;     /* frame, table: where mapped; FAKE_UNMAPPED */
    uint64_t rights;    /* frame: as mapped; else as minted */
    uint64_t attributes;
    uint64_t badge;
    unsigned irq;
};

#define FAKE_UNMAPPED UINT64_MAX

struct fake_thread {
    uint64_t fault_ep, cspace, guard, vspace, buffer, frame;
    uint64_t priority, max_priority, core, flags;
    seL4_UserContext regs;
    bool resumed;
};

struct fake_sel4 {
    struct fake_cap *caps; /* FAKE_SLOTS */
    bool node[FAKE_NODES];
    bool two_level;
    bool table_race;       /* somebody else makes each missing table just before oskit does */
    unsigned other_tables; /* slot for the next of them, counting down */
    unsigned calls;        /* invocations so far */
    unsigned fail_at;      /* refuse the call with this number; 0 = none */
    seL4_Error fail_with;
    struct fake_thread thread; /* the last one that was configured */
    bool irq_taken[64];
    unsigned irq_acks;
    /* The last message sent to an endpoint, and the answer to it. */
    seL4_Word message[seL4_MsgMaxLength];
    seL4_MessageInfo_t tag;
    seL4_Word answer[seL4_MsgMaxLength];
    seL4_MessageInfo_t answer_tag;
};

extern struct fake_sel4 fake;

/* A machine with a CSpace of two levels (node 0 exists) or of one (two nodes' worth), and the caps
 * above. */
void fake_start(bool two_level);
void fake_stop(void);

/* Puts an untyped into a slot. */
void fake_untyped(seL4_CPtr slot, uint64_t paddr, unsigned bits, bool device);

/* Number of capabilities in slots FAKE_FIRST and up. */
unsigned fake_cap_count(void);

/* Mapped frame at an address, or NULL. */
const struct fake_cap *fake_mapping(uint64_t vaddr);
