// SPDX-License-Identifier: BSD-2-Clause
/*
 * What each manager has for itself: half of a CSpace, untyped memory, and the page tables that it
 * makes of it.
 *
 * The root of a manager's CSpace is a CNode of two slots. Slot 0 is the level 1 CNode of the common
 * half, which all managers have; slot 1 that of the manager's own. So a name below HALF means the
 * same to all of them, and one above what only this one can name.
 *
 * Untyped memory is lent by the instance's object pool in chunks, whose capabilities stay in the
 * common half: what a manager does not use can be lent to another without its help. Only it can
 * split and retype them.
 */
#include <ax/core/errno.h>
#include <ax/core/string.h>
#include <ax/hal/power.h>
#include <ax/hal/spinlock.h>

#include "plat.h"

/* Bits of a name that the root resolves: those above the halves', and one to choose the half. */
#define HALF_BITS    (2 * OSKIT_NODE_BITS)
#define HALF         ((seL4_CPtr)1 << HALF_BITS)
#define ROOT_BITS    1
#define GUARD_BITS   (OSKIT_DEPTH - HALF_BITS - ROOT_BITS)
#define LEVEL1_BITS  4 /* of the own half: 16 nodes at most */
#define LEVEL1_GUARD (OSKIT_NODE_BITS - LEVEL1_BITS)
#define NODES        (1u << LEVEL1_BITS)
#define TABLES       64 /* of 2 MiB each: more than all IPC buffers need */
#define START_CHUNKS 4
#define MIN_BLOCKS   256u /* one for 16 KiB of the object pool, but at least so many */
#define BLOCK_SHARE  14

struct store {
    /* Of all below. Another manager takes it only when memory has run out elsewhere. No other lock
     * is taken with it held. */
    struct ax_spinlock lock;
    struct oskit_cspace cspace;
    struct oskit_pool pool;
    uint64_t chunks; /* lent to it */
    struct oskit_vspace vspace;
    struct oskit_node nodes[NODES];
    struct oskit_table tables[TABLES];
    struct oskit_block blocks[];
};

static struct store *stores[AX_MAX_CPUS]; /* written by core 0's bring-up; atomically */

static struct store *own(void)
{
    return stores[ax_percpu()->cpu_id];
}

struct oskit_cspace *plat_own_cspace(void)
{
    return &own()->cspace;
}

seL4_CPtr plat_store_root(unsigned cpu)
{
    return stores[cpu]->cspace.root;
}

/* ---- making one; the objects lock is held ---- */

/* Puts a CNode of the common half into a slot of a small CNode there, with a guard. */
static enum oskit_error hang(seL4_CPtr into, seL4_Word index, seL4_Word depth, seL4_CPtr cnode,
                             unsigned guard)
{
    return oskit_error_of(seL4_CNode_Mint(into, index, (uint8_t)depth, INSTANCE_SLOT_CNODE, cnode,
                                          INSTANCE_CSPACE_DEPTH, seL4_AllRights,
                                          oskit_zero_guard(guard)));
}

static enum oskit_error make_cnode(unsigned bits, seL4_CPtr *slot)
{
    uint32_t block;

    return oskit_object_alloc(plat_object_pool(), seL4_CapTableObject, bits, slot, &block);
}

/* The CNodes of a manager's CSpace; *root is what is to be a thread's. */
static enum oskit_error make_cnodes(seL4_CPtr *root)
{
    seL4_CPtr top, level1, node;
    enum oskit_error error = make_cnode(ROOT_BITS, &top);

    if (error == OSKIT_OK) {
        error = make_cnode(LEVEL1_BITS, &level1);
    }
    if (error == OSKIT_OK) {
        error = make_cnode(OSKIT_NODE_BITS, &node);
    }
    if (error == OSKIT_OK) {
        error = hang(level1, 0, LEVEL1_BITS, node, 0);
    }
    if (error == OSKIT_OK) {
        error = hang(top, 0, ROOT_BITS, INSTANCE_SLOT_CNODE, 0);
    }
    if (error == OSKIT_OK) {
        error = hang(top, 1, ROOT_BITS, level1, LEVEL1_GUARD);
    }
    if (error == OSKIT_OK) {
        error = oskit_slot_alloc(plat_cspace(), root);
    }
    return error != OSKIT_OK ? error
                             : oskit_cap_mint(plat_cspace(), *root, top, seL4_AllRights,
                                              oskit_zero_guard(GUARD_BITS));
}

