// SPDX-License-Identifier: BSD-2-Clause
/* seL4_ARM_Page_… (manual chapter 7). */

#include <sel4/arch/invocation.h>
#include <arch/decode.h>

/* Whether the frame may be mapped at `address`: where it is mapped already, or anywhere. */
static enum status check_place(struct invocation *inv, word_t asid, vptr_t address)
{
    word_t old_asid = arm_cap_asid(inv->cap);

    if (old_asid != 0) {
        if (old_asid != asid) {
            return fail_capability(inv, 1);
        }
        if (arm_cap_address(inv->cap) != address) {
            return fail_argument(inv, 0);
        }
    } else if (address + MASK(arm_cap_frame_bits(inv->cap)) > seL4_UserTop) {
        return fail_argument(inv, 0);
    }
    return STATUS_OK;
}

static enum status map(struct invocation *inv)
{
    struct arm_target target;

    if (inv->length < 3 || inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    vptr_t address = inv_arg(inv, 0);
    word_t rights = inv_arg(inv, 1);
    word_t attributes = inv_arg(inv, 2);
    word_t bits = arm_cap_frame_bits(inv->cap);

    if (arm_find_target(inv, inv_extra(inv, 0), 1, &target) != STATUS_OK ||
        arm_check_target(inv, 1, &target) != STATUS_OK) {
        return STATUS_ERROR;
    }
    if (!IS_ALIGNED(address, bits)) {
        return fail_simple(inv, seL4_AlignmentError);
    }
    if (check_place(inv, target.asid, address) != STATUS_OK) {
        return STATUS_ERROR;
    }
    struct arm_slot slot = arm_vspace_lookup(target.vspace, address);
    if (pte_bits_left(slot.level) != bits) {
        return fail_lookup(inv, false, lookup_missing(pte_bits_left(slot.level)));
    }

    pte_t entry = arm_leaf_entry(kernel_to_phys(cap_addr(inv->cap)), cap_meta(inv->cap, 0, 2),
                                 arm_frame_rights_masked(inv->cap, rights), attributes);
    inv->slot->cap = arm_cap_mapped(inv->cap, target.asid, address);
    arm_map_leaf(slot, entry, target.asid, address);
    return STATUS_OK;
}

static enum status unmap(struct invocation *inv)
{
    arm_unmap_frame(inv->cap);
    inv->slot->cap = arm_cap_mapped(inv->cap, 0, 0);
    return STATUS_OK;
}

static enum status get_address(struct invocation *inv)
{
    inv_reply(inv, 0, kernel_to_phys(cap_addr(inv->cap)));
    return STATUS_OK;
}

static enum status maintain(struct invocation *inv, enum arm_cache_operation operation)
{
    word_t size = BIT(arm_cap_frame_bits(inv->cap));
    pte_t *vspace;

    if (inv->length < 2) {
        return fail_truncated(inv);
    }
    word_t start = inv_arg(inv, 0);
    word_t end = inv_arg(inv, 1);

    if (arm_cap_asid(inv->cap) == 0) {
        return fail_illegal(inv);
    }
    vspace = arm_vspace_of_asid(arm_cap_asid(inv->cap));
    if (vspace == NULL) {
        return fail_lookup(inv, false, lookup_invalid_root());
    }
    if (end <= start) {
        return fail_argument(inv, 1);
    }
    if (start >= size || end > size) {
        return fail_argument(inv, 0);
    }
    paddr_t first = kernel_to_phys(cap_addr(inv->cap)) + start;
    struct arm_slot slot = arm_vspace_lookup(vspace, arm_cap_address(inv->cap));
    if (!arm_frame_is_mapped(inv->cap, slot)) {
        return fail_capability(inv, 0);
    }
    if (operation == ARM_CACHE_INVALIDATE && !pte_user_may_write(*slot.entry)) {
        return fail_illegal(inv);
    }
    return arm_maintain_physical(inv, operation, first, first + (end - start));
}

enum status arm_decode_frame(struct invocation *inv)
{
    switch (inv->label) {
    case ARMPageMap:
        return map(inv);
    case ARMPageUnmap:
        return unmap(inv);
    case ARMPageGetAddress:
        return get_address(inv);
    case ARMPageClean_Data:
        return maintain(inv, ARM_CACHE_CLEAN);
    case ARMPageInvalidate_Data:
        return maintain(inv, ARM_CACHE_INVALIDATE);
    case ARMPageCleanInvalidate_Data:
        return maintain(inv, ARM_CACHE_CLEAN_INVALIDATE);
    case ARMPageUnify_Instruction:
        return maintain(inv, ARM_CACHE_UNIFY);
    default:
        return fail_illegal(inv);
    }
}
