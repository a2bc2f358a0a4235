// SPDX-License-Identifier: BSD-2-Clause
//
// seL4_CNode_Move, Mutate, Rotate and Delete.

#include <ktest/case.h>
#include <ktest/objects.h>

static seL4_Error move(seL4_CPtr to, seL4_CPtr from)
{
    return seL4_CNode_Move(ROOT, to, DEPTH, ROOT, from, DEPTH);
}

static seL4_Error mutate(seL4_CPtr to, seL4_CPtr from, seL4_Word badge)
{
    return seL4_CNode_Mutate(ROOT, to, DEPTH, ROOT, from, DEPTH, badge);
}

static seL4_Error rotate(seL4_CPtr to, seL4_Word to_badge, seL4_CPtr pivot, seL4_Word pivot_badge,
                         seL4_CPtr from)
{
    return seL4_CNode_Rotate(ROOT, to, DEPTH, to_badge, ROOT, pivot, DEPTH, pivot_badge, ROOT, from,
                             DEPTH);
}

CASE(CNODE0100, "a moved capability leaves its slot empty")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr to = slot_new();

    EXPECT_OK(move(to, endpoint));
    EXPECT(slot_empty(endpoint));
    EXPECT(!slot_empty(to));
}

CASE(CNODE0101, "a move goes into an empty slot, from one in use")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr empty = slot_new();

    EXPECT_ERROR(move(SELF, endpoint), seL4_DeleteFirst);
    EXPECT_ERROR(move(endpoint, endpoint), seL4_DeleteFirst);
    EXPECT_ERROR(move(slot_new(), empty), seL4_FailedLookup, 1, seL4_MissingCapability, DEPTH);
    EXPECT_ERROR(seL4_CNode_Move(ROOT, empty, 0, ROOT, endpoint, DEPTH), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Move(ROOT, empty, DEPTH, ROOT, endpoint, 65), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Move(ROOT, empty, DEPTH, endpoint, 0, DEPTH), seL4_FailedLookup, 1,
                 seL4_InvalidRoot);
    EXPECT_ERROR(seL4_CNode_Move(ROOT, empty, 3, ROOT, endpoint, DEPTH), seL4_FailedLookup, 0,
                 seL4_GuardMismatch);
}

CASE(CNODE0102, "a capability that cannot be copied can be moved")
{
    seL4_CPtr to = slot_new();

    EXPECT_OK(move(to, seL4_CapIRQControl));
    EXPECT_OK(move(seL4_CapIRQControl, to));
}

CASE(CNODE0103, "a moved capability keeps its children")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr child = cap_mint(endpoint, seL4_AllRights, 7);
    seL4_CPtr to = slot_new();

    EXPECT_OK(move(to, endpoint));
    EXPECT_OK(seL4_CNode_Revoke(ROOT, to, DEPTH));
    EXPECT(slot_empty(child));
    EXPECT(!slot_empty(to));
}

CASE(CNODE0104, "mutate moves, and sets a CNode's guard")
{
    seL4_CPtr cnode = object_new(seL4_CapTableObject, 4);
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr to = slots_new(4);

    EXPECT_OK(mutate(to, cnode, seL4_CNode_CapData_new(1, 60).words[0]));
    EXPECT(slot_empty(cnode));
    EXPECT_OK(seL4_CNode_Copy(to, 0x11, 64, ROOT, SELF, DEPTH, seL4_AllRights));
    EXPECT_ERROR(mutate(to + 1, to, seL4_CNode_CapData_new(1, 61).words[0]), seL4_IllegalOperation);
    EXPECT_OK(mutate(to + 1, to, seL4_CNode_CapData_new(0, 60).words[0]));
    EXPECT_OK(seL4_CNode_Delete(to + 1, 0x1, 64));
    EXPECT_OK(mutate(to + 2, tcb, 99));
    EXPECT(slot_empty(tcb));
}

