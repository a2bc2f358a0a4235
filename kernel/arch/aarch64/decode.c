// SPDX-License-Identifier: BSD-2-Clause
#include <kernel/arch_object.h>
#include <plat/gic.h>
#include <plat/machine.h>
#include <arch/decode.h>

enum status arm_find_target(struct invocation *inv, struct cap cap, word_t i,
                            struct arm_target *target)
{
    if (!arch_is_valid_vspace(cap)) {
        return fail_capability(inv, i);
    }
    *target = (struct arm_target){cap_object(cap), arm_cap_asid(cap)};
    return STATUS_OK;
}

enum status arm_check_target(struct invocation *inv, word_t i, const struct arm_target *target)
{
    const pte_t *owner = arm_vspace_of_asid(target->asid);

    if (owner == NULL) {
        return fail_lookup(inv, false, lookup_invalid_root());
    }
    if (owner != target->vspace) {
        return fail_capability(inv, i);
    }
    return STATUS_OK;
}

/* Bytes that are maintained between two looks for an interrupt, as log2. */
#define MAINTAIN_CHUNK_BITS 12

enum status arm_maintain_physical(struct invocation *inv, enum arm_cache_operation operation,
                                  paddr_t start, paddr_t end)
{
    paddr_t at = start;

    if (!plat_is_ram(start)) {
        return STATUS_OK;
    }
    for (;;) {
        paddr_t next = ROUND_DOWN(at, MAINTAIN_CHUNK_BITS) + BIT(MAINTAIN_CHUNK_BITS);
        next = next < end ? next : end;
        arm_cache_maintain_data(operation, phys_to_kernel(at), phys_to_kernel(next));
        at = next;
        if (at == end) {
            break;
        }
        if (sched_preemption_point() != STATUS_OK) {
            thread_set_reg(inv->caller, ARCH_REG_MSG0, inv_arg(inv, 0) + (at - start));
            return STATUS_PREEMPTED;
        }
    }
    if (operation == ARM_CACHE_UNIFY) {
        arm_cache_invalidate_instructions();
    }
    return STATUS_OK;
}

/* Whatever the message is, invoking the capability sends the interrupt. */
static enum status send_signal(struct invocation *inv)
{
    plat_gic_send_sgi(arm_cap_sgi_number(inv->cap), BIT(arm_cap_sgi_target(inv->cap)));
    return STATUS_OK;
}

enum status arch_decode_invocation(struct invocation *inv)
{
    switch (cap_type(inv->cap)) {
    case CAP_FRAME:
        return arm_decode_frame(inv);
    case CAP_PAGE_TABLE:
        return arm_decode_page_table(inv);
    case CAP_VSPACE:
        return arm_decode_vspace(inv);
    case CAP_ASID_CONTROL:
        return arm_decode_asid_control(inv);
    case CAP_ASID_POOL:
        return arm_decode_asid_pool(inv);
    case CAP_SGI_SIGNAL:
        return send_signal(inv);
    default:
        return fail_capability(inv, 0);
    }
}
