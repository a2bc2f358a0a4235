// SPDX-License-Identifier: BSD-2-Clause
//
// The kernel's CNode calls, between slots of one CSpace.

#include <oskit/cspace.h>

struct oskit_place oskit_place(const struct oskit_cspace *cs, seL4_CPtr slot)
{
    struct oskit_place place = {.root = cs->root, .offset = slot, .index = slot};

    if (cs->two_level) {
        place.node_index = slot >> OSKIT_NODE_BITS;
        place.node_depth = OSKIT_DEPTH - OSKIT_NODE_BITS;
        place.offset = slot % OSKIT_NODE_SLOTS;
    }
    return place;
}

enum oskit_error oskit_cap_copy(struct oskit_cspace *cs, seL4_CPtr to, seL4_CPtr from,
                                seL4_CapRights_t rights)
{
    return oskit_error_of(
        seL4_CNode_Copy(cs->root, to, OSKIT_DEPTH, cs->root, from, OSKIT_DEPTH, rights));
}

enum oskit_error oskit_cap_mint(struct oskit_cspace *cs, seL4_CPtr to, seL4_CPtr from,
                                seL4_CapRights_t rights, seL4_Word badge)
{
    return oskit_error_of(
        seL4_CNode_Mint(cs->root, to, OSKIT_DEPTH, cs->root, from, OSKIT_DEPTH, rights, badge));
}

enum oskit_error oskit_cap_move(struct oskit_cspace *cs, seL4_CPtr to, seL4_CPtr from)
{
    return oskit_error_of(seL4_CNode_Move(cs->root, to, OSKIT_DEPTH, cs->root, from, OSKIT_DEPTH));
}

enum oskit_error oskit_cap_delete(struct oskit_cspace *cs, seL4_CPtr slot)
{
    return oskit_error_of(seL4_CNode_Delete(cs->root, slot, OSKIT_DEPTH));
}

enum oskit_error oskit_cap_revoke(struct oskit_cspace *cs, seL4_CPtr slot)
{
    return oskit_error_of(seL4_CNode_Revoke(cs->root, slot, OSKIT_DEPTH));
}

enum oskit_error oskit_cap_save_caller(struct oskit_cspace *cs, seL4_CPtr slot)
{
    return oskit_error_of(seL4_CNode_SaveCaller(cs->root, slot, OSKIT_DEPTH));
}

seL4_Word oskit_zero_guard(unsigned bits)
{
    return seL4_CNode_CapData_new(0, bits).words[0];
}
