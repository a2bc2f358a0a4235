// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Address spaces of user level: identifiers, walks of their translation tables, changes. */

#include <kernel/objects.h>
#include <arch/cap.h>
#include <arch/pte.h>
#include <arch/tlb.h>

#define ARM_ASID_POOL_SIZE BIT(seL4_ASIDPoolIndexBits)
#define ARM_ASID_POOLS     BIT(seL4_NumASIDPoolsBits)

/** An ASID pool object: the top level table of each address space, or NULL. */
struct arm_asid_pool {
    pte_t *vspace[ARM_ASID_POOL_SIZE];
};

_Static_assert(sizeof(struct arm_asid_pool) == BIT(seL4_ASIDPoolBits), "size of an ASID pool");

/** All pools, by the high bits of the ASID. */
extern struct arm_asid_pool *arm_asid_pools[ARM_ASID_POOLS];

/** Top level table of the address space that has `asid`, or NULL. ASID 0 is nobody's. */
static inline pte_t *arm_vspace_of_asid(word_t asid)
{
    const struct arm_asid_pool *pool = arm_asid_pools[asid >> seL4_ASIDPoolIndexBits];

    if (unlikely(pool == NULL)) {
        return NULL;
    }
    return pool->vspace[asid & MASK(seL4_ASIDPoolIndexBits)];
}

/** The pool is destroyed: its address spaces lose their identifiers. */
void arm_asid_pool_delete(struct arm_asid_pool *pool, word_t base);

/** The address space is destroyed: it loses its identifier. */
void arm_asid_delete(word_t asid, pte_t *vspace);

/** A table of translations without any: TTBR0 while no thread's address space may be used. */
extern pte_t arm_empty_vspace[PTE_PER_TABLE];

/**
 * Gives this core the address space of `root`, a thread's capability to it, or the empty one if
 * that is not valid (any more). Changes the register only.
 */
void arm_vspace_activate(struct cap root);

/** Gives this core the empty address space. */
void arm_vspace_activate_empty(void);

/*
 * An address space with an identifier has it in the last entry of its top level table, bits 63..48,
 * as capabilities have it. No user address reaches that entry (seL4_UserTop), and being invalid
 * (bit 0) it is ignored by walks (Arm ARM D8.3.1).
 */
#define ARM_VSPACE_MARK (PTE_PER_TABLE - 1)

_Static_assert(seL4_UserTop < (PTE_PER_TABLE / 2) << (seL4_PageBits + 3 * PTE_INDEX_BITS),
               "user addresses do not reach the mark");

/** Gives an address space its identifier, or 0: none. */
static inline void arm_vspace_set_mark(pte_t *vspace, word_t asid)
{
    vspace[ARM_VSPACE_MARK] = asid << ARM_TTBR_ASID_SHIFT;
}

/**
 * As arm_vspace_activate(), for the paths that switch threads. No ISB: only EL0 uses TTBR0_EL1, and
 * the return to EL0 synchronises the context.
 */
static inline void arm_vspace_switch(struct cap root)
{
    if (likely(cap_type(root) == CAP_VSPACE)) {
        const pte_t *vspace = cap_object(root);

        /* The identifier may have been taken away since, or be another one's by now. The
         * capability in a TCB has one (arch_is_valid_vspace()), and no address beside it. */
        if (likely(vspace[ARM_VSPACE_MARK] == root.w[1])) {
            arm_write(TTBR0_EL1, kernel_to_phys((kptr_t)vspace) | root.w[1]);
            return;
        }
    }
    arm_vspace_activate_empty();
}

/** Where a walk has ended. */
struct arm_slot {
    pte_t *entry;   /**< never one that points to a table */
    unsigned level; /**< level of the table with the entry, 0 to 3 */
};

/** Walks the tables for `address` as far as they go. */
struct arm_slot arm_vspace_lookup(pte_t *vspace, vptr_t address);

/** The entry with which a frame at physical `address` is mapped; `rights` RIGHT_… */
pte_t arm_leaf_entry(paddr_t address, enum arm_frame_size size, word_t rights, word_t attributes);

/** Enters a leaf, replacing whatever leaf the slot maps. */
void arm_map_leaf(struct arm_slot slot, pte_t entry, word_t asid, vptr_t address);

/** Enters a table in an invalid slot. */
void arm_map_table(struct arm_slot slot, pte_t *table);

/**
 * Whether `slot`, found for the address in the capability, maps its frame: another frame, or none,
 * may stand there by now.
 */
bool arm_frame_is_mapped(struct cap frame, struct arm_slot slot);

/** Unmaps a frame if it is still mapped as its capability says. */
void arm_unmap_frame(struct cap frame);

/** Takes a table out of the tree if it still stands where its capability says. */
void arm_unmap_table(struct cap table);
