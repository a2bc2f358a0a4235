// SPDX-License-Identifier: BSD-2-Clause
//
// seL4_Untyped_Retype: what it makes and what it refuses.

#include <ktest/case.h>
#include <ktest/objects.h>

CASE(UNTYPED0001, "every type of object can be made")
{
    static const struct {
        seL4_Word type;
        seL4_Word size_bits;
    } kind[] = {
        {seL4_UntypedObject, 4},       {seL4_UntypedObject, 12},      {seL4_TCBObject, 0},
        {seL4_EndpointObject, 0},      {seL4_NotificationObject, 0},  {seL4_CapTableObject, 1},
        {seL4_CapTableObject, 12},     {seL4_ARM_VSpaceObject, 0},    {seL4_ARM_SmallPageObject, 0},
        {seL4_ARM_LargePageObject, 0}, {seL4_ARM_PageTableObject, 0},
    };

    for (unsigned i = 0; i < sizeof(kind) / sizeof(kind[0]); i++) {
        seL4_CPtr slot = slot_new();

        EXPECT_OK(retype(arena(), kind[i].type, kind[i].size_bits, slot, 1));
        EXPECT(!slot_empty(slot));
    }
}

/* How many objects fit into an untyped, and what the kernel says is left when none does any more.
 */
static seL4_Word fill(seL4_Word untyped_bits, seL4_Word type, seL4_Word size_bits, seL4_Word *left)
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, untyped_bits);
    seL4_Word count = 0;
    seL4_Error error;

    for (;;) {
        error = retype(untyped, type, size_bits, slot_new(), 1);
        if (error != seL4_NoError) {
            break;
        }
        count++;
    }
    EXPECT_EQ(error, seL4_NotEnoughMemory);
    *left = seL4_GetMR(0);
    return count;
}

CASE(UNTYPED0002, "objects have the sizes that the interface states")
{
    static const struct {
        seL4_Word type;
        seL4_Word size_bits;
        seL4_Word object_bits;
    } kind[] = {
        {seL4_UntypedObject, 4, 4},
        {seL4_UntypedObject, 10, 10},
        {seL4_TCBObject, 0, seL4_TCBBits},
        {seL4_EndpointObject, 0, seL4_EndpointBits},
        {seL4_NotificationObject, 0, seL4_NotificationBits},
        {seL4_CapTableObject, 1, seL4_SlotBits + 1},
        {seL4_CapTableObject, 5, seL4_SlotBits + 5},
        {seL4_ARM_VSpaceObject, 0, seL4_VSpaceBits},
        {seL4_ARM_SmallPageObject, 0, seL4_PageBits},
        {seL4_ARM_PageTableObject, 0, seL4_PageTableBits},
        {seL4_ARM_LargePageObject, 0, seL4_LargePageBits},
    };

    for (unsigned i = 0; i < sizeof(kind) / sizeof(kind[0]); i++) {
        seL4_Word left;

        EXPECT_EQ(fill(kind[i].object_bits + 3, kind[i].type, kind[i].size_bits, &left), 8);
        EXPECT_EQ(left, 0);
        EXPECT_OK(seL4_CNode_Revoke(ROOT, arena(), DEPTH));
    }
}

CASE(UNTYPED0003, "each object is aligned to its size; the gap before it is lost")
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 13);

    EXPECT_OK(retype(untyped, seL4_EndpointObject, 0, slot_new(), 1));
    EXPECT_OK(retype(untyped, seL4_ARM_SmallPageObject, 0, slot_new(), 1));
    EXPECT_ERROR(retype(untyped, seL4_EndpointObject, 0, slot_new(), 1), seL4_NotEnoughMemory, 0);
}

CASE(UNTYPED0004, "memory that is left is told in bytes")
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 12);

    EXPECT_ERROR(retype(untyped, seL4_ARM_LargePageObject, 0, slot_new(), 1), seL4_NotEnoughMemory,
                 4096);
    EXPECT_ERROR(retype(untyped, seL4_TCBObject, 0, slots_new(3), 3), seL4_NotEnoughMemory, 4096);
    EXPECT_OK(retype(untyped, seL4_EndpointObject, 0, slot_new(), 1));
    EXPECT_ERROR(retype(untyped, seL4_ARM_SmallPageObject, 0, slot_new(), 1), seL4_NotEnoughMemory,
                 4096 - 16);
}

