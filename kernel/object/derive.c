// SPDX-License-Identifier: BSD-2-Clause

/* What can be made of a capability, and which capabilities refer to the same memory. */

#include <kernel/arch_object.h>

struct cap cap_mask_rights(word_t rights, struct cap cap)
{
    switch (cap_type(cap)) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        return cap_set_meta(cap, 0, 4, cap_rights(cap) & rights);
    case CAP_REPLY:
        return cap_set_meta(cap, 0, 4, (cap_rights(cap) & rights) | RIGHT_WRITE);
    default:
        return cap_is_arch(cap) ? arch_mask_rights(rights, cap) : cap;
    }
}

static struct cap set_guard(struct cap cap, word_t data)
{
    word_t guard_bits = data & MASK(6);
    if (guard_bits + cap_cnode_radix(cap) > WORD_BITS) {
        return cap_null();
    }
    return cap_cnode(cap_object(cap), cap_cnode_radix(cap), (data >> 6) & MASK(guard_bits),
                     guard_bits);
}

struct cap cap_update_data(bool preserve, word_t data, struct cap cap)
{
    switch (cap_type(cap)) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        if (preserve || cap_badge(cap) != 0) {
            return cap_null();
        }
        cap.w[1] = data;
        return cap;
    case CAP_CNODE:
        return set_guard(cap, data);
    default:
        return cap_is_arch(cap) ? arch_update_cap_data(preserve, data, cap) : cap;
    }
}

enum status cap_derive(const struct cte *slot, struct cap cap, struct cap *derived,
                       struct syscall_error *error)
{
    switch (cap_type(cap)) {
    case CAP_UNTYPED:
        if (cdt_has_children(slot)) {
            error->type = seL4_RevokeFirst;
            return STATUS_ERROR;
        }
        break;
    case CAP_REPLY:
    case CAP_ZOMBIE:
    case CAP_IRQ_CONTROL:
        cap = cap_null();
        break;
    default:
        if (cap_is_arch(cap)) {
            return arch_derive_cap(slot, cap, derived, error);
        }
    }
    *derived = cap;
    return STATUS_OK;
}

/** log2 of the size of the memory that a capability stands for; 0 if it stands for none. */
static word_t physical_size_bits(struct cap cap)
{
    switch (cap_type(cap)) {
    case CAP_UNTYPED:
        return cap_untyped_size_bits(cap);
    case CAP_ENDPOINT:
        return seL4_EndpointBits;
    case CAP_NOTIFICATION:
        return seL4_NotificationBits;
    case CAP_CNODE:
        return cap_cnode_radix(cap) + seL4_SlotBits;
    case CAP_THREAD:
        return seL4_TCBBits;
    case CAP_ZOMBIE:
        return cap_zombie_radix(cap) == ZOMBIE_TCB ? seL4_TCBBits
                                                   : cap_zombie_radix(cap) + seL4_SlotBits;
    default:
        return cap_is_arch(cap) && arch_cap_is_physical(cap) ? arch_cap_size_bits(cap) : 0;
    }
}

static bool untyped_covers(struct cap untyped, struct cap child)
{
    word_t bits = physical_size_bits(child);
    if (bits == 0) {
        return false;
    }
    kptr_t base = cap_addr(untyped);
    kptr_t last = base + MASK(cap_untyped_size_bits(untyped));
    return cap_addr(child) >= base && cap_addr(child) + MASK(bits) <= last;
}

bool cap_same_region(struct cap parent, struct cap child)
{
    word_t type = cap_type(parent);
    bool same_type = type == cap_type(child);

    switch (type) {
    case CAP_UNTYPED:
        return untyped_covers(parent, child);
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
    case CAP_THREAD:
    case CAP_REPLY:
        return same_type && cap_addr(parent) == cap_addr(child);
    case CAP_CNODE:
        return same_type && cap_addr(parent) == cap_addr(child) &&
               cap_cnode_radix(parent) == cap_cnode_radix(child);
    case CAP_IRQ_CONTROL:
        return same_type || cap_type(child) == CAP_IRQ_HANDLER ||
               (cap_is_arch(child) && arch_is_irq_control_child(child));
    case CAP_IRQ_HANDLER:
        return same_type && cap_irq(parent) == cap_irq(child);
    case CAP_DOMAIN:
        return same_type;
    default:
        return cap_is_arch(parent) && cap_is_arch(child) && arch_same_region(parent, child);
    }
}

bool cap_same_object(struct cap a, struct cap b)
{
    if (cap_type(a) == CAP_UNTYPED || cap_type(a) == CAP_IRQ_CONTROL) {
        return false;
    }
    if (cap_is_arch(a) && cap_is_arch(b)) {
        return arch_same_object(a, b);
    }
    return cap_same_region(a, b);
}