CASE(CNODE0114, "mutate and rotate set no badge, not even none")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr to = slot_new();

    EXPECT_ERROR(mutate(to, endpoint, 12), seL4_IllegalOperation);
    EXPECT_ERROR(mutate(to, endpoint, 0), seL4_IllegalOperation);
    EXPECT_ERROR(mutate(to, notification, 0), seL4_IllegalOperation);
    EXPECT_ERROR(rotate(to, 0, tcb, 0, endpoint), seL4_IllegalOperation);
    EXPECT_ERROR(rotate(to, 0, endpoint, 0, tcb), seL4_IllegalOperation);
    EXPECT(slot_empty(to));
    EXPECT(!slot_empty(endpoint));
}

CASE(CNODE0105, "mutate refuses what move refuses")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr empty = slot_new();

    EXPECT_ERROR(mutate(SELF, endpoint, 1), seL4_DeleteFirst);
    EXPECT_ERROR(mutate(slot_new(), empty, 1), seL4_FailedLookup, 1, seL4_MissingCapability, DEPTH);
    EXPECT_OK(mutate(empty, seL4_CapASIDControl, 3));
    EXPECT_OK(move(seL4_CapASIDControl, empty));
}

CASE(CNODE0106, "a rotation moves two capabilities at once")
{
    seL4_CPtr cnode = object_new(seL4_CapTableObject, 4);
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr to = slot_new();

    EXPECT_OK(rotate(to, 0, cnode, 0, tcb));
    EXPECT(slot_empty(tcb));
    /* The TCB stands where the CNode was, and the CNode in the new slot. */
    EXPECT_OK(seL4_TCB_Suspend(cnode));
    EXPECT_OK(seL4_CNode_Copy(to, 3, 4, ROOT, SELF, DEPTH, seL4_AllRights));
    EXPECT_OK(seL4_CNode_Delete(to, 3, 4));
}

CASE(CNODE0107, "a rotation may swap: destination is source")
{
    seL4_CPtr cnode = object_new(seL4_CapTableObject, 4);
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);

    EXPECT_OK(rotate(tcb, 0, cnode, 0, tcb));
    EXPECT_OK(seL4_TCB_Suspend(cnode));
    EXPECT_OK(seL4_CNode_Revoke(tcb, 1, 4));
}

CASE(CNODE0108, "a rotation sets the guards of both")
{
    seL4_CPtr a = object_new(seL4_CapTableObject, 4);
    seL4_CPtr b = object_new(seL4_CapTableObject, 5);
    seL4_CPtr to = slot_new();
    seL4_Word guard_to = seL4_CNode_CapData_new(1, 2).words[0];
    seL4_Word guard_pivot = seL4_CNode_CapData_new(2, 3).words[0];

    /* a becomes the pivot's new content, b the destination's. */
    EXPECT_OK(rotate(to, guard_to, b, guard_pivot, a));
    EXPECT_OK(seL4_CNode_Copy(to, 1 << 5 | 3, 7, ROOT, SELF, DEPTH, seL4_AllRights));
    EXPECT_OK(seL4_CNode_Copy(b, 2 << 4 | 3, 7, ROOT, SELF, DEPTH, seL4_AllRights));
    EXPECT_ERROR(rotate(a, seL4_CNode_CapData_new(0, 61).words[0], b, 0, to),
                 seL4_IllegalOperation);
    EXPECT_ERROR(rotate(a, 0, b, seL4_CNode_CapData_new(0, 60).words[0], to),
                 seL4_IllegalOperation);
}