CASE(UNTYPED0005, "an untyped whose objects are all gone is whole again")
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 12);
    seL4_CPtr first = slots_new(2);

    for (unsigned round = 0; round < 3; round++) {
        REQUIRE_OK(retype(untyped, seL4_TCBObject, 0, first, 2));
        EXPECT_ERROR(retype(untyped, seL4_EndpointObject, 0, slot_new(), 1), seL4_NotEnoughMemory,
                     0);
        cap_delete(first);
        /* One is left: nothing can be given back. */
        EXPECT_ERROR(retype(untyped, seL4_EndpointObject, 0, slot_new(), 1), seL4_NotEnoughMemory,
                     0);
        cap_delete(first + 1);
        EXPECT_OK(retype(untyped, seL4_ARM_SmallPageObject, 0, first, 1));
        cap_delete(first);
    }
}

CASE(UNTYPED0006, "up to 256 objects in consecutive slots; more or none is a range error")
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 14);
    seL4_CPtr first = slots_new(CONFIG_RETYPE_FAN_OUT_LIMIT + 1);

    EXPECT_ERROR(retype(untyped, seL4_EndpointObject, 0, first, 0), seL4_RangeError, 1,
                 CONFIG_RETYPE_FAN_OUT_LIMIT);
    EXPECT_ERROR(retype(untyped, seL4_EndpointObject, 0, first, CONFIG_RETYPE_FAN_OUT_LIMIT + 1),
                 seL4_RangeError, 1, CONFIG_RETYPE_FAN_OUT_LIMIT);
    EXPECT_OK(retype(untyped, seL4_EndpointObject, 0, first, CONFIG_RETYPE_FAN_OUT_LIMIT));
    EXPECT(!slot_empty(first));
    EXPECT(!slot_empty(first + CONFIG_RETYPE_FAN_OUT_LIMIT - 1));
    EXPECT(slot_empty(first + CONFIG_RETYPE_FAN_OUT_LIMIT));
}

CASE(UNTYPED0007, "an unknown type is argument 0")
{
    seL4_CPtr slot = slot_new();

    EXPECT_ERROR(retype(arena(), seL4_ObjectTypeCount, 12, slot, 1), seL4_InvalidArgument, 0);
    EXPECT_ERROR(retype(arena(), ~0ul, 12, slot, 1), seL4_InvalidArgument, 0);
    EXPECT_ERROR(retype(arena(), seL4_ARM_VCPUObject, 12, slot, 1), seL4_InvalidArgument, 0);
    EXPECT(slot_empty(slot));
}

CASE(UNTYPED0008, "sizes out of range: a range error above, argument 1 below")
{
    seL4_CPtr slot = slot_new();

    EXPECT_ERROR(retype(arena(), seL4_UntypedObject, 64, slot, 1), seL4_RangeError, 0,
                 seL4_MaxUntypedBits);
    EXPECT_ERROR(retype(arena(), seL4_UntypedObject, seL4_MaxUntypedBits + 1, slot, 1),
                 seL4_RangeError, 0, seL4_MaxUntypedBits);
    EXPECT_ERROR(
        retype(arena(), seL4_CapTableObject, seL4_MaxUntypedBits - seL4_SlotBits + 1, slot, 1),
        seL4_RangeError, 0, seL4_MaxUntypedBits);
    EXPECT_ERROR(retype(arena(), seL4_TCBObject, 64, slot, 1), seL4_RangeError, 0,
                 seL4_MaxUntypedBits);
    EXPECT_ERROR(retype(arena(), seL4_UntypedObject, seL4_MaxUntypedBits, slot, 1),
                 seL4_NotEnoughMemory);
    EXPECT_ERROR(retype(arena(), seL4_CapTableObject, 0, slot, 1), seL4_InvalidArgument, 1);
    EXPECT_ERROR(retype(arena(), seL4_UntypedObject, seL4_MinUntypedBits - 1, slot, 1),
                 seL4_InvalidArgument, 1);
    /* Types of fixed size do not care. */
    EXPECT_OK(retype(arena(), seL4_TCBObject, 63, slot, 1));
}

