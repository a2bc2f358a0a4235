// SPDX-License-Identifier: BSD-2-Clause
/*
 * seL4 threads: their kernel objects, whatever they run.
 *
 * The objects of one thread (IPC buffer page, TCB, CNode of eight slots, and with TASK=thread an
 * endpoint) come from one untyped of 8 KiB, which is recycled whole. Untypeds are cut from blocks
 * of the maker's own memory, eight at a time, and kept for the next thread. Their capabilities lie
 * in the common half of the managers' CSpaces: whichever manager a thread comes to finds them where
 * they were.
 */
#include <ax/core/errno.h>
#include <ax/core/string.h>
#include <ax/hal/power.h>
#include <ax/hal/spinlock.h>
#include <oskit/thread.h>

#include "plat.h"

#define SET_BITS  13 /* of one thread's untyped */
#define SLAB_BITS 16
#define PER_SLAB  (1u << (SLAB_BITS - SET_BITS))
#define SLOTS     5 /* page, TCB, CNode, reply, endpoint or notification */

_Static_assert((1u << seL4_PageBits) + (1u << seL4_TCBBits) +
                       (1u << (PLAT_TASK_CNODE_BITS + seL4_SlotBits)) +
                       (1u << seL4_NotificationBits) <=
                   1u << SET_BITS,
               "a thread's objects fit its untyped");

static struct {
    uint64_t living;                         /* atomically */
    struct ax_spinlock lock;                 /* of the caches and their count */
    struct plat_objects *cache[AX_MAX_CPUS]; /* by the core that made them */
    uint64_t cached;
    /* Guarded by the objects lock: */
    struct plat_objects *slabs[AX_SEL4_THREAD_SLABS]; /* PER_SLAB each */
    uint32_t slab_count;                              /* stored with release: read without it */
    struct plat_objects *spare; /* descriptors of a slab that could not be completed */
} state;

struct plat_thread_stats plat_thread_stats(void)
{
    ax_spin_lock(&state.lock);
    struct plat_thread_stats stats = {.living = __atomic_load_n(&state.living, __ATOMIC_RELAXED),
                                      .cached = state.cached};
    ax_spin_unlock(&state.lock);
    stats.cached += plat_model_kept();
    stats.cached_slots = stats.cached * (1 + SLOTS); /* the untyped and what is made of it */
    return stats;
}

unsigned plat_thread_bits(void)
{
    return SET_BITS;
}

struct plat_thread *plat_thread_of(uint64_t number)
{
    uint64_t index = number - 1;
    uint32_t slabs = __atomic_load_n(&state.slab_count, __ATOMIC_ACQUIRE);

    if (number == 0 || index / PER_SLAB >= slabs) {
        return NULL;
    }
    return state.slabs[index / PER_SLAB][index % PER_SLAB].owner;
}

static void put_cached(struct plat_objects *objects)
{
    ax_spin_lock(&state.lock);
    objects->next = state.cache[objects->home];
    state.cache[objects->home] = objects;
    state.cached++;
    ax_spin_unlock(&state.lock);
}

static struct plat_objects *take_cached(unsigned home)
{
    ax_spin_lock(&state.lock);
    struct plat_objects *objects = state.cache[home];
    if (objects != NULL) {
        state.cache[home] = objects->next;
        state.cached--;
    }
    ax_spin_unlock(&state.lock);
    return objects;
}

/* PER_SLAB untypeds with their slots, of a block of this manager's, into this core's cache. Objects
 * lock held. */
static enum oskit_error add_slab(struct oskit_untyped whole)
{
    struct oskit_cspace *cs = plat_cspace();
    seL4_CPtr first = 0;

    if (state.spare == NULL) {
        state.spare = plat_table_alloc(PER_SLAB * sizeof(*state.spare));
    }
    struct plat_objects *slab = state.spare;
    if (slab == NULL || state.slab_count == AX_SEL4_THREAD_SLABS) {
        return OSKIT_ERR_MEMORY;
    }
    enum oskit_error error = oskit_slots_alloc(cs, PER_SLAB, &first);
    if (error == OSKIT_OK) {
        error =
            oskit_untyped_retype(&whole, cs, seL4_UntypedObject, SET_BITS, PER_SLAB, first, NULL);
    }
    uint32_t made = 0;
    for (uint32_t i = 0; i < PER_SLAB && error == OSKIT_OK; i++) {
        struct oskit_untyped ut = {first + i, whole.paddr + ((uint64_t)i << SET_BITS), 0, SET_BITS};

        slab[i].home = ax_percpu()->cpu_id;
        slab[i].number = state.slab_count * PER_SLAB + i + 1;
        slab[i].ipc_buffer = AX_SEL4_IPC_BASE + (uint64_t)slab[i].number * AX_PAGE_SIZE;
        error = oskit_capset_init(&slab[i].set, cs, ut, SLOTS);
        made += error == OSKIT_OK;
    }
    if (error != OSKIT_OK) {
        while (made > 0) {
            oskit_capset_destroy(&slab[--made].set);
        }
        oskit_cap_revoke(plat_own_cspace(), whole.cap); /* deletes the untypeds */
        if (first != 0) {
            oskit_slots_free(cs, first, PER_SLAB);
        }
        return error;
    }
    state.spare = NULL;
    state.slabs[state.slab_count] = slab;
    __atomic_store_n(&state.slab_count, state.slab_count + 1, __ATOMIC_RELEASE);
    for (uint32_t i = 0; i < PER_SLAB; i++) {
        put_cached(&slab[i]);
    }
    return OSKIT_OK;
}

