// SPDX-License-Identifier: BSD-2-Clause
//
// Capability slots: which slots of a CSpace are free. Works on the two shapes that exist here:
//   one level:  the root task's CNode of 2^root_bits slots, guard up to 64 bits (root_bits >= 12)
//   two levels: a level 1 CNode of 2^root_bits slots whose entries are CNodes of 4096 slots
// In both a slot's name is (node << 12) | index, resolved at depth 64. In the two-level shape
// further nodes are made on demand from a pool of untyped memory (128 KiB each).
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <oskit/error.h>

struct oskit_pool;

#define OSKIT_NODE_BITS  12
#define OSKIT_NODE_SLOTS (1u << OSKIT_NODE_BITS)

/* More nodes are made while this many slots are still free: splitting an untyped for the new node
 * takes slots. */
#define OSKIT_CSPACE_RESERVE 128u

/* One CNode's worth of slots. The caller provides an array of these; contents are oskit's. */
struct oskit_node {
    uint64_t used[OSKIT_NODE_SLOTS / 64]; /* bit set: slot taken */
    uint32_t free;                        /* number of clear bits */
    uint32_t hint;                        /* word where the last search ended */
    bool present;                         /* the CNode exists */
};

/* A CSpace with an allocator of its slots. Contents are its own. */
struct oskit_cspace {
    seL4_CPtr root; /* cap of the root CNode, itself in this CSpace */
    bool two_level;
    bool growing;             /* guards against growing while growing */
    uint32_t node_count;      /* entries of nodes */
    struct oskit_node *nodes; /* the caller's */
    struct oskit_pool *pool;  /* where further nodes come from, or NULL */
    seL4_CPtr first;          /* name of node 0's first slot */
    seL4_Word level1_index;   /* how the root names the level 1 CNode; depth 0: it is the root */
    seL4_Word level1_depth;
    uint64_t slots_total; /* of all present nodes */
    uint64_t slots_used;
};

/* A place for a capability as the kernel's CNode and Retype calls want it. */
struct oskit_place {
    seL4_CPtr root;
    seL4_Word node_index; /* Retype: which CNode */
    seL4_Word node_depth;
    seL4_Word offset; /* Retype: slot within it */
    seL4_Word index;  /* CNode calls: the slot's name at depth OSKIT_DEPTH */
};

#define OSKIT_DEPTH 64

/*
 * Begins to manage a one-level CSpace of 2^bits slots (12 <= bits <= 18); `nodes` has 2^(bits-12)
 * entries. Every slot counts as used until it is given with oskit_cspace_release_range().
 * ERR_ARGUMENT.
 */
enum oskit_error oskit_cspace_init_flat(struct oskit_cspace *cs, seL4_CPtr root, unsigned bits,
                                        struct oskit_node *nodes);

/*
 * Begins to manage a two-level CSpace in which node 0 exists. At most `node_count` nodes (1 <=
 * node_count <= 4096) will exist; `nodes` has that many entries. Every slot of node 0 counts as
 * used until given with oskit_cspace_release_range(). `pool` may be set later with
 * oskit_cspace_set_pool(). ERR_ARGUMENT.
 */
enum oskit_error oskit_cspace_init_two_level(struct oskit_cspace *cs, seL4_CPtr root,
                                             struct oskit_node *nodes, unsigned node_count);

/*
 * The same for a part of a larger CSpace, reached through a root CNode above the level 1 CNode,
 * which the root finds at `index`, `depth` (depth 52 - log2 of the part's nodes, less a guard that
 * the level 1 CNode has). Names in the part begin at `first`, a multiple of OSKIT_NODE_SLOTS, and
 * are resolved from `root` at depth OSKIT_DEPTH like all others. ERR_ARGUMENT.
 */
enum oskit_error oskit_cspace_init_part(struct oskit_cspace *cs, seL4_CPtr root, seL4_CPtr first,
                                        seL4_Word index, seL4_Word depth, struct oskit_node *nodes,
                                        unsigned node_count);

/* Where further nodes come from. The pool may itself take its slots from this CSpace. */
void oskit_cspace_set_pool(struct oskit_cspace *cs, struct oskit_pool *pool);

/* Declares the slots [first, end) empty and free. ERR_ARGUMENT if one lies outside or is free
 * already. */
enum oskit_error oskit_cspace_release_range(struct oskit_cspace *cs, seL4_CPtr first,
                                            seL4_CPtr end);

/* Takes one free slot; its name in *slot. ERR_SLOTS. May make a node. */
enum oskit_error oskit_slot_alloc(struct oskit_cspace *cs, seL4_CPtr *slot);

/* Takes `count` (1..4096) neighbouring free slots of one node; the first's name in *first.
 * ERR_SLOTS, ERR_ARGUMENT. */
enum oskit_error oskit_slots_alloc(struct oskit_cspace *cs, unsigned count, seL4_CPtr *first);

/* Takes exactly this slot. ERR_EXISTS if it is used, ERR_ARGUMENT if it is outside. */
enum oskit_error oskit_slot_take(struct oskit_cspace *cs, seL4_CPtr slot);

/* Gives slots back; they must be empty of capabilities. ERR_ARGUMENT if outside, ERR_UNKNOWN if
 * free already. */
enum oskit_error oskit_slot_free(struct oskit_cspace *cs, seL4_CPtr slot);
enum oskit_error oskit_slots_free(struct oskit_cspace *cs, seL4_CPtr first, unsigned count);

/* Deletes the capability in the slot, then gives the slot back. Errors of the kernel leave the slot
 * taken. */
enum oskit_error oskit_slot_delete(struct oskit_cspace *cs, seL4_CPtr slot);

/* How the kernel's calls name this slot. Never fails. */
struct oskit_place oskit_place(const struct oskit_cspace *cs, seL4_CPtr slot);

/* seL4_CNode_Copy / Mint / Move / Delete / Revoke / SaveCaller between slots of this CSpace. */
enum oskit_error oskit_cap_copy(struct oskit_cspace *cs, seL4_CPtr to, seL4_CPtr from,
                                seL4_CapRights_t rights);
enum oskit_error oskit_cap_mint(struct oskit_cspace *cs, seL4_CPtr to, seL4_CPtr from,
                                seL4_CapRights_t rights, seL4_Word badge);
enum oskit_error oskit_cap_move(struct oskit_cspace *cs, seL4_CPtr to, seL4_CPtr from);
enum oskit_error oskit_cap_delete(struct oskit_cspace *cs, seL4_CPtr slot);
enum oskit_error oskit_cap_revoke(struct oskit_cspace *cs, seL4_CPtr slot);
enum oskit_error oskit_cap_save_caller(struct oskit_cspace *cs, seL4_CPtr slot);

/* Guard word of a CNode capability: `bits` guard bits, all zero (seL4_CNode_CapData). */
seL4_Word oskit_zero_guard(unsigned bits);