CASE(CNODE0109, "what a rotation refuses")
{
    seL4_CPtr a = object_new(seL4_EndpointObject, 0);
    seL4_CPtr b = object_new(seL4_EndpointObject, 0);
    seL4_CPtr empty = slots_new(2);

    EXPECT_ERROR(rotate(empty, 0, a, 0, a), seL4_IllegalOperation);
    EXPECT_ERROR(rotate(a, 0, a, 0, b), seL4_IllegalOperation);
    EXPECT_ERROR(rotate(SELF, 0, a, 0, b), seL4_DeleteFirst);
    EXPECT_ERROR(rotate(empty, 0, a, 0, empty + 1), seL4_FailedLookup, 1, seL4_MissingCapability,
                 DEPTH);
    EXPECT_ERROR(rotate(empty, 0, empty + 1, 0, a), seL4_FailedLookup, 0, seL4_MissingCapability,
                 DEPTH);
    EXPECT_ERROR(seL4_CNode_Rotate(ROOT, empty, 0, 0, ROOT, a, DEPTH, 0, ROOT, b, DEPTH),
                 seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Rotate(ROOT, empty, DEPTH, 0, ROOT, a, 0, 0, ROOT, b, DEPTH),
                 seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Rotate(ROOT, empty, DEPTH, 0, ROOT, a, DEPTH, 0, ROOT, b, 0),
                 seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Rotate(ROOT, empty, DEPTH, 0, a, a, DEPTH, 0, ROOT, b, DEPTH),
                 seL4_FailedLookup, 1, seL4_InvalidRoot);
    EXPECT_ERROR(seL4_CNode_Rotate(ROOT, empty, DEPTH, 0, ROOT, a, DEPTH, 0, a, b, DEPTH),
                 seL4_FailedLookup, 1, seL4_InvalidRoot);
}

CASE(CNODE0110, "short messages of move, mutate and rotate are truncated")
{
    static const struct {
        seL4_Word label;
        seL4_Word length;
        seL4_Word caps;
    } kind[] = {{CNodeMove, 4, 1}, {CNodeMutate, 5, 1}, {CNodeRotate, 8, 2}};
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr to = slot_new();

    for (unsigned i = 0; i < sizeof(kind) / sizeof(kind[0]); i++) {
        for (seL4_Word length = 0; length < kind[i].length; length++) {
            seL4_SetCap(0, ROOT);
            seL4_SetCap(1, ROOT);
            seL4_SetMR(0, to);
            seL4_SetMR(1, DEPTH);
            seL4_SetMR(2, endpoint);
            seL4_SetMR(3, DEPTH);
            EXPECT_ERROR(invoke_error(ROOT, kind[i].label, kind[i].caps, length),
                         seL4_TruncatedMessage);
        }
        seL4_SetMR(0, to);
        seL4_SetMR(1, DEPTH);
        EXPECT_ERROR(invoke_error(ROOT, kind[i].label, kind[i].caps - 1, kind[i].length),
                     seL4_TruncatedMessage);
    }
}

CASE(CNODE0111, "delete empties a slot, also an empty one")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    EXPECT_OK(seL4_CNode_Delete(ROOT, endpoint, DEPTH));
    EXPECT(slot_empty(endpoint));
    EXPECT_OK(seL4_CNode_Delete(ROOT, endpoint, DEPTH));
    EXPECT_ERROR(seL4_CNode_Delete(ROOT, endpoint, 0), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Delete(ROOT, endpoint, 65), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Delete(ROOT, 1ul << 40, DEPTH), seL4_FailedLookup, 0,
                 seL4_GuardMismatch, 64, 0, 64 - CONFIG_ROOT_CNODE_SIZE_BITS);
    for (seL4_Word length = 0; length < 2; length++) {
        EXPECT_ERROR(invoke_error(ROOT, CNodeDelete, 0, length), seL4_TruncatedMessage);
    }
}

CASE(CNODE0112, "deleting a parent leaves its children")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr child = cap_mint(endpoint, seL4_AllRights, 7);

    EXPECT_OK(seL4_CNode_Delete(ROOT, endpoint, DEPTH));
    EXPECT(!slot_empty(child));
    EXPECT_OK(seL4_CNode_Copy(ROOT, endpoint, DEPTH, ROOT, child, DEPTH, seL4_AllRights));
}

