// SPDX-License-Identifier: BSD-2-Clause
//
// Pools: a buddy system whose blocks are untyped capabilities. Splitting is a Retype into two
// halves, merging a Revoke of the whole: the kernel's derivation tree is the buddy tree.

#include <stddef.h>
#include <oskit/untyped.h>

static uint32_t *list_of(struct oskit_pool *pool, bool device, unsigned bits)
{
    return device ? &pool->dev_free[bits] : &pool->free[bits];
}

/* Free lists are ordered by address, so that allocation fills memory from below. */
static void list_insert(struct oskit_pool *pool, uint32_t index)
{
    struct oskit_block *block = &pool->blocks[index];
    uint32_t *head = list_of(pool, block->device, block->bits);
    uint32_t prev = OSKIT_NO_BLOCK;
    uint32_t next = *head;

    while (next != OSKIT_NO_BLOCK && pool->blocks[next].paddr < block->paddr) {
        prev = next;
        next = pool->blocks[next].next;
    }
    block->prev = prev;
    block->next = next;
    if (next != OSKIT_NO_BLOCK) {
        pool->blocks[next].prev = index;
    }
    if (prev != OSKIT_NO_BLOCK) {
        pool->blocks[prev].next = index;
    } else {
        *head = index;
    }
    block->state = OSKIT_BLOCK_FREE;
}

static void list_remove(struct oskit_pool *pool, uint32_t index)
{
    struct oskit_block *block = &pool->blocks[index];

    if (block->next != OSKIT_NO_BLOCK) {
        pool->blocks[block->next].prev = block->prev;
    }
    if (block->prev != OSKIT_NO_BLOCK) {
        pool->blocks[block->prev].next = block->next;
    } else {
        *list_of(pool, block->device, block->bits) = block->next;
    }
}

static uint32_t descriptor_take(struct oskit_pool *pool)
{
    uint32_t index = pool->unused;

    if (index != OSKIT_NO_BLOCK) {
        pool->unused = pool->blocks[index].next;
        pool->descriptors_used++;
    }
    return index;
}

static void descriptor_give(struct oskit_pool *pool, uint32_t index)
{
    pool->blocks[index].state = OSKIT_BLOCK_UNUSED;
    pool->blocks[index].next = pool->unused;
    pool->unused = index;
    pool->descriptors_used--;
}

enum oskit_error oskit_pool_init(struct oskit_pool *pool, struct oskit_cspace *cs,
                                 struct oskit_block *blocks, uint32_t capacity)
{
    if (capacity == 0 || capacity == OSKIT_NO_BLOCK) {
        return OSKIT_ERR_ARGUMENT;
    }
    *pool = (struct oskit_pool){.cs = cs, .blocks = blocks, .capacity = capacity};
    for (unsigned i = 0; i <= OSKIT_UNTYPED_MAX_BITS; i++) {
        pool->free[i] = OSKIT_NO_BLOCK;
        pool->dev_free[i] = OSKIT_NO_BLOCK;
    }
    for (uint32_t i = 0; i < capacity; i++) {
        blocks[i] = (struct oskit_block){.next = i + 1 < capacity ? i + 1 : OSKIT_NO_BLOCK};
    }
    pool->unused = 0;
    return OSKIT_OK;
}

enum oskit_error oskit_pool_add(struct oskit_pool *pool, seL4_CPtr cap, uint64_t paddr,
                                unsigned bits, bool device)
{
    if (bits < OSKIT_UNTYPED_MIN_BITS || bits > OSKIT_UNTYPED_MAX_BITS) {
        return OSKIT_ERR_ARGUMENT;
    }
    if ((paddr & ((1ULL << bits) - 1)) != 0) {
        return OSKIT_ERR_ALIGNMENT;
    }

    uint32_t index = descriptor_take(pool);

    if (index == OSKIT_NO_BLOCK) {
        return OSKIT_ERR_FULL;
    }
    pool->blocks[index] = (struct oskit_block){.cap = cap,
                                               .paddr = paddr,
                                               .bits = (uint8_t)bits,
                                               .device = device,
                                               .parent = OSKIT_NO_BLOCK,
                                               .buddy = OSKIT_NO_BLOCK};
    list_insert(pool, index);
    if (device) {
        pool->device_total_bytes += 1ULL << bits;
        pool->device_free_bytes += 1ULL << bits;
    } else {
        pool->total_bytes += 1ULL << bits;
        pool->free_bytes += 1ULL << bits;
    }
    return OSKIT_OK;
}

