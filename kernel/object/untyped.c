// SPDX-License-Identifier: BSD-2-Clause

/*
 * Untyped memory and Retype (manual section 2.4).
 *
 * Memory is cleared when an object is made of it, not before. Clearing a large object may be
 * preempted; the capability then remembers how far the clearing has come:
 *
 *   w[1]  43..0   offset of the free part, in units of 16 bytes
 *         49..44  log2 of the alignment of the objects that are being made
 *         63..50  end of the cleared part, in units of 2^progress_unit() bytes
 *
 * From the first such alignment at or behind the offset up to that end, memory is zero. Whatever
 * moves the offset forgets it. All zero bits: nothing is known.
 */

#include <kernel/arch_object.h>
#include <kernel/debug.h>

#define ALIGN_SHIFT    UNTYPED_OFFSET_BITS
#define PROGRESS_SHIFT 50u
#define PROGRESS_BITS  14u

/** Bytes that are cleared between two looks for an interrupt, as log2. */
#define CLEAR_CHUNK_BITS 12u

/** A checked Retype. */
struct retype {
    word_t type;
    word_t user_bits;   /**< size argument */
    word_t object_bits; /**< log2 of the size of one object */
    struct cte *dest;   /**< first destination slot */
    word_t count;       /**< objects */
    bool device;
    bool reset; /**< nothing is derived from the untyped: it is used from the start again */
};

static word_t object_size_bits(word_t type, word_t user_bits)
{
    switch (type) {
    case seL4_UntypedObject:
        return user_bits;
    case seL4_TCBObject:
        return seL4_TCBBits;
    case seL4_EndpointObject:
        return seL4_EndpointBits;
    case seL4_NotificationObject:
        return seL4_NotificationBits;
    case seL4_CapTableObject:
        return user_bits + seL4_SlotBits;
    default:
        return arch_object_size_bits(type);
    }
}

static enum status check_type(struct invocation *inv, struct retype *retype)
{
    retype->type = inv_arg(inv, 0);
    retype->user_bits = inv_arg(inv, 1);
    if (retype->type >= seL4_NonArchObjectTypeCount && !arch_object_type_exists(retype->type)) {
        return fail_argument(inv, 0);
    }
    retype->object_bits = object_size_bits(retype->type, retype->user_bits);
    if (retype->user_bits >= WORD_BITS || retype->object_bits > seL4_MaxUntypedBits) {
        return fail_range(inv, 0, seL4_MaxUntypedBits);
    }
    if ((retype->type == seL4_CapTableObject && retype->user_bits == 0) ||
        (retype->type == seL4_UntypedObject && retype->user_bits < seL4_MinUntypedBits)) {
        return fail_argument(inv, 1);
    }
    return STATUS_OK;
}

/** The slots that the new capabilities go to; all of them have to be empty. */
static enum status find_slots(struct invocation *inv, struct retype *retype)
{
    struct cap node = inv_extra(inv, 0);
    word_t depth = inv_arg(inv, 3);
    word_t offset = inv_arg(inv, 4);
    word_t count = inv_arg(inv, 5);

    if (depth != 0) {
        struct cte *slot;
        enum status status = cspace_lookup_slot(inv, false, node, inv_arg(inv, 2), depth, &slot);
        if (status != STATUS_OK) {
            return status;
        }
        node = slot->cap;
    }
    if (cap_type(node) != CAP_CNODE) {
        return fail_lookup(inv, false, lookup_missing(depth));
    }
    word_t slots = BIT(cap_cnode_radix(node));
    if (offset >= slots) {
        return fail_range(inv, 0, slots - 1);
    }
    if (count < 1 || count > CONFIG_RETYPE_FAN_OUT_LIMIT) {
        return fail_range(inv, 1, CONFIG_RETYPE_FAN_OUT_LIMIT);
    }
    if (count > slots - offset) {
        return fail_range(inv, 1, slots - offset);
    }
    retype->dest = (struct cte *)cap_object(node) + offset;
    retype->count = count;
    for (word_t i = 0; i < count; i++) {
        if (!cte_is_empty(&retype->dest[i])) {
            return fail_simple(inv, seL4_DeleteFirst);
        }
    }
    return STATUS_OK;
}

