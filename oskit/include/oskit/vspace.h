// SPDX-License-Identifier: BSD-2-Clause
//
// Mappings: frames into a VSpace, page tables made on demand and remembered. No page is ever
// writable and executable at once.
#pragma once

#include <stdint.h>
#include <oskit/cspace.h>
#include <oskit/untyped.h>

/* Access and attributes of a mapping; READ is implied by the others. */
#define OSKIT_MAP_READ   1u
#define OSKIT_MAP_WRITE  2u
#define OSKIT_MAP_EXEC   4u
#define OSKIT_MAP_DEVICE 8u /* uncached, ordered, never executable */

/* A page table made for a VSpace. */
struct oskit_table {
    seL4_CPtr slot;
    uint64_t vaddr; /* first address that it covers */
    uint32_t block; /* of the pool, or OSKIT_NO_BLOCK when it comes from a watermark untyped */
    uint8_t span;   /* it covers 2^span bytes: 21, 30 or 39 */
};

/* An address space with the tables that were made for it. Contents are its own. */
struct oskit_vspace {
    seL4_CPtr vspace; /* with an ASID */
    struct oskit_cspace *cs;
    struct oskit_pool *pool;       /* where tables come from, or NULL */
    struct oskit_untyped *untyped; /* used when pool is NULL */
    struct oskit_table *tables;    /* the caller's array */
    uint32_t table_capacity;
    uint32_t table_count;
};

/* Begins to manage mappings of a VSpace. Exactly one of pool and untyped is not NULL. ERR_ARGUMENT.
 */
enum oskit_error oskit_vspace_init(struct oskit_vspace *vs, seL4_CPtr vspace,
                                   struct oskit_cspace *cs, struct oskit_pool *pool,
                                   struct oskit_untyped *untyped, struct oskit_table *tables,
                                   uint32_t table_capacity);

/*
 * Maps a frame of 2^bits bytes (12, 21 or 30) at vaddr with flags OSKIT_MAP_*. Missing tables are
 * made. A frame that is mapped there already gets the new rights. ERR_RIGHTS (write and execute, or
 * execute and device), ERR_ALIGNMENT, ERR_EXISTS (another frame is there), ERR_FULL (tables),
 * ERR_SLOTS, ERR_MEMORY. Tables made before an error stay, and are of use later. Several of these
 * may map in one address space at the same time: a table that another has just made is used.
 */
enum oskit_error oskit_map(struct oskit_vspace *vs, seL4_CPtr frame, uint64_t vaddr, unsigned bits,
                           unsigned flags);

/* Unmaps a frame; its tables stay. */
enum oskit_error oskit_unmap(struct oskit_vspace *vs, seL4_CPtr frame);

/* Makes all tables for pages of 2^bits bytes in [vaddr, vaddr + size), so that later mappings there
 * need none. */
enum oskit_error oskit_map_prepare(struct oskit_vspace *vs, uint64_t vaddr, uint64_t size,
                                   unsigned bits);

/* Deletes all tables that lie wholly in [vaddr, vaddr + size) and gives their memory back (to the
 * pool; a watermark untyped gets it back when it is reset). Whatever is mapped through them is no
 * longer mapped. */
enum oskit_error oskit_vspace_release(struct oskit_vspace *vs, uint64_t vaddr, uint64_t size);
