// SPDX-License-Identifier: BSD-2-Clause

/*
 * Deletion and revocation, preemptible.
 *
 * The last capability to a CNode or TCB turns into a zombie, which remembers how many slots of
 * the object may still be full. The zombie's slots are emptied from the last one down. A slot
 * that itself holds the last capability to another CNode or TCB is not followed, which would
 * recurse: that capability, now a zombie too, changes places with what is in the first slot of its
 * own object, where it waits for the revocation of the untyped around it (manual section 3.1.5).
 * After each slot everything is consistent, and the deletion may stop and be called again.
 */

#include <kernel/arch_object.h>
#include <kernel/debug.h>
#include <kernel/ipc.h>
#include <kernel/irq.h>
#include <kernel/remote.h>

/** How far emptying a slot has come. */
struct emptied {
    enum status status;
    bool empty;         /**< nothing is left but to unlink the slot */
    struct cap cleanup; /**< to be done after that */
};

struct cte *cap_zombie_slots(struct cap zombie)
{
    if (cap_zombie_radix(zombie) == ZOMBIE_TCB) {
        return ((struct tcb *)cap_object(zombie))->slots;
    }
    return cap_object(zombie);
}

static struct cap finalise_thread(struct cap cap)
{
    struct tcb *tcb = cap_object(cap);
    remote_stall(tcb);
    thread_unbind_notification(tcb);
    thread_suspend(tcb);
    arch_prepare_thread_delete(tcb);
    thread_debug_list_remove(tcb);
    return cap_zombie((kptr_t)tcb, ZOMBIE_TCB, TCB_SLOTS);
}

static bool finalise_notification(struct notification *notification)
{
    notification_unbind(notification);
    return notification_cancel_some(notification);
}

/**
 * Ends what the capability stands for as far as that is quick. What is left to be done is the
 * remainder: a zombie, or the capability itself if this has to be called again.
 */
static struct finalised finalise(struct cap cap, bool final)
{
    struct finalised result = {cap_null(), cap_null()};

    if (cap_is_arch(cap)) {
        return arch_finalise_cap(cap, final);
    }
    if (!final) {
        return result;
    }
    switch (cap_type(cap)) {
    case CAP_ENDPOINT:
        result.remainder = ipc_cancel_some(cap_object(cap)) ? cap_null() : cap;
        break;
    case CAP_NOTIFICATION:
        result.remainder = finalise_notification(cap_object(cap)) ? cap_null() : cap;
        break;
    case CAP_CNODE:
        result.remainder =
            cap_zombie(cap_addr(cap), cap_cnode_radix(cap), BIT(cap_cnode_radix(cap)));
        break;
    case CAP_THREAD:
        result.remainder = finalise_thread(cap);
        break;
    case CAP_ZOMBIE:
        result.remainder = cap;
        break;
    case CAP_IRQ_HANDLER:
        if (irq_delete_handler(cap_irq(cap)) == STATUS_OK) {
            result.cleanup = cap;
        } else {
            result.remainder = cap;
        }
        break;
    default:
        break;
    }
    return result;
}

static void empty_slot(struct cte *slot, struct cap cleanup)
{
    if (cte_is_empty(slot)) {
        return;
    }
    cte_unlink(slot);
    if (cap_type(cleanup) == CAP_IRQ_HANDLER) {
        irq_deleted(cap_irq(cleanup));
    } else if (cap_is_arch(cleanup)) {
        arch_post_cap_deletion(cleanup);
    }
}

static bool lies_in_own_object(struct cap zombie, const struct cte *slot)
{
    return cap_zombie_slots(zombie) == slot;
}

/** Whether nothing is left of a remainder but perhaps the slot that it stands in. */
static bool is_used_up(struct cap remainder, const struct cte *slot)
{
    if (cap_type(remainder) != CAP_ZOMBIE) {
        return cap_is_null(remainder);
    }
    return cap_zombie_left(remainder) == 0 ||
           (cap_zombie_left(remainder) == 1 && lies_in_own_object(remainder, slot));
}

static struct emptied finalise_slot(struct cte *slot, bool exposed);

/** Empties the last slot of the zombie in `slot` that may be full. */
static enum status shrink_zombie(struct cte *slot)
{
    struct cap zombie = slot->cap;
    word_t left = cap_zombie_left(zombie);
    struct cte *last = cap_zombie_slots(zombie) + (left - 1);
    struct emptied inner = finalise_slot(last, false);

    if (inner.status != STATUS_OK) {
        return inner.status;
    }
    if (inner.empty) {
        empty_slot(last, inner.cleanup);
    }
    /* The slot may hold another zombie now, swapped in from the object. */
    if (slot->cap.w[0] == zombie.w[0] && slot->cap.w[1] == zombie.w[1]) {
        slot->cap = cap_zombie(cap_addr(zombie), cap_zombie_radix(zombie), left - 1);
    }
    return STATUS_OK;
}

/**
 * Makes what is in `slot` ready to be unlinked. In a dying object (not `exposed`) a zombie is not
 * shrunk, but put away into its own object; one that lies there already stays.
 */
static struct emptied finalise_slot(struct cte *slot, bool exposed)
{
    struct emptied result = {STATUS_OK, true, cap_null()};

    while (!cte_is_empty(slot)) {
        struct finalised parts = finalise(slot->cap, cdt_is_final(slot));
        if (is_used_up(parts.remainder, slot)) {
            result.cleanup = parts.cleanup;
            return result;
        }
        slot->cap = parts.remainder;
        if (cap_type(slot->cap) != CAP_ZOMBIE) {
            result.status = STATUS_OK; /* to be finalised further */
        } else if (exposed) {
            result.status = shrink_zombie(slot);
        } else {
            struct cte *inner = cap_zombie_slots(slot->cap);
            if (inner == slot) {
                result.empty = false;
                return result;
            }
            cte_swap(inner->cap, inner, slot->cap, slot);
        }
        if (result.status == STATUS_OK) {
            result.status = sched_preemption_point();
        }
        if (result.status != STATUS_OK) {
            return result;
        }
    }
    return result;
}

enum status cte_delete(struct cte *slot)
{
    struct emptied result = finalise_slot(slot, true);
    if (result.status == STATUS_OK) {
        empty_slot(slot, result.cleanup);
    }
    return result.status;
}

enum status cte_revoke(struct cte *slot)
{
    while (cdt_has_children(slot)) {
        enum status status = cte_delete(slot->next);
        if (status == STATUS_OK) {
            status = sched_preemption_point();
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

void cte_delete_one(struct cte *slot)
{
    if (!cte_is_empty(slot)) {
        struct finalised parts = finalise(slot->cap, cdt_is_final(slot));
        kassert(cap_is_null(parts.remainder));
        empty_slot(slot, parts.cleanup);
    }
}
