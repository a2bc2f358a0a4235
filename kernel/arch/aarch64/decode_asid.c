// SPDX-License-Identifier: BSD-2-Clause
/* seL4_ARM_ASIDControl_MakePool and seL4_ARM_ASIDPool_Assign (manual chapter 7). */

#include <sel4/arch/invocation.h>
#include <arch/decode.h>

static enum status make_pool(struct invocation *inv)
{
    struct cte *destination;
    word_t pool = 0;

    if (inv->length < 2 || inv->extra.count < 2) {
        return fail_truncated(inv);
    }
    struct cte *untyped = inv->extra.slot[0];
    struct cap root = inv_extra(inv, 1);

    while (pool < ARM_ASID_POOLS && arm_asid_pools[pool] != NULL) {
        pool++;
    }
    if (pool == ARM_ASID_POOLS) {
        return fail_simple(inv, seL4_DeleteFirst);
    }
    if (cap_type(untyped->cap) != CAP_UNTYPED || cap_untyped_is_device(untyped->cap) ||
        cap_untyped_size_bits(untyped->cap) != seL4_ASIDPoolBits) {
        return fail_capability(inv, 1);
    }
    if (cdt_has_children(untyped)) {
        return fail_simple(inv, seL4_RevokeFirst);
    }
    if (cspace_lookup_empty(inv, root, inv_arg(inv, 0), inv_arg(inv, 1), &destination) !=
        STATUS_OK) {
        return STATUS_ERROR;
    }

    kptr_t memory = cap_addr(untyped->cap);
    untyped->cap = cap_untyped_at(untyped->cap, BIT(seL4_ASIDPoolBits));
    arm_zero(memory, BIT(seL4_ASIDPoolBits));
    arm_asid_pools[pool] = (struct arm_asid_pool *)memory;
    /* Unlike what Retype makes, the capability does not count as an original: its copies are
     * siblings. */
    cte_insert(arm_cap_asid_pool((void *)memory, pool << seL4_ASIDPoolIndexBits), untyped,
               destination);
    return STATUS_OK;
}

enum status arm_decode_asid_control(struct invocation *inv)
{
    if (inv->label != ARMASIDControlMakePool) {
        return fail_illegal(inv);
    }
    return make_pool(inv);
}

static enum status assign(struct invocation *inv)
{
    word_t base = arm_cap_asid_pool_base(inv->cap);
    word_t index = 0;

    if (inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    struct cap vspace = inv_extra(inv, 0);

    if (cap_type(vspace) != CAP_VSPACE || arm_cap_asid(vspace) != 0) {
        return fail_capability(inv, 1);
    }
    struct arm_asid_pool *pool = arm_asid_pools[base >> seL4_ASIDPoolIndexBits];
    if (pool == NULL) {
        return fail_lookup(inv, false, lookup_invalid_root());
    }
    if (pool != cap_object(inv->cap)) {
        return fail_capability(inv, 0);
    }
    while (index < ARM_ASID_POOL_SIZE && (base + index == 0 || pool->vspace[index] != NULL)) {
        index++;
    }
    if (index == ARM_ASID_POOL_SIZE) {
        return fail_simple(inv, seL4_DeleteFirst);
    }

    inv->extra.slot[0]->cap = arm_cap_mapped(vspace, base + index, 0);
    pool->vspace[index] = cap_object(vspace);
    arm_vspace_set_mark(cap_object(vspace), base + index);
    return STATUS_OK;
}

enum status arm_decode_asid_pool(struct invocation *inv)
{
    if (inv->label != ARMASIDPoolAssign) {
        return fail_illegal(inv);
    }
    return assign(inv);
}
