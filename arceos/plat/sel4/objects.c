// SPDX-License-Identifier: BSD-2-Clause
/*
 * What managers share: the common half of their CSpaces, the instance's untyped memory and page
 * tables. Two pools: OBJECTS for kernel objects, MEMORY for frames. plat.h tells who may touch
 * them; what each manager has for itself is in store.c.
 */
#include <ax/core/errno.h>
#include <ax/hal/spinlock.h>
#include <instance/service.h>
#include <oskit/message.h>

#include "plat.h"

/* Largest piece asked of the root task at once. */
#define RESERVE_BITS 24u

static struct {
    struct ax_spinlock lock; /* of all that follows, once there are several managers */
    struct oskit_cspace cspace;
    struct oskit_pool objects;
    struct oskit_pool memory;
    struct oskit_vspace vspace;
    uint64_t table_end;    /* first address not handed out by plat_table_alloc() */
    uint64_t table_mapped; /* first that is not mapped: more than that, once memory ran out */

    struct oskit_node nodes[AX_SEL4_CSPACE_NODES];
    struct oskit_block object_blocks[AX_SEL4_OBJECT_BLOCKS];
    struct oskit_block memory_blocks[AX_SEL4_MEMORY_BLOCKS];
    struct oskit_table tables[AX_SEL4_PAGE_TABLES];
} state;

void plat_objects_lock(void)
{
    ax_spin_lock(&state.lock);
}

void plat_objects_unlock(void)
{
    ax_spin_unlock(&state.lock);
}

struct oskit_cspace *plat_cspace(void)
{
    return &state.cspace;
}

struct oskit_pool *plat_object_pool(void)
{
    return &state.objects;
}

struct oskit_pool *plat_memory_pool(void)
{
    return &state.memory;
}

struct oskit_vspace *plat_vspace(void)
{
    return &state.vspace;
}

int plat_error(enum oskit_error error)
{
    switch (error) {
    case OSKIT_OK:
        return 0;
    case OSKIT_ERR_ARGUMENT:
    case OSKIT_ERR_ALIGNMENT:
        return -AX_EINVAL;
    case OSKIT_ERR_RIGHTS:
        return -AX_EACCES;
    case OSKIT_ERR_SLOTS:
    case OSKIT_ERR_MEMORY:
    case OSKIT_ERR_FULL:
        return -AX_ENOMEM;
    case OSKIT_ERR_EXISTS:
        return -AX_EEXIST;
    case OSKIT_ERR_UNKNOWN:
        return -AX_ENOENT;
    case OSKIT_ERR_STATE:
        return -AX_EBUSY;
    case OSKIT_ERR_UNSUPPORTED:
        return -AX_ENOSYS;
    default:
        return -AX_EIO;
    }
}

static enum oskit_error add_untypeds(const struct instance_info *info)
{
    enum oskit_error error = OSKIT_OK;

    for (uint32_t i = 0; i < info->untyped_count && error == OSKIT_OK; i++) {
        const struct instance_untyped *ut = &info->untypeds[i];
        bool memory = ut->kind == INSTANCE_UNTYPED_MEMORY;

        error = oskit_pool_add(memory ? &state.memory : &state.objects, INSTANCE_SLOT_UNTYPED + i,
                               ut->paddr, ut->bits, false);
    }
    return error;
}

/* ---- when the pool of kernel objects runs dry; objects lock held ---- */

/* Takes back what is lent to a manager and lies unused there. */
static bool call_in(unsigned bits)
{
    struct oskit_untyped chunk;

    if (!plat_store_reclaim(bits, &chunk)) {
        return false;
    }
    for (uint32_t i = 0; i < AX_SEL4_OBJECT_BLOCKS; i++) {
        if (state.object_blocks[i].state == OSKIT_BLOCK_TAKEN &&
            state.object_blocks[i].cap == chunk.cap) {
            enum oskit_error error = oskit_pool_free(&state.objects, i);

            ax_assert(error == OSKIT_OK);
            return true;
        }
    }
    ax_panic("an untyped that was never lent");
}

/* Asks the root task for some of what it holds back for this instance: into an empty slot. */
static bool ask_root(unsigned bits, seL4_CPtr slot, uint64_t *paddr)
{
    seL4_Word words[] = {[INSTANCE_UNTYPED_BITS] = bits};
    seL4_Word answer[INSTANCE_UNTYPED_ANSWER];
    seL4_Word status;

    oskit_receive_slot(&state.cspace, slot);
    enum oskit_error error =
        oskit_call(INSTANCE_SLOT_ROOT_EP, INSTANCE_MORE_UNTYPED, words, INSTANCE_UNTYPED_WORDS,
                   &status, answer, INSTANCE_UNTYPED_ANSWER);
    oskit_receive_slot(&state.cspace, 0);
    *paddr = answer[INSTANCE_UNTYPED_PADDR];
    return error == OSKIT_OK && status == INSTANCE_OK;
}