CASE(UNTYPED0009, "the destination must be a CNode, found by its address")
{
    seL4_CPtr cnode = object_new(seL4_CapTableObject, 4);
    seL4_CPtr empty = slot_new();
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_Word type = seL4_EndpointObject;

    EXPECT_OK(seL4_Untyped_Retype(arena(), type, 0, cnode, 0, 0, 0, 1));
    EXPECT_OK(seL4_Untyped_Retype(arena(), type, 0, ROOT, cnode, DEPTH, 1, 1));
    EXPECT_ERROR(seL4_Untyped_Retype(arena(), type, 0, endpoint, 0, 0, 2, 1), seL4_FailedLookup, 0,
                 seL4_MissingCapability, 0);
    EXPECT_ERROR(seL4_Untyped_Retype(arena(), type, 0, ROOT, endpoint, DEPTH, 2, 1),
                 seL4_FailedLookup, 0, seL4_MissingCapability, DEPTH);
    EXPECT_ERROR(seL4_Untyped_Retype(arena(), type, 0, ROOT, empty, DEPTH, 2, 1), seL4_FailedLookup,
                 0, seL4_MissingCapability, DEPTH);
    EXPECT_ERROR(seL4_Untyped_Retype(arena(), type, 0, endpoint, 0, 4, 2, 1), seL4_FailedLookup, 0,
                 seL4_InvalidRoot);
    EXPECT_ERROR(seL4_Untyped_Retype(arena(), type, 0, ROOT, cnode, 65, 2, 1), seL4_RangeError, 1,
                 64);
    EXPECT_ERROR(seL4_Untyped_Retype(arena(), type, 0, ROOT, cnode, 10, 2, 1), seL4_FailedLookup, 0,
                 seL4_GuardMismatch);
}

CASE(UNTYPED0010, "the slots must lie in the CNode")
{
    seL4_CPtr cnode = object_new(seL4_CapTableObject, 4);
    seL4_Word type = seL4_EndpointObject;

    EXPECT_ERROR(seL4_Untyped_Retype(arena(), type, 0, cnode, 0, 0, 16, 1), seL4_RangeError, 0, 15);
    EXPECT_ERROR(seL4_Untyped_Retype(arena(), type, 0, cnode, 0, 0, ~0ul, 1), seL4_RangeError, 0,
                 15);
    EXPECT_ERROR(seL4_Untyped_Retype(arena(), type, 0, cnode, 0, 0, 10, 7), seL4_RangeError, 1, 6);
    EXPECT_ERROR(seL4_Untyped_Retype(arena(), type, 0, cnode, 0, 0, 0, 17), seL4_RangeError, 1, 16);
    EXPECT_OK(seL4_Untyped_Retype(arena(), type, 0, cnode, 0, 0, 10, 6));
    EXPECT_ERROR(seL4_Untyped_Retype(arena(), type, 0, cnode, 0, 0, 0, 11), seL4_DeleteFirst);
    EXPECT_OK(seL4_Untyped_Retype(arena(), type, 0, cnode, 0, 0, 0, 10));
}

CASE(UNTYPED0011, "short messages and a missing CNode are truncated")
{
    for (seL4_Word length = 0; length < 6; length++) {
        seL4_SetCap(0, ROOT);
        EXPECT_ERROR(invoke_error(arena(), UntypedRetype, 1, length), seL4_TruncatedMessage);
    }
    EXPECT_ERROR(invoke_error(arena(), UntypedRetype, 0, 6), seL4_TruncatedMessage);
}

CASE(UNTYPED0012, "only Retype is an invocation of an untyped")
{
    static const seL4_Word label[] = {InvalidInvocation, TCBReadRegisters,      CNodeRevoke,
                                      ARMPageMap,        nArchInvocationLabels, 0xfffff};

    for (unsigned i = 0; i < sizeof(label) / sizeof(label[0]); i++) {
        EXPECT_ERROR(invoke_error(arena(), label[i], 0, 6), seL4_IllegalOperation);
    }
}

