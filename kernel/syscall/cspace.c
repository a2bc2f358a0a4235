// SPDX-License-Identifier: BSD-2-Clause

/* From capability addresses to slots (manual section 3.4). */

#include <kernel/invocation.h>

struct slot_result cspace_resolve(struct cap root, cptr_t address, word_t bits,
                                  struct lookup_failure *failure)
{
    if (unlikely(cap_type(root) != CAP_CNODE)) {
        *failure = lookup_invalid_root();
        return (struct slot_result){NULL, bits};
    }
    for (;;) {
        word_t radix = cap_cnode_radix(root);
        word_t guard_bits = cap_cnode_guard_bits(root);
        word_t level_bits = radix + guard_bits;
        word_t guard =
            guard_bits == 0 ? 0 : (address << (WORD_BITS - bits)) >> (WORD_BITS - guard_bits);

        if (unlikely(guard_bits > bits || guard != cap_cnode_guard(root))) {
            *failure = (struct lookup_failure){.type = seL4_GuardMismatch,
                                               .bits_left = bits,
                                               .bits_found = guard_bits,
                                               .guard_found = cap_cnode_guard(root)};
            return (struct slot_result){NULL, bits};
        }
        if (unlikely(level_bits > bits)) {
            *failure = (struct lookup_failure){
                .type = seL4_DepthMismatch, .bits_left = bits, .bits_found = level_bits};
            return (struct slot_result){NULL, bits};
        }
        bits -= level_bits;
        struct cte *slot = (struct cte *)cap_object(root) + ((address >> bits) & MASK(radix));
        if (likely(bits == 0 || cap_type(slot->cap) != CAP_CNODE)) {
            return (struct slot_result){slot, bits};
        }
        root = slot->cap;
    }
}

struct cte *cspace_lookup(const struct tcb *tcb, cptr_t address, struct lookup_failure *failure)
{
    return cspace_resolve(tcb->slots[TCB_SLOT_CSPACE].cap, address, WORD_BITS, failure).slot;
}

enum status cspace_lookup_slot(struct invocation *inv, bool source, struct cap root, cptr_t address,
                               word_t depth, struct cte **slot)
{
    struct lookup_failure failure;

    if (cap_type(root) != CAP_CNODE) {
        return fail_lookup(inv, source, lookup_invalid_root());
    }
    if (depth < 1 || depth > WORD_BITS) {
        return fail_range(inv, 1, WORD_BITS);
    }
    struct slot_result result = cspace_resolve(root, address, depth, &failure);
    if (result.slot == NULL) {
        return fail_lookup(inv, source, failure);
    }
    if (result.bits_left != 0) {
        failure =
            (struct lookup_failure){.type = seL4_DepthMismatch, .bits_left = result.bits_left};
        return fail_lookup(inv, source, failure);
    }
    *slot = result.slot;
    return STATUS_OK;
}

enum status cspace_require_empty(struct invocation *inv, const struct cte *slot)
{
    return cte_is_empty(slot) ? STATUS_OK : fail_simple(inv, seL4_DeleteFirst);
}

enum status cspace_lookup_empty(struct invocation *inv, struct cap root, cptr_t address,
                                word_t depth, struct cte **slot)
{
    enum status status = cspace_lookup_slot(inv, false, root, address, depth, slot);
    return status == STATUS_OK ? cspace_require_empty(inv, *slot) : status;
}
