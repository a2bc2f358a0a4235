// SPDX-License-Identifier: BSD-2-Clause
/* Identifiers of address spaces: seL4's 16-bit ASIDs are the hardware's. */

#include <kernel/remote.h>
#include <kernel/sched.h>
#include <arch/vspace.h>

struct arm_asid_pool *arm_asid_pools[ARM_ASID_POOLS];

/*
 * Whether another core may have an address space with one of these identifiers for its current
 * thread. The capability of a thread that runs may be gone, and the core still in the address space
 * that it stood for; but it is never replaced without a switch (TCBSetSpace).
 */
static bool may_use(const struct percpu *cpu, word_t first, word_t count)
{
    struct cap root = cpu->current->slots[TCB_SLOT_VSPACE].cap;

    if (cap_type(root) != CAP_VSPACE) {
        return cpu->current != cpu->idle;
    }
    return arm_cap_asid(root) - first < count;
}

/*
 * After identifiers first to first + count - 1 were taken away: no core must walk tables that lose
 * theirs.
 */
static void leave_deleted_vspaces(word_t first, word_t count)
{
    for (word_t core = 0; K_SMP && core < sched_core_count(); core++) {
        if (&percpus[core] != this_cpu() && may_use(&percpus[core], first, count)) {
            remote_vacate(core);
        }
    }
    arm_vspace_activate(this_cpu()->current->slots[TCB_SLOT_VSPACE].cap);
    /* Before the TLB is invalidated: no walk of the old tables may refill it (Arm ARM D17.1.2). */
    arm_isb(); /* A1 */
}

void arm_asid_delete(word_t asid, pte_t *vspace)
{
    struct arm_asid_pool *pool = arm_asid_pools[asid >> seL4_ASIDPoolIndexBits];
    word_t index = asid & MASK(seL4_ASIDPoolIndexBits);

    if (pool == NULL || pool->vspace[index] != vspace) {
        return;
    }
    pool->vspace[index] = NULL;
    arm_vspace_set_mark(vspace, 0);
    leave_deleted_vspaces(asid, 1);
    arm_tlb_invalidate_asid(asid); /* A1 */
}

void arm_asid_pool_delete(struct arm_asid_pool *pool, word_t base)
{
    if (arm_asid_pools[base >> seL4_ASIDPoolIndexBits] != pool) {
        return;
    }
    arm_asid_pools[base >> seL4_ASIDPoolIndexBits] = NULL;
    for (word_t i = 0; i < ARM_ASID_POOL_SIZE; i++) {
        if (pool->vspace[i] != NULL) {
            arm_vspace_set_mark(pool->vspace[i], 0);
        }
    }
    leave_deleted_vspaces(base, ARM_ASID_POOL_SIZE);
    /* One for all: so many one after the other would keep interrupts waiting. */
    arm_tlb_invalidate_all(); /* A1 */
}