/* Arguments in message words, all wrong from `wrong` on: the earliest one is complained about. */
CASE(UNTYPED0013, "of several errors the first argument's counts")
{
    seL4_CPtr full = object_new(seL4_EndpointObject, 0);
    seL4_Untyped small = object_new(seL4_UntypedObject, 4);

    EXPECT_ERROR(seL4_Untyped_Retype(small, 99, 99, full, 0, 99, ~0ul, 0), seL4_InvalidArgument, 0);
    EXPECT_ERROR(seL4_Untyped_Retype(small, seL4_TCBObject, 99, full, 0, 99, ~0ul, 0),
                 seL4_RangeError, 0, seL4_MaxUntypedBits);
    EXPECT_ERROR(seL4_Untyped_Retype(small, seL4_TCBObject, 0, full, 0, 99, ~0ul, 0),
                 seL4_FailedLookup, 0, seL4_InvalidRoot);
    EXPECT_ERROR(seL4_Untyped_Retype(small, seL4_TCBObject, 0, ROOT, 0, 0, ~0ul, 0),
                 seL4_RangeError, 0, (1ul << CONFIG_ROOT_CNODE_SIZE_BITS) - 1);
    EXPECT_ERROR(seL4_Untyped_Retype(small, seL4_TCBObject, 0, ROOT, 0, 0, full, 0),
                 seL4_RangeError, 1, CONFIG_RETYPE_FAN_OUT_LIMIT);
    EXPECT_ERROR(seL4_Untyped_Retype(small, seL4_TCBObject, 0, ROOT, 0, 0, full, 1),
                 seL4_DeleteFirst);
}

CASE(UNTYPED0014, "a nested untyped is used up like any other")
{
    seL4_Untyped outer = object_new(seL4_UntypedObject, 16);
    seL4_Untyped inner = slot_new();
    seL4_CPtr page = slot_new();

    REQUIRE_OK(retype(outer, seL4_UntypedObject, 15, inner, 1));
    REQUIRE_OK(retype(inner, seL4_ARM_SmallPageObject, 0, page, 1));
    EXPECT_OK(seL4_CNode_Revoke(ROOT, outer, DEPTH));
    EXPECT(slot_empty(inner));
    EXPECT(slot_empty(page));
    EXPECT_OK(retype(outer, seL4_UntypedObject, 16, inner, 1));
}

CASE(UNTYPED0015, "an untyped with objects can be neither copied nor given to a pool")
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 12);
    seL4_CPtr copy = slot_new();
    seL4_CPtr object = slot_new();

    EXPECT_OK(seL4_CNode_Copy(ROOT, copy, DEPTH, ROOT, untyped, DEPTH, seL4_AllRights));
    cap_delete(copy);
    REQUIRE_OK(retype(untyped, seL4_EndpointObject, 0, object, 1));
    EXPECT_ERROR(seL4_CNode_Copy(ROOT, copy, DEPTH, ROOT, untyped, DEPTH, seL4_AllRights),
                 seL4_RevokeFirst);
    EXPECT_ERROR(seL4_CNode_Mint(ROOT, copy, DEPTH, ROOT, untyped, DEPTH, seL4_AllRights, 0),
                 seL4_RevokeFirst);
    EXPECT_OK(seL4_CNode_Move(ROOT, copy, DEPTH, ROOT, untyped, DEPTH));
    EXPECT_OK(seL4_CNode_Revoke(ROOT, copy, DEPTH));
    EXPECT(slot_empty(object));
}

CASE(UNTYPED0016, "a copy of an untyped shares its memory")
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 12);
    seL4_Untyped copy = cap_copy(untyped, seL4_AllRights);
    seL4_CPtr object = slot_new();

    /* All of the original is in use, by its copy. */
    EXPECT_ERROR(retype(untyped, seL4_EndpointObject, 0, object, 1), seL4_NotEnoughMemory, 0);
    EXPECT_OK(retype(copy, seL4_ARM_SmallPageObject, 0, object, 1));
    cap_delete(object);
    cap_delete(copy);
    EXPECT_OK(retype(untyped, seL4_EndpointObject, 0, slot_new(), 1));
}

CASE(UNTYPED0017, "memory is zero when it is given again")
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 12);
    seL4_CPtr frame = slot_new();
    seL4_Word address = FREE_ADDRESS;
    volatile seL4_Word *word = (volatile seL4_Word *)address;

    tables_map(SPACE, address);
    for (unsigned round = 0; round < 2; round++) {
        seL4_Word sum = 0;

        REQUIRE_OK(retype(untyped, seL4_ARM_SmallPageObject, 0, frame, 1));
        REQUIRE_OK(seL4_ARM_Page_Map(frame, SPACE, address, seL4_ReadWrite,
                                     seL4_ARM_Default_VMAttributes));
        for (unsigned i = 0; i < 512; i++) {
            sum |= word[i];
            word[i] = ~0ul;
        }
        EXPECT_EQ(sum, 0);
        cap_delete(frame);
    }
}