static enum status check_memory(struct invocation *inv, struct retype *retype)
{
    retype->reset = !cdt_has_children(inv->slot);
    retype->device = cap_untyped_is_device(inv->cap);
    word_t left =
        BIT(cap_untyped_size_bits(inv->cap)) - (retype->reset ? 0 : cap_untyped_offset(inv->cap));
    if (left >> retype->object_bits < retype->count) {
        inv->error.memory_left = left;
        return fail_simple(inv, seL4_NotEnoughMemory);
    }
    if (retype->device && retype->type != seL4_UntypedObject && !arch_is_frame_type(retype->type)) {
        return fail_argument(inv, 1);
    }
    return STATUS_OK;
}

/** Unit in which progress is remembered, as log2. */
static word_t progress_unit(struct cap untyped)
{
    word_t bits = cap_untyped_size_bits(untyped);
    return bits > PROGRESS_BITS - 1 + CLEAR_CHUNK_BITS ? bits - (PROGRESS_BITS - 1)
                                                       : CLEAR_CHUNK_BITS;
}

/** Where clearing objects from `start` on has to begin; both are offsets. */
static word_t clear_from(struct cap untyped, word_t start, word_t object_bits)
{
    word_t cleared = (untyped.w[1] >> PROGRESS_SHIFT) << progress_unit(untyped);
    word_t align_bits = (untyped.w[1] >> ALIGN_SHIFT) & MASK(6);
    return cleared > start && object_bits >= align_bits ? cleared : start;
}

static void remember_progress(struct cte *slot, word_t object_bits, word_t cleared)
{
    struct cap untyped = cap_untyped_at(slot->cap, cap_untyped_offset(slot->cap));
    untyped.w[1] |= object_bits << ALIGN_SHIFT | (cleared >> progress_unit(untyped))
                                                     << PROGRESS_SHIFT;
    slot->cap = untyped;
}

/** Clears the memory from offset `start` to `end`. STATUS_OK or STATUS_PREEMPTED. */
static enum status clear(struct cte *slot, word_t start, word_t end, word_t object_bits)
{
    kptr_t base = cap_addr(slot->cap);
    word_t unit = progress_unit(slot->cap);
    word_t at = clear_from(slot->cap, start, object_bits);

    while (at < end) {
        word_t next = ROUND_DOWN(at, CLEAR_CHUNK_BITS) + BIT(CLEAR_CHUNK_BITS);
        next = next < end ? next : end;
        arch_clear_memory(base + at, next - at);
        at = next;
        if (at < end && IS_ALIGNED(at, unit) && sched_preemption_point() != STATUS_OK) {
            remember_progress(slot, object_bits, at);
            return STATUS_PREEMPTED;
        }
    }
    return STATUS_OK;
}

static struct cap create_object(const struct retype *retype, kptr_t at)
{
    switch (retype->type) {
    case seL4_UntypedObject:
        return cap_untyped(at, retype->user_bits, retype->device, 0);
    case seL4_TCBObject:
        tcb_init((struct tcb *)at);
        return cap_thread((void *)at);
    case seL4_EndpointObject:
        return cap_endpoint((void *)at, 0, RIGHTS_ALL);
    case seL4_NotificationObject:
        return cap_notification((void *)at, 0, RIGHTS_ALL);
    case seL4_CapTableObject:
        return cap_cnode((void *)at, retype->user_bits, 0, 0);
    default:
        return arch_create_object(retype->type, at, retype->device);
    }
}

static enum status perform(struct cte *slot, const struct retype *retype)
{
    if (retype->reset && cap_untyped_offset(slot->cap) != 0) {
        slot->cap = cap_untyped_at(slot->cap, 0);
    }
    kptr_t base = cap_addr(slot->cap);
    word_t start = ROUND_UP(cap_untyped_offset(slot->cap), retype->object_bits);
    word_t end = start + (retype->count << retype->object_bits);

    if (!retype->device && retype->type != seL4_UntypedObject) {
        enum status status = clear(slot, start, end, retype->object_bits);
        if (status != STATUS_OK) {
            return status;
        }
    }
    slot->cap = cap_untyped_at(slot->cap, end);
    for (word_t i = 0; i < retype->count; i++) {
        struct cap cap = create_object(retype, base + start + (i << retype->object_bits));
        cte_insert_new(slot, &retype->dest[i], cap);
    }
    return STATUS_OK;
}

enum status decode_untyped(struct invocation *inv)
{
    struct retype retype;

    if (inv->label != UntypedRetype) {
        return fail_illegal(inv);
    }
    if (inv->length < 6 || inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    enum status status = check_type(inv, &retype);
    if (status == STATUS_OK) {
        status = find_slots(inv, &retype);
    }
    if (status == STATUS_OK) {
        status = check_memory(inv, &retype);
    }
    return status == STATUS_OK ? perform(inv->slot, &retype) : status;
}
