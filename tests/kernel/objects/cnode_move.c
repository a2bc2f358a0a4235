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

CASE(CNODE0104, "mutate moves, and sets a badge or guard")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr cnode = object_new(seL4_CapTableObject, 4);
    seL4_CPtr to = slots_new(4);

    EXPECT_OK(mutate(to, endpoint, 12));
    EXPECT(slot_empty(endpoint));
    EXPECT_ERROR(mutate(to + 1, to, 13), seL4_IllegalOperation);
    EXPECT_OK(mutate(to + 2, cnode, seL4_CNode_CapData_new(1, 60).words[0]));
    EXPECT_OK(seL4_CNode_Copy(to + 2, 0x11, 64, ROOT, SELF, DEPTH, seL4_AllRights));
    EXPECT_ERROR(mutate(to + 3, to + 2, seL4_CNode_CapData_new(1, 61).words[0]),
                 seL4_IllegalOperation);
    EXPECT_OK(mutate(to + 3, to + 2, seL4_CNode_CapData_new(0, 0).words[0]));
    EXPECT_OK(seL4_CNode_Delete(to + 3, 0x11, 64));
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
    seL4_CPtr a = object_new(seL4_EndpointObject, 0);
    seL4_CPtr b = object_new(seL4_NotificationObject, 0);
    seL4_CPtr to = slot_new();

    EXPECT_OK(rotate(to, 0, b, 0, a));
    EXPECT(slot_empty(a));
    EXPECT(!slot_empty(to));
    /* b holds the endpoint now: it takes a badge, and to is the notification. */
    seL4_Signal(to);
    EXPECT_OK(seL4_CNode_CancelBadgedSends(ROOT, cap_mint(b, seL4_AllRights, 3), DEPTH));
}

CASE(CNODE0107, "a rotation may swap: destination is source")
{
    seL4_CPtr a = object_new(seL4_EndpointObject, 0);
    seL4_CPtr b = object_new(seL4_NotificationObject, 0);

    EXPECT_OK(rotate(a, 0, b, 0, a));
    EXPECT(!slot_empty(a));
    EXPECT(!slot_empty(b));
    EXPECT_OK(seL4_CNode_CancelBadgedSends(ROOT, cap_mint(b, seL4_AllRights, 3), DEPTH));
    EXPECT_ERROR(seL4_CNode_CancelBadgedSends(ROOT, a, DEPTH), seL4_IllegalOperation);
}

CASE(CNODE0108, "a rotation sets badges")
{
    seL4_CPtr a = object_new(seL4_EndpointObject, 0);
    seL4_CPtr b = object_new(seL4_EndpointObject, 0);
    seL4_CPtr to = slot_new();

    EXPECT_OK(rotate(to, 5, b, 6, a));
    EXPECT_ERROR(mutate(slot_new(), to, 1), seL4_IllegalOperation);
    EXPECT_ERROR(mutate(slot_new(), b, 1), seL4_IllegalOperation);
    EXPECT_ERROR(rotate(to, 5, b, 0, to), seL4_IllegalOperation);
    EXPECT_ERROR(rotate(to, 0, b, 5, to), seL4_IllegalOperation);
    EXPECT_OK(rotate(to, 0, b, 0, to));
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
                 seL4_FailedLookup, 0, seL4_InvalidRoot);
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
