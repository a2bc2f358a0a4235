// SPDX-License-Identifier: BSD-2-Clause
//
// Cap sets: a group of slots and of objects carved from one untyped, recycled whole by one revoke.
// What a task, or an instance, owns is one cap set, so that ending it cannot leak.
#pragma once

#include <stdint.h>
#include <oskit/cspace.h>
#include <oskit/untyped.h>

/* Slots of one set; a set may have fewer. */
#define OSKIT_CAPSET_MAX 128u

/* An untyped and the slots for all that is made of it. Contents are its own. */
struct oskit_capset {
    struct oskit_cspace *cs;
    struct oskit_untyped untyped;
    seL4_CPtr first; /* its slots are [first, first + capacity) */
    uint32_t capacity;
    uint32_t next;                           /* slots handed out so far */
    uint64_t foreign[OSKIT_CAPSET_MAX / 64]; /* bit set: the slot was handed out empty, for a cap
                                              * that does not derive from the untyped */
};

/* Begins a set over an untyped without children and `capacity` (1..OSKIT_CAPSET_MAX) neighbouring
 * slots, which it takes. The untyped stays the caller's. ERR_ARGUMENT (set is left as it was),
 * ERR_SLOTS (set has no slots: its capacity is 0). */
enum oskit_error oskit_capset_init(struct oskit_capset *set, struct oskit_cspace *cs,
                                   struct oskit_untyped untyped, unsigned capacity);

/* Makes an object in the next slot: *slot, and if paddr is not NULL its physical address. ERR_SLOTS
 * when all are handed out, ERR_MEMORY when the untyped is used up. */
enum oskit_error oskit_capset_object(struct oskit_capset *set, seL4_Word type, unsigned size_bits,
                                     seL4_CPtr *slot, uint64_t *paddr);

/* Hands out the next slot empty, for a cap copied or minted from elsewhere: recycling deletes it.
 * ERR_SLOTS. */
enum oskit_error oskit_capset_slot(struct oskit_capset *set, seL4_CPtr *slot);

/* Deletes everything in the set; slots and untyped stay with it, ready for use again. */
enum oskit_error oskit_capset_recycle(struct oskit_capset *set);

/* Recycles and gives the slots back. The untyped is the caller's again, without children. */
enum oskit_error oskit_capset_destroy(struct oskit_capset *set);
