// SPDX-License-Identifier: BSD-2-Clause
//
// seL4_CNode_Copy and seL4_CNode_Mint: rights, badges and guards.

#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>

static seL4_Error copy(seL4_CPtr to, seL4_CPtr from, seL4_CapRights_t rights)
{
    return seL4_CNode_Copy(ROOT, to, DEPTH, ROOT, from, DEPTH, rights);
}

static seL4_Error mint(seL4_CPtr to, seL4_CPtr from, seL4_CapRights_t rights, seL4_Word badge)
{
    return seL4_CNode_Mint(ROOT, to, DEPTH, ROOT, from, DEPTH, rights, badge);
}

CASE(CNODE0001, "a copy is in the new slot, the original where it was")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr to = slot_new();

    EXPECT_OK(copy(to, endpoint, seL4_AllRights));
    EXPECT(!slot_empty(to));
    EXPECT(!slot_empty(endpoint));
}

CASE(CNODE0002, "a copy does not go into a slot in use")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    EXPECT_ERROR(copy(endpoint, endpoint, seL4_AllRights), seL4_DeleteFirst);
    EXPECT_ERROR(mint(SELF, endpoint, seL4_AllRights, 1), seL4_DeleteFirst);
}

CASE(CNODE0003, "an empty source is a failed lookup of the source")
{
    seL4_CPtr empty = slot_new();
    seL4_CPtr to = slot_new();

    EXPECT_ERROR(copy(to, empty, seL4_AllRights), seL4_FailedLookup, 1, seL4_MissingCapability,
                 DEPTH);
    EXPECT_ERROR(mint(to, empty, seL4_AllRights, 5), seL4_FailedLookup, 1, seL4_MissingCapability,
                 DEPTH);
}

CASE(CNODE0004, "a depth is 1 to 64")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr to = slot_new();
    seL4_CapRights_t all = seL4_AllRights;

    EXPECT_ERROR(seL4_CNode_Copy(ROOT, to, 0, ROOT, endpoint, DEPTH, all), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Copy(ROOT, to, 65, ROOT, endpoint, DEPTH, all), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Copy(ROOT, to, 255, ROOT, endpoint, DEPTH, all), seL4_RangeError, 1,
                 64);
    EXPECT_ERROR(seL4_CNode_Copy(ROOT, to, DEPTH, ROOT, endpoint, 0, all), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Copy(ROOT, to, DEPTH, ROOT, endpoint, 65, all), seL4_RangeError, 1, 64);
}

CASE(CNODE0005, "only the low byte of a depth counts")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr to = slot_new();

    seL4_SetCap(0, ROOT);
    seL4_SetMR(0, to);
    seL4_SetMR(1, DEPTH | 0x100);
    seL4_SetMR(2, endpoint);
    seL4_SetMR(3, DEPTH);
    seL4_SetMR(4, seL4_AllRights.words[0]);
    EXPECT_ERROR(invoke_error(ROOT, CNodeCopy, 1, 5), seL4_RangeError, 1, 64);
}

CASE(CNODE0006, "errors of the destination come before those of the source")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr empty = slot_new();
    seL4_CapRights_t all = seL4_AllRights;

    EXPECT_ERROR(copy(endpoint, empty, all), seL4_DeleteFirst);
    EXPECT_ERROR(seL4_CNode_Copy(ROOT, 0, 0, endpoint, 0, 0, all), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_CNode_Copy(ROOT, empty, DEPTH, endpoint, 0, 0, all), seL4_FailedLookup, 1,
                 seL4_InvalidRoot);
    EXPECT_ERROR(seL4_CNode_Copy(ROOT, empty, DEPTH, endpoint, 0, 64, all), seL4_FailedLookup, 1,
                 seL4_InvalidRoot);
}

CASE(CNODE0007, "an endpoint takes one badge, and only while it has none")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr badged = slot_new();
    seL4_CPtr again = slot_new();

    EXPECT_OK(mint(badged, endpoint, seL4_AllRights, 77));
    EXPECT_ERROR(mint(again, badged, seL4_AllRights, 78), seL4_IllegalOperation);
    EXPECT_ERROR(mint(again, badged, seL4_AllRights, 77), seL4_IllegalOperation);
    EXPECT_OK(copy(again, badged, seL4_AllRights));
    cap_delete(again);
    EXPECT_ERROR(mint(again, badged, seL4_AllRights, 0), seL4_IllegalOperation);
    EXPECT_OK(mint(again, endpoint, seL4_AllRights, 0));
    cap_delete(again);
    EXPECT_OK(mint(again, endpoint, seL4_AllRights, ~0ul));
}

