// SPDX-License-Identifier: BSD-2-Clause

/* Invocations of CNodes (manual section 3.1.2). */

#include <kernel/arch_object.h>
#include <kernel/ipc.h>

/** Copy, Mint, Move, Mutate; `dest` is the slot that the first two message words name. */
static enum status decode_transfer(struct invocation *inv, struct cte *dest)
{
    word_t words = inv->label == CNodeMint ? 6 : inv->label == CNodeMove ? 4 : 5;
    bool move = inv->label == CNodeMove || inv->label == CNodeMutate;
    struct cte *source;

    if (inv->length < 4 || inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    enum status status = cspace_require_empty(inv, dest);
    if (status == STATUS_OK) {
        status = cspace_lookup_slot(inv, true, inv_extra(inv, 0), inv_arg(inv, 2), inv_arg(inv, 3),
                                    &source);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (cte_is_empty(source)) {
        return fail_lookup(inv, true, lookup_missing(inv_arg(inv, 3)));
    }
    if (inv->length < words) {
        return fail_truncated(inv);
    }

    struct cap cap = source->cap;
    if (!move) {
        cap = cap_mask_rights(inv_arg(inv, 4) & RIGHTS_ALL, cap);
    }
    if (inv->label == CNodeMint) {
        cap = cap_update_data(false, inv_arg(inv, 5), cap);
    } else if (inv->label == CNodeMutate) {
        cap = cap_update_data(true, inv_arg(inv, 4), cap);
    }
    if (!move && cap_derive(source, cap, &cap, &inv->error) != STATUS_OK) {
        return STATUS_ERROR;
    }
    if (cap_is_null(cap)) {
        return fail_illegal(inv);
    }

    if (move) {
        cte_move(cap, source, dest);
    } else {
        cte_insert(cap, source, dest);
    }
    return STATUS_OK;
}

/** The slots of Rotate besides the destination. */
static enum status rotate_slots(struct invocation *inv, struct cte *dest, struct cte **pivot,
                                struct cte **source)
{
    word_t pivot_depth = inv_arg(inv, 4);
    word_t source_depth = inv_arg(inv, 7);
    enum status status =
        cspace_lookup_slot(inv, true, inv_extra(inv, 1), inv_arg(inv, 6), source_depth, source);
    if (status == STATUS_OK) {
        status =
            cspace_lookup_slot(inv, true, inv_extra(inv, 0), inv_arg(inv, 3), pivot_depth, pivot);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (*pivot == *source || *pivot == dest) {
        return fail_illegal(inv);
    }
    if (*source != dest && !cte_is_empty(dest)) {
        return fail_simple(inv, seL4_DeleteFirst);
    }
    if (cte_is_empty(*source)) {
        return fail_lookup(inv, true, lookup_missing(source_depth));
    }
    if (cte_is_empty(*pivot)) {
        return fail_lookup(inv, false, lookup_missing(pivot_depth));
    }
    return STATUS_OK;
}

static enum status decode_rotate(struct invocation *inv, struct cte *dest)
{
    struct cte *pivot;
    struct cte *source;

    if (inv->length < 8 || inv->extra.count < 2) {
        return fail_truncated(inv);
    }
    enum status status = rotate_slots(inv, dest, &pivot, &source);
    if (status != STATUS_OK) {
        return status;
    }
    struct cap source_cap = cap_update_data(true, inv_arg(inv, 5), source->cap);
    struct cap pivot_cap = cap_update_data(true, inv_arg(inv, 2), pivot->cap);
    if (cap_is_null(source_cap) || cap_is_null(pivot_cap)) {
        return fail_illegal(inv);
    }

    if (source == dest) {
        cte_swap(source_cap, source, pivot_cap, pivot);
    } else {
        cte_move(pivot_cap, pivot, dest);
        cte_move(source_cap, source, pivot);
    }
    return STATUS_OK;
}

static enum status decode_save_caller(struct invocation *inv, struct cte *dest)
{
    struct cte *caller = &inv->caller->slots[TCB_SLOT_CALLER];
    enum status status = cspace_require_empty(inv, dest);

    if (status == STATUS_OK && cap_type(caller->cap) == CAP_REPLY) {
        cte_move(caller->cap, caller, dest);
    }
    return status;
}

static enum status decode_cancel_badged_sends(struct invocation *inv, struct cte *slot)
{
    struct cap cap = slot->cap;

    if (cap_type(cap) != CAP_ENDPOINT || cap_rights(cap) != RIGHTS_ALL) {
        return fail_illegal(inv);
    }
    return cap_badge(cap) == 0 ? STATUS_OK : ipc_cancel_badged(cap_object(cap), cap_badge(cap));
}

enum status decode_cnode(struct invocation *inv)
{
    struct cte *slot;

    if (inv->label < CNodeRevoke || inv->label > CNodeSaveCaller) {
        return fail_illegal(inv);
    }
    if (inv->length < 2) {
        return fail_truncated(inv);
    }
    enum status status =
        cspace_lookup_slot(inv, false, inv->cap, inv_arg(inv, 0), inv_arg(inv, 1), &slot);
    if (status != STATUS_OK) {
        return status;
    }
    switch (inv->label) {
    case CNodeRevoke:
        return cte_revoke(slot);
    case CNodeDelete:
        return cte_delete(slot);
    case CNodeSaveCaller:
        return decode_save_caller(inv, slot);
    case CNodeCancelBadgedSends:
        return decode_cancel_badged_sends(inv, slot);
    case CNodeRotate:
        return decode_rotate(inv, slot);
    default:
        return decode_transfer(inv, slot);
    }
}
