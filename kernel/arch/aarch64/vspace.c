// SPDX-License-Identifier: BSD-2-Clause
/* Walks and changes of user translation tables. The rules T1 to T5 stand in arch/tlb.h. */

#include <kernel/percpu.h>
#include <arch/vspace.h>

pte_t arm_empty_vspace[PTE_PER_TABLE] __attribute__((aligned(BIT(seL4_PageTableBits))));

void arm_vspace_activate_empty(void)
{
    arm_write(TTBR0_EL1, kernel_to_phys((kptr_t)arm_empty_vspace));
}

void arm_vspace_activate(struct cap root)
{
    arm_vspace_switch(root);
}

struct arm_slot arm_vspace_lookup(pte_t *vspace, vptr_t address)
{
    struct arm_slot slot = {&vspace[pte_index(0, address)], 0};

    while (pte_is_table(*slot.entry, slot.level)) {
        slot.level++;
        slot.entry = &pte_next_table(*(slot.entry))[pte_index(slot.level, address)];
    }
    return slot;
}

pte_t arm_leaf_entry(paddr_t address, enum arm_frame_size size, word_t rights, word_t attributes)
{
    pte_t entry = address | PTE_VALID | PTE_ACCESSED | PTE_NON_GLOBAL | PTE_PXN;

    if (size == ARM_FRAME_SMALL) {
        entry |= PTE_PAGE;
    }
    if ((rights & RIGHT_READ) != 0) {
        entry |= PTE_EL0;
    }
    if ((rights & RIGHT_WRITE) == 0) {
        entry |= PTE_READ_ONLY;
    }
    if ((attributes & seL4_ARM_ExecuteNever) != 0) {
        entry |= PTE_UXN;
    }
    if ((attributes & seL4_ARM_PageCacheable) != 0) {
        return entry | PTE_MEMORY(BOOT_MAIR_NORMAL_WB) | PTE_INNER;
    }
    return entry | PTE_MEMORY(BOOT_MAIR_DEVICE_nGnRnE);
}

static void store(pte_t *slot, pte_t entry)
{
    /* One store: other cores' walks see the old entry or the new one. */
    *(volatile pte_t *)slot = entry;
}

void arm_map_leaf(struct arm_slot slot, pte_t entry, word_t asid, vptr_t address)
{
    pte_t old = *slot.entry;

    if (likely((old & PTE_VALID) == 0)) {
        store(slot.entry, entry);
        arm_dsb_ishst(); /* T1, T2 */
        return;
    }
    if (((old ^ entry) & ~PTE_PERMISSIONS) == 0) {
        store(slot.entry, entry);
        arm_tlb_invalidate_page(asid, address); /* T3 */
        return;
    }
    store(slot.entry, 0);
    arm_tlb_invalidate_page(asid, address); /* T4 */
    store(slot.entry, entry);
    arm_dsb_ishst(); /* T1 */
}

void arm_map_table(struct arm_slot slot, pte_t *table)
{
    /* The table's content was written before the entry that leads to it: T1 for both. */
    arm_dsb_ishst(); /* T1 */
    store(slot.entry, pte_to_table(table));
    arm_dsb_ishst(); /* T1 */
}

bool arm_frame_is_mapped(struct cap frame, struct arm_slot slot)
{
    pte_t entry = *slot.entry;

    return (entry & PTE_VALID) != 0 && pte_bits_left(slot.level) == arm_cap_frame_bits(frame) &&
           (entry & PTE_ADDRESS) == kernel_to_phys(cap_addr(frame));
}

void arm_unmap_frame(struct cap frame)
{
    word_t asid = arm_cap_asid(frame);
    vptr_t address = arm_cap_address(frame);
    pte_t *vspace = asid == 0 ? NULL : arm_vspace_of_asid(asid);

    if (vspace == NULL) {
        return;
    }
    struct arm_slot slot = arm_vspace_lookup(vspace, address);
    if (arm_frame_is_mapped(frame, slot)) {
        store(slot.entry, 0);
        arm_tlb_invalidate_page(asid, address); /* T3 */
    }
}

void arm_unmap_table(struct cap table)
{
    word_t asid = arm_cap_asid(table);
    vptr_t address = arm_cap_address(table);
    pte_t *target = cap_object(table);
    pte_t *next = asid == 0 ? NULL : arm_vspace_of_asid(asid);

    if (next == NULL) {
        return;
    }
    for (unsigned level = 0; level < PTE_LAST_LEVEL; level++) {
        pte_t *slot = &next[pte_index(level, address)];

        if (!pte_is_table(*slot, level)) {
            return;
        }
        next = pte_next_table(*slot);
        if (next == target) {
            store(slot, 0);
            /* T3, and for all that the table led to: walks cache tables as well. */
            arm_tlb_invalidate_asid(asid); /* T6 */
            return;
        }
    }
}