CASE(CNODE0008, "a badge that is minted without rights still counts as one")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr badged = slot_new();
    seL4_CPtr again = slot_new();

    EXPECT_OK(mint(badged, notification, seL4_NoRights, 77));
    EXPECT_ERROR(mint(again, badged, seL4_AllRights, 1), seL4_IllegalOperation);
    EXPECT_OK(copy(again, badged, seL4_AllRights));
}

CASE(CNODE0009, "a badge for an object that has none is ignored")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr frame = object_new(seL4_ARM_SmallPageObject, 0);
    seL4_CPtr untyped = object_new(seL4_UntypedObject, 4);

    EXPECT_OK(mint(slot_new(), tcb, seL4_AllRights, 5));
    EXPECT_OK(mint(slot_new(), frame, seL4_AllRights, 5));
    EXPECT_OK(mint(slot_new(), untyped, seL4_AllRights, 5));
}

CASE(CNODE0010, "rights that a copy lost do not come back")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr reader = cap_copy(notification, seL4_CanRead);
    seL4_CPtr still_reader = cap_copy(reader, seL4_AllRights);
    seL4_CPtr writer = cap_copy(notification, seL4_CanWrite);
    seL4_Word badge = 99;

    seL4_Signal(still_reader);
    (void)seL4_Poll(notification, &badge);
    EXPECT_EQ(badge, 0);
    /* The unbadged capability signals nothing that shows: use one with a badge. */
    EXPECT_EQ(mint(slot_new(), writer, seL4_AllRights, 4), seL4_NoError);
}

CASE(CNODE0011, "some capabilities cannot be copied")
{
    seL4_CPtr to = slot_new();
    seL4_CPtr handler = slot_new();
    seL4_CPtr vspace = object_new(seL4_ARM_VSpaceObject, 0);
    seL4_CPtr table = object_new(seL4_ARM_PageTableObject, 0);

    EXPECT_ERROR(copy(to, seL4_CapIRQControl, seL4_AllRights), seL4_IllegalOperation);
    EXPECT_ERROR(copy(to, vspace, seL4_AllRights), seL4_IllegalOperation);
    EXPECT_ERROR(copy(to, table, seL4_AllRights), seL4_IllegalOperation);
    EXPECT(slot_empty(to));
    EXPECT_OK(copy(to, seL4_CapASIDControl, seL4_AllRights));
    cap_delete(to);
    EXPECT_OK(copy(to, seL4_CapDomain, seL4_AllRights));
    cap_delete(to);
    REQUIRE_OK(irq_handler_spare(handler));
    EXPECT_OK(copy(to, handler, seL4_AllRights));
}

CASE(CNODE0012, "a CNode's guard is set when its capability is minted")
{
    seL4_CPtr cnode = object_new(seL4_CapTableObject, 4);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_Word guard = seL4_CNode_CapData_new(0x2a, 60).words[0];
    seL4_CPtr guarded = cap_mint(cnode, seL4_AllRights, guard);
    seL4_CapRights_t all = seL4_AllRights;

    EXPECT_OK(seL4_CNode_Copy(guarded, 0x2a3, 64, ROOT, endpoint, DEPTH, all));
    EXPECT_ERROR(seL4_CNode_Copy(guarded, 0x2b4, 64, ROOT, endpoint, DEPTH, all), seL4_FailedLookup,
                 0, seL4_GuardMismatch, 64, 0x2a, 60);
    EXPECT_ERROR(seL4_CNode_Copy(guarded, 0x2a << 3 | 4, 63, ROOT, endpoint, DEPTH, all),
                 seL4_FailedLookup, 0, seL4_DepthMismatch, 63, 64);
    EXPECT_ERROR(seL4_CNode_Copy(guarded, 0x2a, 60, ROOT, endpoint, DEPTH, all), seL4_FailedLookup,
                 0, seL4_DepthMismatch);
    EXPECT_ERROR(seL4_CNode_Copy(cnode, 3, 4, ROOT, endpoint, DEPTH, all), seL4_DeleteFirst);
}

