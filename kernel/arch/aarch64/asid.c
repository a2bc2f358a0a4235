// SPDX-License-Identifier: BSD-2-Clause
/* Identifiers of address spaces: seL4's 16-bit ASIDs are the hardware's. */

#include <kernel/percpu.h>
#include <arch/vspace.h>

struct arm_asid_pool *arm_asid_pools[ARM_ASID_POOLS];

/* After identifiers were taken away: this core must not walk tables that lose theirs. */
static void leave_deleted_vspace(void)
{
    arm_vspace_activate(this_cpu()->current->slots[TCB_SLOT_VSPACE].cap);
    /* Before the TLB is invalidated: no walk of the old tables may refill it (Arm ARM D17.1.2). */
    arm_isb();
}

void arm_asid_delete(word_t asid, const pte_t *vspace)
{
    struct arm_asid_pool *pool = arm_asid_pools[asid >> seL4_ASIDPoolIndexBits];
    word_t index = asid & MASK(seL4_ASIDPoolIndexBits);

    if (pool == NULL || pool->vspace[index] != vspace) {
        return;
    }
    pool->vspace[index] = NULL;
    leave_deleted_vspace();
    arm_tlb_invalidate_asid(asid);
}

void arm_asid_pool_delete(struct arm_asid_pool *pool, word_t base)
{
    if (arm_asid_pools[base >> seL4_ASIDPoolIndexBits] != pool) {
        return;
    }
    arm_asid_pools[base >> seL4_ASIDPoolIndexBits] = NULL;
    leave_deleted_vspace();
    for (word_t i = 0; i < ARM_ASID_POOL_SIZE; i++) {
        if (pool->vspace[i] != NULL) {
            arm_tlb_invalidate_asid(base + i);
        }
    }
}
