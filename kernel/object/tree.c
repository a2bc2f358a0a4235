// SPDX-License-Identifier: BSD-2-Clause

/* The derivation tree: one list of slots in preorder, see kernel/cte.h. */

#include <kernel/arch_object.h>
#include <kernel/debug.h>

static void set_prev(struct cte *slot, const struct cte *prev)
{
    slot->prev_and_flags = (word_t)prev | (slot->prev_and_flags & CTE_FLAGS);
}

/** Makes the neighbours that `slot` names point back to it. */
static void link_neighbours(struct cte *slot)
{
    struct cte *prev = cte_prev(slot);
    if (prev != NULL) {
        prev->next = slot;
    }
    if (slot->next != NULL) {
        set_prev(slot->next, slot);
    }
}

/** Fills the empty slot `dest` directly behind `before`. */
static void insert_after(struct cte *before, struct cte *dest, struct cap cap, word_t flags)
{
    kassert(cte_is_empty(dest) && dest->next == NULL && cte_prev(dest) == NULL);
    dest->cap = cap;
    dest->prev_and_flags = (word_t)before | flags;
    dest->next = before->next;
    link_neighbours(dest);
}

bool cdt_is_ancestor(const struct cte *slot, const struct cte *other)
{
    if (!cte_revocable(slot) || !cap_same_region(slot->cap, other->cap)) {
        return false;
    }
    switch (cap_type(slot->cap)) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        return cap_badge(slot->cap) == 0 ||
               (cap_badge(slot->cap) == cap_badge(other->cap) && !cte_first_badged(other));
    default:
        return !cap_is_arch(slot->cap) ||
               arch_cap_is_ancestor(slot->cap, other->cap, cte_first_badged(other));
    }
}

bool cdt_has_children(const struct cte *slot)
{
    return slot->next != NULL && cdt_is_ancestor(slot, slot->next);
}

bool cdt_is_final(const struct cte *slot)
{
    const struct cte *prev = cte_prev(slot);
    /* Capabilities to one object stand side by side in the list. */
    if (prev != NULL && cap_same_object(prev->cap, slot->cap)) {
        return false;
    }
    return slot->next == NULL || !cap_same_object(slot->cap, slot->next->cap);
}

bool cdt_long_running_delete(const struct cte *slot)
{
    switch (cap_type(slot->cap)) {
    case CAP_THREAD:
    case CAP_CNODE:
        return cdt_is_final(slot);
    case CAP_ZOMBIE:
        return true;
    default:
        return false;
    }
}

/** Whether a capability derived from `source` may have descendants of its own. */
static bool becomes_revocable(struct cap derived, struct cap source)
{
    switch (cap_type(derived)) {
    case CAP_UNTYPED:
        return true;
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        return cap_badge(derived) != cap_badge(source);
    case CAP_IRQ_HANDLER:
        return cap_type(source) == CAP_IRQ_CONTROL;
    default:
        return cap_is_arch(derived) && arch_cap_becomes_revocable(derived, source);
    }
}

void cte_insert(struct cap cap, struct cte *source, struct cte *dest)
{
    word_t flags = becomes_revocable(cap, source->cap) ? CTE_REVOCABLE | CTE_FIRST_BADGED : 0;

    if (cap_type(source->cap) == CAP_UNTYPED && cap_type(cap) == CAP_UNTYPED &&
        cap_addr(source->cap) == cap_addr(cap) &&
        cap_untyped_size_bits(source->cap) == cap_untyped_size_bits(cap)) {
        source->cap = cap_untyped_at(source->cap, BIT(cap_untyped_size_bits(cap)));
    }
    insert_after(source, dest, cap, flags);
}

void cte_insert_new(struct cte *parent, struct cte *dest, struct cap cap)
{
    insert_after(parent, dest, cap, CTE_REVOCABLE | CTE_FIRST_BADGED);
}

void cte_insert_root(struct cte *dest, struct cap cap)
{
    kassert(cte_is_empty(dest));
    dest->cap = cap;
    dest->prev_and_flags = CTE_REVOCABLE | CTE_FIRST_BADGED;
    dest->next = NULL;
}

void cte_move(struct cap cap, struct cte *source, struct cte *dest)
{
    kassert(cte_is_empty(dest) && source != dest);
    *dest = (struct cte){cap, source->prev_and_flags, source->next};
    *source = (struct cte){cap_null(), 0, NULL};
    link_neighbours(dest);
}

void cte_swap(struct cap cap1, struct cte *slot1, struct cap cap2, struct cte *slot2)
{
    struct cte first = {cap1, slot1->prev_and_flags, slot1->next};
    *slot1 = (struct cte){cap2, slot2->prev_and_flags, slot2->next};
    *slot2 = first;

    /* Neighbours that have changed places would point to themselves now. */
    if (cte_prev(slot1) == slot1) {
        set_prev(slot1, slot2);
    } else if (slot1->next == slot1) {
        slot1->next = slot2;
    }
    if (cte_prev(slot2) == slot2) {
        set_prev(slot2, slot1);
    } else if (slot2->next == slot2) {
        slot2->next = slot1;
    }
    link_neighbours(slot1);
    link_neighbours(slot2);
}

void cte_unlink(struct cte *slot)
{
    struct cte *prev = cte_prev(slot);
    struct cte *next = slot->next;

    if (prev != NULL) {
        prev->next = next;
    }
    if (next != NULL) {
        /* Copies of a badged capability that dies must not fall to another one with an equal
         * badge that stands before it. */
        next->prev_and_flags = (word_t)prev | (next->prev_and_flags & CTE_FLAGS) |
                               (slot->prev_and_flags & CTE_FIRST_BADGED);
    }
    *slot = (struct cte){cap_null(), 0, NULL};
}
