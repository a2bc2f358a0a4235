// SPDX-License-Identifier: BSD-2-Clause
/* seL4_ARM_PageTable_… and seL4_ARM_VSpace_… (manual chapter 7). */

#include <sel4/arch/invocation.h>
#include <sel4/sel4_arch/invocation.h>
#include <kernel/arch.h>
#include <arch/decode.h>

static enum status map(struct invocation *inv)
{
    struct arm_target target;

    if (inv->length < 2 || inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    vptr_t address = inv_arg(inv, 0);

    if (arm_cap_asid(inv->cap) != 0) {
        return fail_capability(inv, 0);
    }
    if (arm_find_target(inv, inv_extra(inv, 0), 1, &target) != STATUS_OK) {
        return STATUS_ERROR;
    }
    if (address > seL4_UserTop) {
        return fail_argument(inv, 0);
    }
    if (arm_check_target(inv, 1, &target) != STATUS_OK) {
        return STATUS_ERROR;
    }
    struct arm_slot slot = arm_vspace_lookup(target.vspace, address);
    unsigned bits = pte_bits_left(slot.level);
    if (slot.level == PTE_LAST_LEVEL || *slot.entry != 0) {
        return fail_simple(inv, seL4_DeleteFirst);
    }

    inv->slot->cap = arm_cap_mapped(inv->cap, target.asid, ROUND_DOWN(address, bits));
    arm_map_table(slot, cap_object(inv->cap));
    return STATUS_OK;
}

static enum status unmap(struct invocation *inv)
{
    if (!cdt_is_final(inv->slot)) {
        return fail_simple(inv, seL4_RevokeFirst);
    }
    if (arm_cap_asid(inv->cap) != 0) {
        arm_unmap_table(inv->cap);
        arm_zero(cap_addr(inv->cap), BIT(seL4_PageTableBits));
    }
    inv->slot->cap = arm_cap_mapped(inv->cap, 0, 0);
    return STATUS_OK;
}

enum status arm_decode_page_table(struct invocation *inv)
{
    switch (inv->label) {
    case ARMPageTableMap:
        return map(inv);
    case ARMPageTableUnmap:
        return unmap(inv);
    default:
        return fail_illegal(inv);
    }
}

static enum status maintain(struct invocation *inv, enum arm_cache_operation operation)
{
    struct arm_target target;

    if (inv->length < 2) {
        return fail_truncated(inv);
    }
    vptr_t start = inv_arg(inv, 0);
    vptr_t end = inv_arg(inv, 1);

    if (end <= start) {
        return fail_argument(inv, 1);
    }
    if (end > seL4_UserTop) {
        return fail_illegal(inv);
    }
    if (arm_find_target(inv, inv->cap, 0, &target) != STATUS_OK ||
        arm_check_target(inv, 0, &target) != STATUS_OK) {
        return STATUS_ERROR;
    }
    struct arm_slot slot = arm_vspace_lookup(target.vspace, start);
    if (!pte_is_leaf(*slot.entry, slot.level)) {
        return STATUS_OK; /* nothing is mapped, so nothing is cached */
    }
    unsigned bits = pte_bits_left(slot.level);
    if (ROUND_DOWN(start, bits) != ROUND_DOWN(end - 1, bits)) {
        return fail_range(inv, start, ROUND_DOWN(start, bits) + MASK(bits));
    }
    if (operation == ARM_CACHE_INVALIDATE && !pte_user_may_write(*slot.entry)) {
        return fail_illegal(inv);
    }
    paddr_t first = (*slot.entry & PTE_ADDRESS) + (start & MASK(bits));
    return arm_maintain_physical(inv, operation, first, first + (end - start));
}

enum status arm_decode_vspace(struct invocation *inv)
{
    switch (inv->label) {
    case ARMVSpaceClean_Data:
        return maintain(inv, ARM_CACHE_CLEAN);
    case ARMVSpaceInvalidate_Data:
        return maintain(inv, ARM_CACHE_INVALIDATE);
    case ARMVSpaceCleanInvalidate_Data:
        return maintain(inv, ARM_CACHE_CLEAN_INVALIDATE);
    case ARMVSpaceUnify_Instruction:
        return maintain(inv, ARM_CACHE_UNIFY);
    default:
        return fail_illegal(inv);
    }
}
