// SPDX-License-Identifier: BSD-2-Clause
//
// Untyped memory, two ways:
//   struct oskit_untyped: one untyped capability with the kernel's watermark mirrored, for objects
//   that are
//     made one behind the other and given back all together by revoke;
//   struct oskit_pool: many untypeds as a buddy system: blocks of any power of two, split on
//   demand, handed back
//     one by one, merged again; counted exactly.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <oskit/cspace.h>

/* Largest untyped of the kernel is 2^47 bytes, smallest 2^4. */
#define OSKIT_UNTYPED_MIN_BITS 4u
#define OSKIT_UNTYPED_MAX_BITS 47u

/* ---- one untyped with its watermark ---- */

/* An untyped capability with what user level has to remember of it. */
struct oskit_untyped {
    seL4_CPtr cap;
    uint64_t paddr; /* physical address of its first byte */
    uint64_t used;  /* bytes up to the watermark, as in the kernel */
    uint8_t bits;   /* size is 2^bits bytes */
};

/* Size of an object of this type as a power of two; size_bits as for seL4_Untyped_Retype (CapTable:
 * slots, Untyped: bytes, else ignored). 0 for a type that does not exist. */
unsigned oskit_object_bits(seL4_Word type, unsigned size_bits);

/* Bytes that are left for objects of 2^bits bytes, alignment taken into account. */
uint64_t oskit_untyped_left(const struct oskit_untyped *ut, unsigned bits);

/*
 * Makes `count` objects in neighbouring slots from `first` (empty, of one node, taken by the
 * caller). The kernel makes at most its fan-out limit in one call; this makes as many calls as
 * needed. paddr of the first object in *paddr if paddr is not NULL; the others follow without gaps.
 * ERR_MEMORY before the kernel is asked when they do not fit. On another error in the middle, the
 * objects made so far exist.
 */
enum oskit_error oskit_untyped_retype(struct oskit_untyped *ut, struct oskit_cspace *cs,
                                      seL4_Word type, unsigned size_bits, unsigned count,
                                      seL4_CPtr first, uint64_t *paddr);

/* Deletes everything ever made from it; the watermark is back at 0. The slots of the objects are
 * empty but still taken. */
enum oskit_error oskit_untyped_reset(struct oskit_untyped *ut, struct oskit_cspace *cs);

/* ---- pools ---- */

/* What became of a block of a pool. */
enum oskit_block_state {
    OSKIT_BLOCK_UNUSED,
    OSKIT_BLOCK_FREE,
    OSKIT_BLOCK_SPLIT,
    OSKIT_BLOCK_TAKEN
};

#define OSKIT_NO_BLOCK UINT32_MAX

/* One untyped capability of a pool. The caller provides an array of these; contents are oskit's, to
 * be read only. */
struct oskit_block {
    seL4_CPtr cap;
    uint64_t paddr;
    uint8_t bits;
    uint8_t state; /* enum oskit_block_state */
    bool device;
    uint32_t parent;     /* index of the block that this is half of, or OSKIT_NO_BLOCK */
    uint32_t buddy;      /* index of the other half */
    uint32_t next, prev; /* in the list of free blocks of this size, or of unused descriptors */
};

/* Untyped memory in blocks of powers of two. Contents are its own. */
struct oskit_pool {
    struct oskit_cspace *cs;
    struct oskit_block *blocks;
    uint32_t capacity;
    uint32_t unused;                               /* head of the list of unused descriptors */
    uint32_t free[OSKIT_UNTYPED_MAX_BITS + 1];     /* heads, RAM, by size */
    uint32_t dev_free[OSKIT_UNTYPED_MAX_BITS + 1]; /* heads, device memory, by size */
    uint64_t total_bytes; /* RAM ever added; free + used == total, always */
    uint64_t free_bytes;
    uint64_t used_bytes;
    uint64_t device_total_bytes;
    uint64_t device_free_bytes;
    uint32_t descriptors_used;

    /* Asked when no free block of RAM has room for 2^bits bytes: true when it has added one of that
     * size or more, and the search begins anew. NULL: there is nobody to ask. */
    bool (*refill)(struct oskit_pool *pool, unsigned bits);
};

/* An empty pool that takes slots from `cs`. `blocks` has `capacity` entries. ERR_ARGUMENT. */
enum oskit_error oskit_pool_init(struct oskit_pool *pool, struct oskit_cspace *cs,
                                 struct oskit_block *blocks, uint32_t capacity);

/* Adds an untyped that has no children. The cap stays where it is. ERR_FULL, ERR_ARGUMENT,
 * ERR_ALIGNMENT (paddr not a multiple of its size). */
enum oskit_error oskit_pool_add(struct oskit_pool *pool, seL4_CPtr cap, uint64_t paddr,
                                unsigned bits, bool device);

/*
 * Takes an untyped out of the pool that was added to it, of RAM, of at least 2^bits bytes and free
 * as a whole: the smallest, of those the lowest. It is the caller's, without children, and counts
 * in no total. ERR_MEMORY if there is none.
 */
enum oskit_error oskit_pool_remove(struct oskit_pool *pool, unsigned bits,
                                   struct oskit_untyped *out);

/* Takes a block of RAM of 2^bits bytes, the smallest that fits split as needed, the lowest address
 * of that size first. Its index in *block. ERR_MEMORY, ERR_SLOTS, ERR_FULL. */
enum oskit_error oskit_pool_alloc(struct oskit_pool *pool, unsigned bits, uint32_t *block);

/* Takes exactly the block [paddr, paddr + 2^bits), RAM or device. ERR_MEMORY if it is not free as a
 * whole. */
enum oskit_error oskit_pool_alloc_at(struct oskit_pool *pool, uint64_t paddr, unsigned bits,
                                     uint32_t *block);

/*
 * Hands a block back: everything made from it is deleted (revoke), and it is merged with its buddy
 * as far as that is free. ERR_UNKNOWN if it is not taken. Slots of objects made from it are the
 * caller's to give back.
 */
enum oskit_error oskit_pool_free(struct oskit_pool *pool, uint32_t block);

/* Size in bits of the largest free block of RAM, 0 if there is none. */
unsigned oskit_pool_largest(const struct oskit_pool *pool);

/* A block as a watermark untyped, nothing used. */
struct oskit_untyped oskit_pool_untyped(const struct oskit_pool *pool, uint32_t block);

/*
 * Makes one object from a block of exactly its size. Slot in *slot, block in *block (to hand back:
 * delete and free the slot, then oskit_pool_free(); oskit_object_free() does both).
 */
enum oskit_error oskit_object_alloc(struct oskit_pool *pool, seL4_Word type, unsigned size_bits,
                                    seL4_CPtr *slot, uint32_t *block);
enum oskit_error oskit_object_free(struct oskit_pool *pool, seL4_CPtr slot, uint32_t block);
