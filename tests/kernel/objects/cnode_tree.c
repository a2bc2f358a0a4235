// SPDX-License-Identifier: BSD-2-Clause
//
// The derivation tree: seL4_CNode_Revoke, and addresses that lead through several CNodes.

#include <ktest/case.h>
#include <ktest/objects.h>

static seL4_Error revoke(seL4_CPtr slot)
{
    return seL4_CNode_Revoke(ROOT, slot, DEPTH);
}

CASE(CNODE0200, "revoke deletes all that is derived, and leaves the capability")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr child = cap_mint(endpoint, seL4_AllRights, 7);
    seL4_CPtr grandchild = cap_copy(child, seL4_AllRights);

    EXPECT_OK(revoke(endpoint));
    EXPECT(!slot_empty(endpoint));
    EXPECT(slot_empty(child));
    EXPECT(slot_empty(grandchild));
}

CASE(CNODE0201, "a copy of an original is its child; a copy of a copy is a sibling")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr copy = cap_copy(endpoint, seL4_AllRights);
    seL4_CPtr second = cap_copy(copy, seL4_AllRights);

    EXPECT_OK(revoke(copy));
    EXPECT(!slot_empty(second));
    EXPECT(!slot_empty(endpoint));
    EXPECT_OK(revoke(endpoint));
    EXPECT(slot_empty(copy));
    EXPECT(slot_empty(second));
}

CASE(CNODE0202,
     "a badged capability is the parent of its unbadged original's copies with the badge")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr badged = cap_mint(endpoint, seL4_AllRights, 7);
    seL4_CPtr copy = cap_copy(badged, seL4_AllRights);
    seL4_CPtr other = cap_mint(endpoint, seL4_AllRights, 8);

    EXPECT_OK(revoke(badged));
    EXPECT(slot_empty(copy));
    EXPECT(!slot_empty(other));
    EXPECT(!slot_empty(badged));
}

CASE(CNODE0203, "a badge minted from a copy hangs below the original")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr copy = cap_copy(endpoint, seL4_AllRights);
    seL4_CPtr badged = cap_mint(copy, seL4_AllRights, 9);

    EXPECT_OK(revoke(copy));
    EXPECT(!slot_empty(badged));
    EXPECT_OK(revoke(endpoint));
    EXPECT(slot_empty(badged));
}

CASE(CNODE0204, "revoke of an untyped takes objects of every kind")
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 20);
    static const seL4_Word type[] = {
        seL4_UntypedObject,       seL4_TCBObject,           seL4_EndpointObject,
        seL4_NotificationObject,  seL4_CapTableObject,      seL4_ARM_VSpaceObject,
        seL4_ARM_SmallPageObject, seL4_ARM_PageTableObject,
    };
    seL4_CPtr first = slots_new(8);

    for (unsigned i = 0; i < 8; i++) {
        REQUIRE_OK(retype(untyped, type[i], 8, first + i, 1));
    }
    EXPECT_OK(revoke(untyped));
    for (unsigned i = 0; i < 8; i++) {
        EXPECT(slot_empty(first + i));
    }
    EXPECT_OK(retype(untyped, seL4_UntypedObject, 20, first, 1));
}

CASE(CNODE0205, "revoke of a leaf and of an empty slot does nothing")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    EXPECT_OK(revoke(endpoint));
    EXPECT(!slot_empty(endpoint));
    EXPECT_OK(revoke(slot_new()));
    EXPECT_ERROR(seL4_CNode_Revoke(ROOT, endpoint, 0), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Revoke(ROOT, endpoint, 65), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Revoke(ROOT, 1ul << 63, DEPTH), seL4_FailedLookup, 0,
                 seL4_GuardMismatch, 64, 0, 64 - CONFIG_ROOT_CNODE_SIZE_BITS);
    for (seL4_Word length = 0; length < 2; length++) {
        EXPECT_ERROR(invoke_error(ROOT, CNodeRevoke, 0, length), seL4_TruncatedMessage);
    }
}

CASE(CNODE0206, "revoke of a tree with thousands of capabilities")
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 17);
    seL4_CPtr cnode = object_new(seL4_CapTableObject, 11);

    for (seL4_Word i = 0; i < 2048; i += 256) {
        REQUIRE_OK(seL4_Untyped_Retype(untyped, seL4_EndpointObject, 0, cnode, 0, 0, i, 256));
    }
    EXPECT_OK(revoke(untyped));
    EXPECT_OK(seL4_Untyped_Retype(untyped, seL4_UntypedObject, 17, cnode, 0, 0, 2047, 1));
}