/* Deletes all that was made of a thread's untyped: what is left is for the next thread. */
void plat_thread_recycle(struct plat_objects *objects)
{
    enum oskit_error error = oskit_capset_recycle(&objects->set);

    ax_assert(error == OSKIT_OK);
    if (objects->owner != NULL) {
        objects->owner = NULL;
        __atomic_fetch_sub(&state.living, 1, __ATOMIC_RELAXED);
    }
    put_cached(objects);
}

/* From this core's cache, else what other cores keep: no more is ever made than live at once. */
static struct plat_objects *take_any(unsigned self)
{
    struct plat_objects *objects = take_cached(self);

    for (unsigned cpu = 0; cpu < ax_hal_cpu_count() && objects == NULL; cpu++) {
        objects = take_cached(cpu);
    }
    return objects;
}

static enum oskit_error make_slab(void)
{
    struct oskit_untyped whole;
    uint32_t block;
    enum oskit_error error = plat_own_block(SLAB_BITS, &whole, &block);

    if (error == OSKIT_OK) {
        plat_objects_lock();
        error = add_slab(whole);
        plat_objects_unlock();
        if (error != OSKIT_OK) {
            plat_own_block_free(block);
        }
    }
    return error;
}

enum oskit_error plat_objects_take(struct plat_objects **out)
{
    unsigned self = ax_percpu()->cpu_id;
    enum oskit_error error = OSKIT_OK;

    *out = take_any(self);
    while (*out == NULL && error == OSKIT_OK) {
        error = make_slab();
        *out = take_any(self); /* another core may have been faster, or have given some back */
    }
    return *out != NULL ? OSKIT_OK : error;
}

static enum oskit_error retype(struct plat_objects *objects, unsigned cpu, seL4_CPtr *frame)
{
    struct oskit_capset *set = &objects->set;
    enum oskit_error error = oskit_capset_object(set, seL4_ARM_SmallPageObject, 0, frame, NULL);

    if (error == OSKIT_OK) {
        error = oskit_capset_object(set, seL4_TCBObject, 0, &objects->tcb, NULL);
    }
    if (error == OSKIT_OK) {
        error = oskit_capset_object(set, seL4_CapTableObject, PLAT_TASK_CNODE_BITS, &objects->cnode,
                                    NULL);
    }
    if (error == OSKIT_OK) {
        error = oskit_capset_slot(set, &objects->reply);
    }
    if (error == OSKIT_OK) {
        error = plat_own_map(*frame, objects->ipc_buffer);
    }
    if (error == OSKIT_OK) {
        error = oskit_error_of(seL4_CNode_Copy(
            objects->cnode, PLAT_INDEX_COMMON, PLAT_TASK_CNODE_BITS, INSTANCE_SLOT_CNODE,
            plat_common_cnode(), INSTANCE_CSPACE_DEPTH, seL4_AllRights));
    }
    return error == OSKIT_OK ? plat_thread_connect(objects, cpu) : error;
}

enum oskit_error plat_objects_make(struct plat_objects *objects, unsigned cpu,
                                   const struct plat_entry *entry)
{
    seL4_CPtr frame;
    enum oskit_error error = retype(objects, cpu, &frame);
    if (error != OSKIT_OK) {
        return error;
    }
    struct oskit_thread_config config = {
        .cspace = objects->cnode,
        .cspace_guard = oskit_zero_guard(64 - PLAT_TASK_CNODE_BITS - PLAT_COMMON_CNODE_BITS),
        .vspace = INSTANCE_SLOT_VSPACE,
        .fault_ep = PLAT_TASK_FAULT,
        .ipc_buffer = objects->ipc_buffer,
        .ipc_frame = frame,
        .authority = INSTANCE_SLOT_TCB,
        .priority = entry->priority,
        .core = (uint8_t)(plat_info()->first_core + cpu),
        .entry = (uintptr_t)entry->pc,
        .stack = entry->stack,
        .args = {entry->args[0], entry->args[1]},
        .tls = entry->thread_pointer,
        .percpu = (uintptr_t)ax_percpu_of(cpu),
    };

    return oskit_thread_configure(objects->tcb, &config);
}

int plat_thread_create(struct plat_thread *thread, const struct ax_hal_thread_args *args)
{
    if (args->thread_pointer == 0 || args->cpu >= ax_hal_cpu_count() || args->id == 0) {
        return -AX_EINVAL;
    }
    memset(thread, 0, sizeof(*thread));
    int result = plat_stack_alloc(args->stack_size, &thread->context.stack);
    if (result != 0) {
        return result;
    }
    struct plat_objects *objects;
    enum oskit_error error = plat_objects_take(&objects);
    if (error != OSKIT_OK) {
        plat_stack_free(&thread->context.stack);
        return plat_error(error);
    }
    struct plat_entry entry = {
        .pc = plat_thread_start,
        .stack = plat_stack_top(&thread->context),
        .args = {(uintptr_t)args->entry, (uintptr_t)args->arg},
        .thread_pointer = args->thread_pointer,
        .priority = (uint8_t)plat_info()->task_priority,
    };
    thread->objects = objects;
    thread->cpu = args->cpu;
    error = plat_objects_make(objects, args->cpu, &entry);
    if (error != OSKIT_OK) {
        plat_thread_recycle(objects);
        plat_stack_free(&thread->context.stack);
        memset(thread, 0, sizeof(*thread));
        return plat_error(error);
    }
    plat_set_ipc_buffer(args->thread_pointer, objects->ipc_buffer);
    thread->state = PLAT_THREAD_NEW;
    objects->owner = thread;
    __atomic_fetch_add(&state.living, 1, __ATOMIC_RELAXED);
    return 0;
}