static bool get_reserve(unsigned least)
{
    uint64_t paddr;
    seL4_CPtr slot;

    if (oskit_slot_alloc(&state.cspace, &slot) != OSKIT_OK) {
        return false;
    }
    for (unsigned bits = AX_MAX(least, RESERVE_BITS); bits >= AX_MAX(least, PLAT_CHUNK_BITS);
         bits--) {
        if (ask_root(bits, slot, &paddr)) {
            if (oskit_pool_add(&state.objects, slot, paddr, bits, false) == OSKIT_OK) {
                return true;
            }
            oskit_cap_delete(&state.cspace, slot);
            break;
        }
    }
    oskit_slot_free(&state.cspace, slot);
    return false;
}

static bool refill(struct oskit_pool *pool, unsigned bits)
{
    (void)pool;
    return call_in(bits) || get_reserve(bits);
}

bool plat_objects_lend(unsigned bits, struct oskit_untyped *out)
{
    uint32_t block;

    plat_objects_lock();
    bool found = oskit_pool_alloc(&state.objects, bits, &block) == OSKIT_OK;
    if (found) {
        *out = oskit_pool_untyped(&state.objects, block);
    }
    plat_objects_unlock();
    return found;
}

/* ---- */

int plat_objects_init(void)
{
    const struct instance_info *info = plat_info();
    struct oskit_cspace *cs = &state.cspace;
    enum oskit_error error =
        oskit_cspace_init_two_level(cs, INSTANCE_SLOT_CNODE, state.nodes, AX_SEL4_CSPACE_NODES);

    if (error == OSKIT_OK) {
        error = oskit_cspace_release_range(cs, info->first_free_slot, 1u << INSTANCE_CNODE_BITS);
    }
    if (error == OSKIT_OK) {
        error = oskit_pool_init(&state.objects, cs, state.object_blocks, AX_SEL4_OBJECT_BLOCKS);
    }
    if (error == OSKIT_OK) {
        error = oskit_pool_init(&state.memory, cs, state.memory_blocks, AX_SEL4_MEMORY_BLOCKS);
    }
    if (error == OSKIT_OK) {
        error = add_untypeds(info);
    }
    if (error == OSKIT_OK) {
        oskit_cspace_set_pool(cs, &state.objects);
        error = oskit_vspace_init(&state.vspace, INSTANCE_SLOT_VSPACE, cs, &state.objects, NULL,
                                  state.tables, AX_SEL4_PAGE_TABLES);
    }
    state.table_end = state.table_mapped = AX_SEL4_TABLES_BASE;
    state.objects.refill = refill;
    if (error == OSKIT_OK) {
        error = plat_store_init(0);
    }
    return plat_error(error == OSKIT_OK ? plat_store_enter() : error);
}

void *plat_table_alloc(size_t bytes)
{
    uint64_t start = state.table_end;
    uint64_t end = start + AX_ALIGN_UP(bytes, INSTANCE_PAGE_SIZE);

    while (state.table_mapped < end) {
        seL4_CPtr frame;
        uint32_t block;

        if (oskit_object_alloc(&state.objects, seL4_ARM_SmallPageObject, 0, &frame, &block) !=
            OSKIT_OK) {
            return NULL;
        }
        if (oskit_map(&state.vspace, frame, state.table_mapped, seL4_PageBits,
                      OSKIT_MAP_READ | OSKIT_MAP_WRITE) != OSKIT_OK) {
            oskit_object_free(&state.objects, frame, block);
            return NULL;
        }
        state.table_mapped += INSTANCE_PAGE_SIZE;
    }
    state.table_end = end;
    return (void *)start;
}

struct plat_kept_stats plat_kept_stats(void)
{
    uint64_t pages =
        state.vspace.table_count + (state.table_mapped - AX_SEL4_TABLES_BASE) / INSTANCE_PAGE_SIZE;
    uint64_t nodes = state.cspace.slots_total / OSKIT_NODE_SLOTS - 1; /* The first is given. */

    return (struct plat_kept_stats){
        .slots = pages + state.objects.descriptors_used + state.memory.descriptors_used,
        .bytes = pages * INSTANCE_PAGE_SIZE + (nodes << (OSKIT_NODE_BITS + seL4_SlotBits)),
    };
}