static enum oskit_error begin(struct store *store, seL4_CPtr root, uint32_t blocks)
{
    /* Where the root finds the own level 1 CNode: slot 1, behind the guard. */
    enum oskit_error error = oskit_cspace_init_part(
        &store->cspace, root, HALF, 1, GUARD_BITS + ROOT_BITS + LEVEL1_GUARD, store->nodes, NODES);

    if (error == OSKIT_OK) {
        error = oskit_cspace_release_range(&store->cspace, HALF, HALF + OSKIT_NODE_SLOTS);
    }
    if (error == OSKIT_OK) {
        error = oskit_pool_init(&store->pool, &store->cspace, store->blocks, blocks);
    }
    if (error == OSKIT_OK) {
        oskit_cspace_set_pool(&store->cspace, &store->pool);
        error = oskit_vspace_init(&store->vspace, INSTANCE_SLOT_VSPACE, &store->cspace,
                                  &store->pool, NULL, store->tables, TABLES);
    }
    return error;
}

/* Its share of what there is at the start; nothing less is an error. */
static enum oskit_error endow(struct store *store)
{
    struct oskit_pool *objects = plat_object_pool();
    uint64_t share = objects->free_bytes / 2 / ax_hal_cpu_count() >> PLAT_CHUNK_BITS;
    uint64_t chunks = AX_MAX(AX_MIN(share, (uint64_t)START_CHUNKS), 1ull);
    enum oskit_error error = OSKIT_OK;

    for (uint64_t i = 0; i < chunks && error == OSKIT_OK; i++) {
        uint32_t block;

        error = oskit_pool_alloc(objects, PLAT_CHUNK_BITS, &block);
        if (error == OSKIT_OK) {
            struct oskit_untyped chunk = oskit_pool_untyped(objects, block);

            error = oskit_pool_add(&store->pool, chunk.cap, chunk.paddr, chunk.bits, false);
            store->chunks++;
        }
    }
    return error;
}

enum oskit_error plat_store_init(unsigned cpu)
{
    uint64_t wanted = plat_object_pool()->total_bytes >> BLOCK_SHARE;
    uint32_t blocks =
        (uint32_t)AX_MAX(AX_MIN(wanted, (uint64_t)AX_SEL4_OBJECT_BLOCKS), (uint64_t)MIN_BLOCKS);
    struct store *store =
        plat_table_alloc(sizeof(struct store) + blocks * sizeof(struct oskit_block));
    seL4_CPtr root = 0;
    enum oskit_error error = store != NULL ? make_cnodes(&root) : OSKIT_ERR_MEMORY;

    if (error == OSKIT_OK) {
        error = begin(store, root, blocks);
    }
    if (error == OSKIT_OK) {
        error = endow(store);
    }
    if (error == OSKIT_OK) {
        __atomic_store_n(&stores[cpu], store, __ATOMIC_RELEASE);
    }
    return error;
}

enum oskit_error plat_store_enter(void)
{
    return oskit_error_of(seL4_TCB_SetSpace(INSTANCE_SLOT_TCB, INSTANCE_SLOT_CORE_FAULT_EP,
                                            plat_store_root(0), 0, INSTANCE_SLOT_VSPACE, 0));
}

/* ---- when it runs dry ---- */

/* A chunk, or all that is asked for. False: there is none anywhere. */
static bool feed(struct store *store, unsigned bits)
{
    struct oskit_untyped chunk;

    if (!plat_objects_lend(AX_MAX(bits, PLAT_CHUNK_BITS), &chunk) &&
        !plat_objects_lend(bits, &chunk)) {
        return false;
    }
    ax_spin_lock(&store->lock);
    enum oskit_error error =
        oskit_pool_add(&store->pool, chunk.cap, chunk.paddr, chunk.bits, false);
    store->chunks++;
    ax_spin_unlock(&store->lock);
    ax_assert(error == OSKIT_OK); /* a descriptor for 16 KiB: there is one for each chunk */
    return true;
}

bool plat_store_reclaim(unsigned bits, struct oskit_untyped *out)
{
    for (unsigned cpu = 0; cpu < AX_MAX_CPUS; cpu++) {
        struct store *store = __atomic_load_n(&stores[cpu], __ATOMIC_ACQUIRE);

        if (store == NULL) {
            continue;
        }
        ax_spin_lock(&store->lock);
        bool found = oskit_pool_remove(&store->pool, bits, out) == OSKIT_OK;
        store->chunks -= found;
        ax_spin_unlock(&store->lock);
        if (found) {
            return true;
        }
    }
    return false;
}