CASE(CNODE0113, "deleting a CNode deletes what it holds, also itself")
{
    seL4_CPtr cnode = object_new(seL4_CapTableObject, 6);
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 10);

    for (seL4_Word i = 0; i < 20; i++) {
        REQUIRE_OK(seL4_Untyped_Retype(untyped, seL4_EndpointObject, 0, cnode, 0, 0, i, 1));
    }
    EXPECT_OK(seL4_CNode_Copy(cnode, 40, 6, ROOT, cnode, DEPTH, seL4_AllRights));
    EXPECT_OK(seL4_CNode_Delete(ROOT, cnode, DEPTH));
    /* The copy that lies inside keeps it alive: only the untyped above can take it all. */
    EXPECT_ERROR(retype(untyped, seL4_UntypedObject, 10, cnode, 1), seL4_NotEnoughMemory);
    EXPECT_OK(seL4_CNode_Revoke(ROOT, untyped, DEPTH));
    EXPECT_OK(retype(untyped, seL4_UntypedObject, 10, cnode, 1));
}

CASE(CNODE0115, "the depths and roots of mint and mutate, and of a revoke and cancel")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr to = slot_new();
    seL4_CapRights_t all = seL4_AllRights;

    EXPECT_ERROR(seL4_CNode_Mint(ROOT, to, 0, ROOT, tcb, DEPTH, all, 0), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Mint(ROOT, to, DEPTH, ROOT, tcb, 65, all, 0), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Mint(ROOT, to, DEPTH, tcb, tcb, DEPTH, all, 0), seL4_FailedLookup, 1,
                 seL4_InvalidRoot);
    EXPECT_ERROR(seL4_CNode_Mutate(ROOT, to, 65, ROOT, tcb, DEPTH, 0), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Mutate(ROOT, to, DEPTH, ROOT, tcb, 0, 0), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Mutate(ROOT, to, DEPTH, tcb, tcb, DEPTH, 0), seL4_FailedLookup, 1,
                 seL4_InvalidRoot);
    EXPECT_ERROR(seL4_CNode_Mutate(ROOT, 1ul << 40, DEPTH, ROOT, tcb, DEPTH, 0), seL4_FailedLookup,
                 0, seL4_GuardMismatch);
    EXPECT_ERROR(
        seL4_CNode_Rotate(ROOT, 1ul << 40, DEPTH, 0, ROOT, tcb, DEPTH, 0, ROOT, tcb, DEPTH),
        seL4_FailedLookup, 0, seL4_GuardMismatch);
    for (seL4_Word length = 0; length < 2; length++) {
        EXPECT_ERROR(invoke_error(ROOT, CNodeRevoke, 0, length), seL4_TruncatedMessage);
        EXPECT_ERROR(invoke_error(ROOT, CNodeCancelBadgedSends, 0, length), seL4_TruncatedMessage);
        EXPECT_ERROR(invoke_error(ROOT, CNodeSaveCaller, 0, length), seL4_TruncatedMessage);
    }
    EXPECT(slot_empty(to));
}

CASE(CNODE0116, "a capability that would need a revoke first is neither minted nor copied")
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 8);
    seL4_CPtr to = slot_new();

    REQUIRE_OK(retype(untyped, seL4_EndpointObject, 0, slot_new(), 1));
    EXPECT_ERROR(seL4_CNode_Copy(ROOT, to, DEPTH, ROOT, untyped, DEPTH, seL4_AllRights),
                 seL4_RevokeFirst);
    EXPECT_ERROR(seL4_CNode_Mint(ROOT, to, DEPTH, ROOT, untyped, DEPTH, seL4_AllRights, 0),
                 seL4_RevokeFirst);
    /* Moving asks for nothing. */
    EXPECT_OK(seL4_CNode_Move(ROOT, to, DEPTH, ROOT, untyped, DEPTH));
    EXPECT_OK(seL4_CNode_Mutate(ROOT, untyped, DEPTH, ROOT, to, DEPTH, 0));
}