CASE(CNODE0207, "revoke of a long chain of badges")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr first = slots_new(500);

    for (seL4_Word i = 0; i < 500; i++) {
        REQUIRE_OK(
            seL4_CNode_Mint(ROOT, first + i, DEPTH, ROOT, endpoint, DEPTH, seL4_AllRights, i + 1));
    }
    EXPECT_OK(revoke(endpoint));
    EXPECT(slot_empty(first));
    EXPECT(slot_empty(first + 499));
}

/* Two CNodes: 4 bits with a guard of 2, and below its slot 3 one of 5 bits with no guard. */
static seL4_CPtr two_levels(void)
{
    seL4_CPtr inner = object_new(seL4_CapTableObject, 5);
    seL4_CPtr outer = cap_mint(object_new(seL4_CapTableObject, 4), seL4_AllRights,
                               seL4_CNode_CapData_new(2, 2).words[0]);

    REQUIRE_OK(seL4_CNode_Copy(outer, 0x23, 6, ROOT, inner, DEPTH, seL4_AllRights));
    return outer;
}

CASE(CNODE0208, "an address is translated CNode by CNode")
{
    seL4_CPtr outer = two_levels();
    seL4_CapRights_t all = seL4_AllRights;

    EXPECT_OK(seL4_CNode_Copy(outer, 0x23 << 5 | 17, 11, ROOT, SELF, DEPTH, all));
    EXPECT_ERROR(seL4_CNode_Copy(outer, 0x23 << 5 | 17, 11, ROOT, SELF, DEPTH, all),
                 seL4_DeleteFirst);
    /* Depth 6 stops at the slot that holds the inner CNode. */
    EXPECT_ERROR(seL4_CNode_Copy(outer, 0x23, 6, ROOT, SELF, DEPTH, all), seL4_DeleteFirst);
    EXPECT_ERROR(seL4_CNode_Copy(outer, 0x23 << 3, 9, ROOT, SELF, DEPTH, all), seL4_FailedLookup, 0,
                 seL4_DepthMismatch, 3, 5);
    EXPECT_ERROR(seL4_CNode_Copy(outer, 0x13 << 5, 11, ROOT, SELF, DEPTH, all), seL4_FailedLookup,
                 0, seL4_GuardMismatch, 11, 2, 2);
    EXPECT_ERROR(seL4_CNode_Copy(outer, 0, 1, ROOT, SELF, DEPTH, all), seL4_FailedLookup, 0,
                 seL4_GuardMismatch, 1, 2, 2);
    EXPECT_ERROR(seL4_CNode_Copy(outer, 0x24 << 5, 11, ROOT, SELF, DEPTH, all), seL4_FailedLookup,
                 0, seL4_DepthMismatch);
    EXPECT_OK(seL4_CNode_Delete(outer, 0x23 << 5 | 17, 11));
}

CASE(CNODE0209, "a lookup that does not end at the depth fails")
{
    seL4_CPtr outer = two_levels();

    EXPECT_ERROR(seL4_CNode_Delete(outer, 0x23ul << 6 | 17, 12), seL4_FailedLookup, 0,
                 seL4_DepthMismatch);
    EXPECT_ERROR(seL4_CNode_Revoke(outer, 0x23ul << 6 | 17, 12), seL4_FailedLookup, 0,
                 seL4_DepthMismatch);
}

CASE(CNODE0210, "cancelling badged sends needs an endpoint with every right")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr badged = cap_mint(endpoint, seL4_AllRights, 3);
    seL4_CPtr weaker = cap_mint(endpoint, seL4_NoRead, 3);

    EXPECT_OK(seL4_CNode_CancelBadgedSends(ROOT, badged, DEPTH));
    EXPECT_OK(seL4_CNode_CancelBadgedSends(ROOT, endpoint, DEPTH));
    EXPECT_ERROR(seL4_CNode_CancelBadgedSends(ROOT, weaker, DEPTH), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_CNode_CancelBadgedSends(ROOT, notification, DEPTH), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_CNode_CancelBadgedSends(ROOT, slot_new(), DEPTH), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_CNode_CancelBadgedSends(ROOT, badged, 0), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_CancelBadgedSends(ROOT, 1ul << 40, DEPTH), seL4_FailedLookup, 0,
                 seL4_GuardMismatch);
}

CASE(CNODE0211, "save caller without a caller leaves the slot empty")
{
    seL4_CPtr to = slot_new();

    EXPECT_OK(seL4_CNode_SaveCaller(ROOT, to, DEPTH));
    EXPECT(slot_empty(to));
    EXPECT_ERROR(seL4_CNode_SaveCaller(ROOT, SELF, DEPTH), seL4_DeleteFirst);
    EXPECT_ERROR(seL4_CNode_SaveCaller(ROOT, to, 0), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_SaveCaller(ROOT, to, 8), seL4_FailedLookup, 0, seL4_GuardMismatch);
    EXPECT_ERROR(invoke_error(ROOT, CNodeSaveCaller, 0, 1), seL4_TruncatedMessage);
}