/* ---- its use; each step is done again when memory has been got for it ---- */

struct step {
    enum oskit_error (*fn)(struct store *store, struct step *step);
    unsigned bits; /* the largest that it may take at once */
    seL4_CPtr cap;
    uint64_t vaddr;
    uint32_t block;
};

static enum oskit_error have_done(struct step *step)
{
    struct store *store = own();
    bool node = false; /* memory has been got for a CNode */

    for (;;) {
        ax_spin_lock(&store->lock);
        enum oskit_error error = step->fn(store, step);
        ax_spin_unlock(&store->lock);
        bool slots = error == OSKIT_ERR_SLOTS && !node;
        if ((!slots && error != OSKIT_ERR_MEMORY) ||
            !feed(store, slots ? OSKIT_NODE_BITS + seL4_SlotBits : step->bits)) {
            return error;
        }
        node = node || slots;
    }
}

static enum oskit_error take_slot(struct store *store, struct step *step)
{
    return oskit_slot_alloc(&store->cspace, &step->cap);
}

enum oskit_error plat_own_slot(seL4_CPtr *slot)
{
    struct step step = {.fn = take_slot, .bits = OSKIT_NODE_BITS + seL4_SlotBits};
    enum oskit_error error = have_done(&step);

    *slot = step.cap;
    return error;
}

void plat_own_slot_delete(seL4_CPtr slot)
{
    struct store *store = own();

    ax_spin_lock(&store->lock);
    oskit_slot_delete(&store->cspace, slot);
    ax_spin_unlock(&store->lock);
}

static enum oskit_error take_block(struct store *store, struct step *step)
{
    return oskit_pool_alloc(&store->pool, step->bits, &step->block);
}

enum oskit_error plat_own_block(unsigned bits, struct oskit_untyped *out, uint32_t *block)
{
    struct step step = {.fn = take_block, .bits = bits};
    enum oskit_error error = have_done(&step);

    if (error == OSKIT_OK) {
        *block = step.block;
        *out = oskit_pool_untyped(&own()->pool, step.block);
    }
    return error;
}

void plat_own_block_free(uint32_t block)
{
    struct store *store = own();

    ax_spin_lock(&store->lock);
    enum oskit_error error = oskit_pool_free(&store->pool, block);
    ax_spin_unlock(&store->lock);
    ax_assert(error == OSKIT_OK);
}

static enum oskit_error map(struct store *store, struct step *step)
{
    return oskit_map(&store->vspace, step->cap, step->vaddr, seL4_PageBits,
                     OSKIT_MAP_READ | OSKIT_MAP_WRITE);
}

enum oskit_error plat_own_map(seL4_CPtr frame, uint64_t vaddr)
{
    struct step step = {.fn = map, .bits = seL4_PageTableBits, .cap = frame, .vaddr = vaddr};

    return have_done(&step);
}

/* A chunk's own capability is in the common half. */
static void add_kept(const struct store *store, struct plat_kept_stats *kept)
{
    uint64_t nodes =
        store->cspace.slots_total / OSKIT_NODE_SLOTS - 1; /* The first is the start's. */

    kept->slots += store->vspace.table_count + store->pool.descriptors_used - store->chunks;
    kept->bytes += ((uint64_t)store->vspace.table_count << seL4_PageTableBits) +
                   (nodes << (OSKIT_NODE_BITS + seL4_SlotBits));
}

struct plat_store_stats plat_store_stats(void)
{
    struct plat_store_stats stats = {0};

    for (unsigned cpu = 0; cpu < AX_MAX_CPUS; cpu++) {
        const struct store *store = __atomic_load_n(&stores[cpu], __ATOMIC_ACQUIRE);

        if (store != NULL) {
            stats.free_bytes += __atomic_load_n(&store->pool.free_bytes, __ATOMIC_RELAXED);
            stats.slots_total += __atomic_load_n(&store->cspace.slots_total, __ATOMIC_RELAXED);
            stats.slots_used += __atomic_load_n(&store->cspace.slots_used, __ATOMIC_RELAXED);
            add_kept(store, &stats.kept);
        }
    }
    return stats;
}