CASE(CNODE0013, "a guard must fit beside the slots' bits")
{
    seL4_CPtr cnode = object_new(seL4_CapTableObject, 5);
    seL4_CPtr to = slot_new();

    EXPECT_ERROR(mint(to, cnode, seL4_AllRights, seL4_CNode_CapData_new(0, 60).words[0]),
                 seL4_IllegalOperation);
    EXPECT_OK(mint(to, cnode, seL4_AllRights, seL4_CNode_CapData_new(0, 59).words[0]));
    cap_delete(to);
    /* Bits of the guard beyond its size are dropped. */
    EXPECT_OK(mint(to, cnode, seL4_AllRights, seL4_CNode_CapData_new(0xff, 4).words[0]));
    EXPECT_OK(seL4_CNode_Copy(to, 0x1e1, 9, ROOT, SELF, DEPTH, seL4_AllRights));
    EXPECT(!slot_empty(to));
    EXPECT_OK(seL4_CNode_Delete(cnode, 1, 5));
}

/* Message words 0 to 3 of Copy and of what works like it. */
static void slots_in_message(seL4_CPtr to, seL4_CPtr from)
{
    seL4_SetCap(0, ROOT);
    seL4_SetMR(0, to);
    seL4_SetMR(1, DEPTH);
    seL4_SetMR(2, from);
    seL4_SetMR(3, DEPTH);
}

CASE(CNODE0014, "short messages and a missing source CNode are truncated")
{
    seL4_CPtr to = slot_new();

    for (seL4_Word length = 0; length < 5; length++) {
        slots_in_message(to, SELF);
        EXPECT_ERROR(invoke_error(ROOT, CNodeCopy, 1, length), seL4_TruncatedMessage);
    }
    for (seL4_Word length = 0; length < 6; length++) {
        slots_in_message(to, SELF);
        EXPECT_ERROR(invoke_error(ROOT, CNodeMint, 1, length), seL4_TruncatedMessage);
    }
    slots_in_message(to, SELF);
    EXPECT_ERROR(invoke_error(ROOT, CNodeCopy, 0, 5), seL4_TruncatedMessage);
    slots_in_message(to, SELF);
    EXPECT_ERROR(invoke_error(ROOT, CNodeMint, 0, 6), seL4_TruncatedMessage);
}

CASE(CNODE0017, "the slots are looked at before the words that not every call has")
{
    seL4_CPtr empty = slots_new(2);

    slots_in_message(SELF, SELF);
    EXPECT_ERROR(invoke_error(ROOT, CNodeCopy, 1, 4), seL4_DeleteFirst);
    slots_in_message(empty, empty + 1);
    EXPECT_ERROR(invoke_error(ROOT, CNodeCopy, 1, 4), seL4_FailedLookup, 1, seL4_MissingCapability,
                 DEPTH);
    slots_in_message(empty, empty + 1);
    EXPECT_ERROR(invoke_error(ROOT, CNodeMint, 1, 5), seL4_FailedLookup, 1, seL4_MissingCapability,
                 DEPTH);
    slots_in_message(SELF, empty);
    EXPECT_ERROR(invoke_error(ROOT, CNodeCopy, 1, 3), seL4_TruncatedMessage);
}

CASE(CNODE0015, "what is no invocation of a CNode is illegal, however short the message")
{
    static const seL4_Word label[] = {InvalidInvocation, UntypedRetype, TCBSuspend, ARMPageMap};

    for (unsigned i = 0; i < sizeof(label) / sizeof(label[0]); i++) {
        EXPECT_ERROR(invoke_error(ROOT, label[i], 0, 0), seL4_IllegalOperation);
    }
}

CASE(CNODE0016, "a copied frame is not mapped, and loses write access with the right")
{
    seL4_Word address = FREE_ADDRESS;

    tables_map(SPACE, address + 0x1000);
    seL4_CPtr frame = frame_map(address);
    seL4_CPtr other = cap_copy(frame, seL4_CanRead);

    EXPECT_ERROR(seL4_ARM_Page_Clean_Data(other, 0, 64), seL4_IllegalOperation);
    EXPECT_OK(seL4_ARM_Page_Map(other, SPACE, address + 0x1000, seL4_ReadWrite,
                                seL4_ARM_Default_VMAttributes));
    *(volatile seL4_Word *)address = 0x1234;
    EXPECT_EQ(*(volatile seL4_Word *)(address + 0x1000), 0x1234);
}
