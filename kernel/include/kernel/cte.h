// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * Capability slots ("capability table entries") and the derivation tree.
 *
 * All full slots whose capability was inserted stand in doubly linked lists, in preorder of the
 * derivation tree: the descendants of a capability follow it directly. Nobody stores a depth.
 * Whether a slot is an ancestor of one that follows is decided from both capabilities and two
 * flags (cdt_is_ancestor):
 *
 *   revocable     the capability was made by Retype or IRQControl, by copying an untyped, or by
 * badging an unbadged one: what follows and covers the same memory is derived from it. first badged
 * the capability was the one to get its badge: its unbadged origin is its ancestor, another copy
 * with an equal badge is not.
 */

#include <kernel/cap.h>

/** A slot: 32 bytes (seL4_SlotBits), 32-byte aligned. All zero: empty. */
struct cte {
    struct cap cap;
    word_t prev_and_flags; /**< previous slot in the list; bit 0 revocable, bit 1 first badged */
    struct cte *next;      /**< next slot in the list */
} __attribute__((aligned(32)));

_Static_assert(sizeof(struct cte) == BIT(seL4_SlotBits), "a slot is 32 bytes");

#define CTE_REVOCABLE    BIT(0)
#define CTE_FIRST_BADGED BIT(1)
#define CTE_FLAGS        MASK(5)

/** The slot before this one in the derivation tree's order; NULL = first. */
static inline struct cte *cte_prev(const struct cte *slot)
{
    return (struct cte *)(slot->prev_and_flags & ~CTE_FLAGS);
}

/** Whether the capability may have descendants that Revoke deletes. */
static inline bool cte_revocable(const struct cte *slot)
{
    return (slot->prev_and_flags & CTE_REVOCABLE) != 0;
}

/** Whether it is the first with its badge. */
static inline bool cte_first_badged(const struct cte *slot)
{
    return (slot->prev_and_flags & CTE_FIRST_BADGED) != 0;
}

/** Whether the slot holds no capability. */
static inline bool cte_is_empty(const struct cte *slot)
{
    return cap_is_null(slot->cap);
}

/** Whether `slot`'s capability is an ancestor of `other`'s, which follows it in the list. */
bool cdt_is_ancestor(const struct cte *slot, const struct cte *other);

/** Whether anything is derived from the capability in `slot`. */
bool cdt_has_children(const struct cte *slot);

/** Whether no other capability refers to the object of `slot`'s capability. */
bool cdt_is_final(const struct cte *slot);

/**
 * Whether deleting the capability in `slot` may take unbounded time: the last one to a thread or
 * CNode, or a zombie.
 */
bool cdt_long_running_delete(const struct cte *slot);

/**
 * Puts `cap`, derived from the capability in `source`, into the empty slot `dest`. If both are
 * the same untyped, the source counts as full from then on.
 */
void cte_insert(struct cap cap, struct cte *source, struct cte *dest);

/**
 * Puts the capability to a new object into the empty slot `dest` as a child of `parent`
 * (the untyped that it was made of).
 */
void cte_insert_new(struct cte *parent, struct cte *dest, struct cap cap);

/** Puts an original capability without a parent into the empty slot `dest` (boot). */
void cte_insert_root(struct cte *dest, struct cap cap);

/** Moves the capability of `source` to the empty slot `dest` as `cap`. */
void cte_move(struct cap cap, struct cte *source, struct cte *dest);

/** Swaps two slots; `cap1` (from `slot1`) goes to `slot2`, `cap2` to `slot1`. */
void cte_swap(struct cap cap1, struct cte *slot1, struct cap cap2, struct cte *slot2);

/** Takes `slot` out of the tree and empties it; what was derived from it goes to its parent. */
void cte_unlink(struct cte *slot);

/**
 * Empties `slot`, destroying the object if this was the last capability to it.
 * STATUS_OK, or STATUS_PREEMPTED: then the slot is in a consistent state and the same call
 * continues the work.
 */
enum status cte_delete(struct cte *slot);

/** Deletes everything derived from the capability in `slot`. STATUS_OK or STATUS_PREEMPTED. */
enum status cte_revoke(struct cte *slot);

/**
 * Empties `slot` where the capability is known not to be the last one to a long-lived object:
 * never preempted.
 */
void cte_delete_one(struct cte *slot);

/** Slots of a zombie's object. */
struct cte *cap_zombie_slots(struct cap zombie);