enum oskit_error oskit_pool_remove(struct oskit_pool *pool, unsigned bits,
                                   struct oskit_untyped *out)
{
    for (; bits <= OSKIT_UNTYPED_MAX_BITS; bits++) {
        for (uint32_t i = pool->free[bits]; i != OSKIT_NO_BLOCK; i = pool->blocks[i].next) {
            if (pool->blocks[i].parent == OSKIT_NO_BLOCK) {
                *out = oskit_pool_untyped(pool, i);
                list_remove(pool, i);
                descriptor_give(pool, i);
                pool->total_bytes -= 1ULL << bits;
                pool->free_bytes -= 1ULL << bits;
                return OSKIT_OK;
            }
        }
    }
    return OSKIT_ERR_MEMORY;
}

/* Makes the two halves of a free block: the block leaves its list, the halves enter theirs. */
static enum oskit_error split(struct oskit_pool *pool, uint32_t index)
{
    struct oskit_block *block = &pool->blocks[index];
    unsigned bits = block->bits - 1u;
    seL4_CPtr first;

    /* Out of the list first: taking slots may make a CNode from this very pool. */
    list_remove(pool, index);
    block->state = OSKIT_BLOCK_SPLIT;

    uint32_t low = descriptor_take(pool);
    uint32_t high = descriptor_take(pool);
    enum oskit_error error = OSKIT_ERR_FULL;

    if (low == OSKIT_NO_BLOCK || high == OSKIT_NO_BLOCK) {
        goto no_descriptors;
    }
    error = oskit_slots_alloc(pool->cs, 2, &first);
    if (error != OSKIT_OK) {
        goto no_descriptors;
    }

    struct oskit_place place = oskit_place(pool->cs, first);

    error =
        oskit_error_of(seL4_Untyped_Retype(block->cap, seL4_UntypedObject, bits, place.root,
                                           place.node_index, place.node_depth, place.offset, 2));
    if (error != OSKIT_OK) {
        goto no_retype;
    }
    pool->blocks[low] = (struct oskit_block){.cap = first,
                                             .paddr = block->paddr,
                                             .bits = (uint8_t)bits,
                                             .device = block->device,
                                             .parent = index,
                                             .buddy = high};
    pool->blocks[high] = pool->blocks[low];
    pool->blocks[high].cap = first + 1;
    pool->blocks[high].paddr = block->paddr + (1ULL << bits);
    pool->blocks[high].buddy = low;
    list_insert(pool, low);
    list_insert(pool, high);
    return OSKIT_OK;

no_retype:
    (void)oskit_slots_free(pool->cs, first, 2);
no_descriptors:
    if (high != OSKIT_NO_BLOCK) {
        descriptor_give(pool, high);
    }
    if (low != OSKIT_NO_BLOCK) {
        descriptor_give(pool, low);
    }
    list_insert(pool, index);
    return error;
}

static void count_taken(struct oskit_pool *pool, const struct oskit_block *block)
{
    uint64_t size = 1ULL << block->bits;

    if (block->device) {
        pool->device_free_bytes -= size;
    } else {
        pool->free_bytes -= size;
        pool->used_bytes += size;
    }
}

static void count_freed(struct oskit_pool *pool, const struct oskit_block *block)
{
    uint64_t size = 1ULL << block->bits;

    if (block->device) {
        pool->device_free_bytes += size;
    } else {
        pool->free_bytes += size;
        pool->used_bytes -= size;
    }
}

/* Takes a free block out of its list. */
static void take(struct oskit_pool *pool, uint32_t index)
{
    list_remove(pool, index);
    pool->blocks[index].state = OSKIT_BLOCK_TAKEN;
    count_taken(pool, &pool->blocks[index]);
}

/* Undoes splits that an allocation made before it failed. */
static void merge_up(struct oskit_pool *pool, uint32_t index)
{
    while (pool->blocks[index].parent != OSKIT_NO_BLOCK &&
           pool->blocks[pool->blocks[index].buddy].state == OSKIT_BLOCK_FREE) {
        uint32_t parent = pool->blocks[index].parent;
        uint32_t buddy = pool->blocks[index].buddy;
        seL4_CPtr low = pool->blocks[index].cap < pool->blocks[buddy].cap ? pool->blocks[index].cap
                                                                          : pool->blocks[buddy].cap;

        if (oskit_cap_revoke(pool->cs, pool->blocks[parent].cap) != OSKIT_OK) {
            return;
        }
        list_remove(pool, index);
        list_remove(pool, buddy);
        descriptor_give(pool, index);
        descriptor_give(pool, buddy);
        (void)oskit_slots_free(pool->cs, low, 2);
        list_insert(pool, parent);
        index = parent;
    }
}

enum oskit_error oskit_pool_alloc(struct oskit_pool *pool, unsigned bits, uint32_t *block)
{
    if (bits < OSKIT_UNTYPED_MIN_BITS || bits > OSKIT_UNTYPED_MAX_BITS) {
        return OSKIT_ERR_ARGUMENT;
    }
    while (pool->free[bits] == OSKIT_NO_BLOCK) {
        unsigned larger = bits + 1;

        while (larger <= OSKIT_UNTYPED_MAX_BITS && pool->free[larger] == OSKIT_NO_BLOCK) {
            larger++;
        }
        if (larger > OSKIT_UNTYPED_MAX_BITS) {
            if (pool->refill == NULL || !pool->refill(pool, bits)) {
                return OSKIT_ERR_MEMORY;
            }
            continue;
        }

        uint32_t index = pool->free[larger];
        enum oskit_error error = split(pool, index);

        if (error != OSKIT_OK) {
            merge_up(pool, index);
            return error;
        }
    }
    *block = pool->free[bits];
    take(pool, *block);
    return OSKIT_OK;
}

/* The free block that holds [paddr, paddr + 2^bits), or OSKIT_NO_BLOCK. */
static uint32_t find_at(struct oskit_pool *pool, uint64_t paddr, unsigned bits)
{
    for (uint32_t i = 0; i < pool->capacity; i++) {
        const struct oskit_block *block = &pool->blocks[i];

        if (block->state == OSKIT_BLOCK_FREE && block->bits >= bits &&
            paddr >> block->bits == block->paddr >> block->bits) {
            return i;
        }
    }
    return OSKIT_NO_BLOCK;
}

enum oskit_error oskit_pool_alloc_at(struct oskit_pool *pool, uint64_t paddr, unsigned bits,
                                     uint32_t *block)
{
    if (bits < OSKIT_UNTYPED_MIN_BITS || bits > OSKIT_UNTYPED_MAX_BITS) {
        return OSKIT_ERR_ARGUMENT;
    }
    if ((paddr & ((1ULL << bits) - 1)) != 0) {
        return OSKIT_ERR_ALIGNMENT;
    }
    for (;;) {
        uint32_t index = find_at(pool, paddr, bits);

        if (index == OSKIT_NO_BLOCK) {
            return OSKIT_ERR_MEMORY;
        }
        if (pool->blocks[index].bits == bits) {
            take(pool, index);
            *block = index;
            return OSKIT_OK;
        }

        enum oskit_error error = split(pool, index);

        if (error != OSKIT_OK) {
            merge_up(pool, index);
            return error;
        }
    }
}

enum oskit_error oskit_pool_free(struct oskit_pool *pool, uint32_t block)
{
    if (block >= pool->capacity || pool->blocks[block].state != OSKIT_BLOCK_TAKEN) {
        return OSKIT_ERR_UNKNOWN;
    }

    enum oskit_error error = oskit_cap_revoke(pool->cs, pool->blocks[block].cap);

    if (error != OSKIT_OK) {
        return error;
    }
    count_freed(pool, &pool->blocks[block]);
    list_insert(pool, block);
    merge_up(pool, block);
    return OSKIT_OK;
}

unsigned oskit_pool_largest(const struct oskit_pool *pool)
{
    for (unsigned bits = OSKIT_UNTYPED_MAX_BITS; bits >= OSKIT_UNTYPED_MIN_BITS; bits--) {
        if (pool->free[bits] != OSKIT_NO_BLOCK) {
            return bits;
        }
    }
    return 0;
}

struct oskit_untyped oskit_pool_untyped(const struct oskit_pool *pool, uint32_t block)
{
    const struct oskit_block *b = &pool->blocks[block];

    return (struct oskit_untyped){.cap = b->cap, .paddr = b->paddr, .bits = b->bits};
}

enum oskit_error oskit_object_alloc(struct oskit_pool *pool, seL4_Word type, unsigned size_bits,
                                    seL4_CPtr *slot, uint32_t *block)
{
    unsigned bits = oskit_object_bits(type, size_bits);
    enum oskit_error error = oskit_slot_alloc(pool->cs, slot);

    if (error != OSKIT_OK) {
        return error;
    }
    error = oskit_pool_alloc(pool, bits, block);
    if (error == OSKIT_OK) {
        struct oskit_untyped ut = oskit_pool_untyped(pool, *block);

        error = oskit_untyped_retype(&ut, pool->cs, type, size_bits, 1, *slot, NULL);
        if (error != OSKIT_OK) {
            (void)oskit_pool_free(pool, *block);
        }
    }
    if (error != OSKIT_OK) {
        (void)oskit_slot_free(pool->cs, *slot);
    }
    return error;
}

enum oskit_error oskit_object_free(struct oskit_pool *pool, seL4_CPtr slot, uint32_t block)
{
    enum oskit_error error = oskit_pool_free(pool, block);

    return error != OSKIT_OK ? error : oskit_slot_free(pool->cs, slot);
}
