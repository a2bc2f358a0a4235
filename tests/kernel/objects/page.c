// SPDX-License-Identifier: BSD-2-Clause
//
// Frames: mapping, rights as far as they can be seen without a fault, cache operations, addresses.

#include <ktest/case.h>
#include <ktest/objects.h>

#define DEFAULT seL4_ARM_Default_VMAttributes

static volatile seL4_Word *word_at(seL4_Word address)
{
    return (volatile seL4_Word *)address;
}

static seL4_Error map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word address)
{
    return seL4_ARM_Page_Map(frame, vspace, address, seL4_ReadWrite, DEFAULT);
}

CASE(PAGE0001, "a small page can be mapped, used, unmapped and mapped elsewhere")
{
    seL4_Word at = FREE_ADDRESS;

    tables_map(SPACE, at);
    seL4_CPtr frame = frame_map(at);
    *word_at(at) = 42;
    EXPECT_OK(seL4_ARM_Page_Unmap(frame));
    EXPECT_OK(map(frame, SPACE, at + 0x5000));
    EXPECT_EQ(*word_at(at + 0x5000), 42);
    EXPECT_OK(seL4_ARM_Page_Unmap(frame));
    EXPECT_OK(seL4_ARM_Page_Unmap(frame));
}

CASE(PAGE0002, "a missing table is a failed lookup that tells the level")
{
    seL4_CPtr vspace = vspace_new();
    seL4_CPtr frame = object_new(seL4_ARM_SmallPageObject, 0);
    static const seL4_Word left[] = {39, 30, 21};

    for (unsigned i = 0; i < 3; i++) {
        EXPECT_ERROR(map(frame, vspace, FREE_ADDRESS), seL4_FailedLookup, 0, seL4_MissingCapability,
                     left[i]);
        REQUIRE_OK(seL4_ARM_PageTable_Map(object_new(seL4_ARM_PageTableObject, 0), vspace,
                                          FREE_ADDRESS, DEFAULT));
    }
    EXPECT_OK(map(frame, vspace, FREE_ADDRESS));
}

CASE(PAGE0003, "a large page of 2 MiB needs one table less")
{
    seL4_CPtr large = object_new(seL4_ARM_LargePageObject, 0);
    seL4_Word at = FREE_ADDRESS;

    EXPECT_ERROR(map(large, SPACE, at), seL4_FailedLookup, 0, seL4_MissingCapability, 30);
    REQUIRE_OK(seL4_ARM_PageTable_Map(object_new(seL4_ARM_PageTableObject, 0), SPACE, at, DEFAULT));
    EXPECT_OK(map(large, SPACE, at));
    *word_at(at + 0x1ffff8) = 9;
    EXPECT_EQ(*word_at(at + 0x1ffff8), 9);
    /* Neither a table nor a small page goes where it stands. */
    EXPECT_ERROR(
        seL4_ARM_PageTable_Map(object_new(seL4_ARM_PageTableObject, 0), SPACE, at, DEFAULT),
        seL4_DeleteFirst);
    EXPECT_ERROR(map(object_new(seL4_ARM_SmallPageObject, 0), SPACE, at + 0x1000),
                 seL4_FailedLookup, 0, seL4_MissingCapability, 21);
    EXPECT_OK(seL4_ARM_Page_Unmap(large));
    EXPECT_OK(seL4_ARM_PageTable_Map(object_new(seL4_ARM_PageTableObject, 0), SPACE, at, DEFAULT));
    /* And a large page does not go where a table stands. */
    EXPECT_ERROR(map(large, SPACE, at), seL4_FailedLookup, 0, seL4_MissingCapability, 12);
}

CASE(PAGE0015, "a frame takes the place of another one")
{
    seL4_Word at = FREE_ADDRESS;
    seL4_CPtr second = object_new(seL4_ARM_SmallPageObject, 0);

    tables_map(SPACE, at);
    seL4_CPtr frame = frame_map(at);
    *word_at(at) = 1;
    EXPECT_OK(map(second, SPACE, at));
    EXPECT_EQ(*word_at(at), 0);
    *word_at(at) = 2;
    /* The first one's capability still has the address, but unmapping it does not touch the second.
     */
    EXPECT_OK(seL4_ARM_Page_Unmap(frame));
    EXPECT_EQ(*word_at(at), 2);
    EXPECT_OK(map(frame, SPACE, at + 0x1000));
    EXPECT_EQ(*word_at(at + 0x1000), 1);
}

CASE(PAGE0004, "an address is aligned to the frame's size")
{
    seL4_CPtr small = object_new(seL4_ARM_SmallPageObject, 0);
    seL4_CPtr large = object_new(seL4_ARM_LargePageObject, 0);

    EXPECT_ERROR(map(small, SPACE, FREE_ADDRESS + 8), seL4_AlignmentError);
    EXPECT_ERROR(map(small, SPACE, FREE_ADDRESS + 0xfff), seL4_AlignmentError);
    EXPECT_ERROR(map(large, SPACE, FREE_ADDRESS + 0x1000), seL4_AlignmentError);
    EXPECT_ERROR(map(large, SPACE, FREE_ADDRESS + 0x100000), seL4_AlignmentError);
}

CASE(PAGE0005, "the kernel's addresses are not for mapping")
{
    seL4_CPtr small = object_new(seL4_ARM_SmallPageObject, 0);
    seL4_CPtr large = object_new(seL4_ARM_LargePageObject, 0);
    seL4_Word top = seL4_UserTop + 1;

    EXPECT_ERROR(map(small, SPACE, top), seL4_InvalidArgument, 0);
    EXPECT_ERROR(map(small, SPACE, 0xffffff8000000000), seL4_InvalidArgument, 0);
    EXPECT_ERROR(map(small, SPACE, ~0xffful), seL4_InvalidArgument, 0);
    EXPECT_ERROR(map(small, SPACE, top + 0x1000), seL4_InvalidArgument, 0);
    EXPECT_ERROR(map(large, SPACE, top), seL4_InvalidArgument, 0);
    /* The last page of user level. */
    EXPECT_ERROR(map(small, SPACE, top - 0x1000), seL4_FailedLookup, 0, seL4_MissingCapability, 39);
    EXPECT_ERROR(map(large, SPACE, top - 0x200000), seL4_FailedLookup, 0, seL4_MissingCapability,
                 39);
    /* Alignment comes first. */
    EXPECT_ERROR(map(small, SPACE, top + 1), seL4_AlignmentError);
}

CASE(PAGE0006, "what a frame refuses to be mapped into")
{
    seL4_CPtr frame = object_new(seL4_ARM_SmallPageObject, 0);
    seL4_CPtr none = object_new(seL4_ARM_VSpaceObject, 0);

    EXPECT_ERROR(map(frame, none, FREE_ADDRESS), seL4_InvalidCapability, 1);
    EXPECT_ERROR(map(frame, SELF, FREE_ADDRESS), seL4_InvalidCapability, 1);
    EXPECT_ERROR(map(frame, slot_new(), FREE_ADDRESS), seL4_InvalidCapability, 1);
    /* The VSpace is looked at before the address. */
    EXPECT_ERROR(map(frame, none, 1), seL4_InvalidCapability, 1);
}

CASE(PAGE0007, "a mapped frame stays where it is")
{
    seL4_Word at = FREE_ADDRESS;
    seL4_CPtr other = vspace_new();

    tables_map(SPACE, at);
    tables_map(other, at);
    seL4_CPtr frame = frame_map(at);

    EXPECT_ERROR(map(frame, SPACE, at + 0x1000), seL4_InvalidArgument, 0);
    EXPECT_ERROR(map(frame, other, at), seL4_InvalidCapability, 1);
    EXPECT_OK(map(frame, SPACE, at));
}

CASE(PAGE0008, "mapping again at the same place changes the rights and keeps the content")
{
    seL4_Word at = FREE_ADDRESS;

    tables_map(SPACE, at);
    seL4_CPtr frame = frame_map(at);
    *word_at(at) = 7;
    EXPECT_OK(seL4_ARM_Page_Map(frame, SPACE, at, seL4_CanRead, DEFAULT));
    EXPECT_EQ(*word_at(at), 7);
    EXPECT_OK(seL4_ARM_Page_Map(frame, SPACE, at, seL4_ReadWrite, DEFAULT | seL4_ARM_ExecuteNever));
    *word_at(at) = 8;
    EXPECT_EQ(*word_at(at), 8);
}

CASE(PAGE0009, "a copy is mapped on its own, and unmapping the original leaves it")
{
    seL4_Word at = FREE_ADDRESS;

    tables_map(SPACE, at);
    seL4_CPtr frame = frame_map(at);
    seL4_CPtr copy = cap_copy(frame, seL4_AllRights);

    EXPECT_OK(map(copy, SPACE, at + 0x3000));
    *word_at(at) = 0x55;
    EXPECT_EQ(*word_at(at + 0x3000), 0x55);
    EXPECT_OK(seL4_ARM_Page_Unmap(frame));
    EXPECT_EQ(*word_at(at + 0x3000), 0x55);
    cap_delete(frame);
    EXPECT_EQ(*word_at(at + 0x3000), 0x55);
}

CASE(PAGE0010, "the frame's physical address")
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 14);
    seL4_CPtr first = slots_new(4);
    const seL4_BootInfo *info = boot_info();
    seL4_Word base = info->untypedList[arena() - info->untyped.start].paddr;

    REQUIRE_OK(retype(untyped, seL4_ARM_SmallPageObject, 0, first, 4));
    for (unsigned i = 0; i < 4; i++) {
        seL4_ARM_Page_GetAddress_t got = seL4_ARM_Page_GetAddress(first + i);

        EXPECT_EQ(got.error, seL4_NoError);
        EXPECT_EQ(got.paddr, base + i * 4096);
    }
}

static seL4_Error flush(seL4_Word label, seL4_CPtr cap, seL4_Word start, seL4_Word end)
{
    seL4_SetMR(0, start);
    seL4_SetMR(1, end);
    return invoke_error(cap, label, 0, 2);
}

CASE(PAGE0011, "cache operations on a frame")
{
    static const seL4_Word label[] = {ARMPageClean_Data, ARMPageInvalidate_Data,
                                      ARMPageCleanInvalidate_Data, ARMPageUnify_Instruction};
    seL4_CPtr unmapped = object_new(seL4_ARM_SmallPageObject, 0);

    tables_map(SPACE, FREE_ADDRESS);
    seL4_CPtr frame = frame_map(FREE_ADDRESS);
    for (unsigned i = 0; i < 4; i++) {
        EXPECT_OK(flush(label[i], frame, 0, 4096));
        EXPECT_OK(flush(label[i], frame, 4095, 4096));
        EXPECT_ERROR(flush(label[i], frame, 0, 0), seL4_InvalidArgument, 1);
        EXPECT_ERROR(flush(label[i], frame, 5, 4), seL4_InvalidArgument, 1);
        EXPECT_ERROR(flush(label[i], frame, 0, 4097), seL4_InvalidArgument, 0);
        EXPECT_ERROR(flush(label[i], frame, 4096, 4097), seL4_InvalidArgument, 0);
        EXPECT_ERROR(flush(label[i], unmapped, 0, 64), seL4_IllegalOperation);
        EXPECT_ERROR(invoke_error(frame, label[i], 0, 1), seL4_TruncatedMessage);
        EXPECT_ERROR(invoke_error(frame, label[i], 0, 0), seL4_TruncatedMessage);
    }
}

CASE(PAGE0012, "short messages to a frame are truncated, other labels illegal")
{
    seL4_CPtr frame = object_new(seL4_ARM_SmallPageObject, 0);

    for (seL4_Word length = 0; length < 3; length++) {
        seL4_SetCap(0, SPACE);
        EXPECT_ERROR(invoke_error(frame, ARMPageMap, 1, length), seL4_TruncatedMessage);
    }
    EXPECT_ERROR(invoke_error(frame, ARMPageMap, 0, 3), seL4_TruncatedMessage);
    EXPECT_ERROR(invoke_error(frame, ARMPageTableMap, 1, 3), seL4_IllegalOperation);
    EXPECT_ERROR(invoke_error(frame, InvalidInvocation, 0, 0), seL4_IllegalOperation);
    EXPECT_ERROR(invoke_error(frame, CNodeCopy, 0, 5), seL4_IllegalOperation);
}

CASE(PAGE0013, "a frame whose VSpace is gone can be mapped again")
{
    seL4_CPtr vspace = vspace_new();
    seL4_CPtr frame = object_new(seL4_ARM_SmallPageObject, 0);

    tables_map(vspace, FREE_ADDRESS);
    tables_map(SPACE, FREE_ADDRESS);
    REQUIRE_OK(map(frame, vspace, FREE_ADDRESS));
    cap_delete(vspace);
    EXPECT_ERROR(flush(ARMPageClean_Data, frame, 0, 64), seL4_FailedLookup, 0, seL4_InvalidRoot);
    EXPECT_OK(seL4_ARM_Page_Unmap(frame));
    EXPECT_OK(map(frame, SPACE, FREE_ADDRESS));
}

/* A device untyped of at least this size; its physical address. */
static seL4_CPtr device_untyped(seL4_Word bits, seL4_Word *paddr)
{
    const seL4_BootInfo *info = boot_info();
    seL4_CPtr found = 0;

    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        const seL4_UntypedDesc *one = &info->untypedList[i];

        if (one->isDevice && one->sizeBits >= bits) {
            found = info->untyped.start + i;
            *paddr = one->paddr;
        }
    }
    REQUIRE(found != 0);
    return found;
}

CASE(PAGE0016, "a huge page of 1 GiB needs one table less than a large one")
{
    seL4_Word paddr = 0;
    seL4_CPtr device = device_untyped(seL4_HugePageBits, &paddr);
    seL4_CPtr vspace = vspace_new();
    seL4_CPtr huge = slot_new();
    seL4_CPtr table = object_new(seL4_ARM_PageTableObject, 0);
    seL4_Word at = FREE_ADDRESS;

    EXPECT_ERROR(retype(arena(), seL4_ARM_HugePageObject, 0, huge, 1), seL4_NotEnoughMemory);
    REQUIRE_OK(retype(device, seL4_ARM_HugePageObject, 0, huge, 1));
    EXPECT_EQ(seL4_ARM_Page_GetAddress(huge).paddr, paddr);
    EXPECT_ERROR(map(huge, vspace, at + 0x200000), seL4_AlignmentError);
    EXPECT_ERROR(map(huge, vspace, at), seL4_FailedLookup, 0, seL4_MissingCapability, 39);
    REQUIRE_OK(seL4_ARM_PageTable_Map(table, vspace, at, DEFAULT));
    EXPECT_OK(map(huge, vspace, at));
    EXPECT_ERROR(
        seL4_ARM_PageTable_Map(object_new(seL4_ARM_PageTableObject, 0), vspace, at, DEFAULT),
        seL4_DeleteFirst);
    EXPECT_ERROR(map(huge, vspace, at + (1ul << 30)), seL4_InvalidArgument, 0);
    EXPECT_OK(seL4_ARM_Page_Unmap(huge));
    EXPECT_OK(map(huge, vspace, at + (1ul << 30)));
}

CASE(PAGE0014, "device frames can be mapped, and device memory holds nothing else")
{
    seL4_Word paddr = 0;
    seL4_CPtr device = device_untyped(seL4_LargePageBits, &paddr);
    seL4_CPtr slot = slot_new();

    EXPECT_ERROR(retype(device, seL4_EndpointObject, 0, slot, 1), seL4_InvalidArgument, 1);
    EXPECT_ERROR(retype(device, seL4_CapTableObject, 4, slot, 1), seL4_InvalidArgument, 1);
    EXPECT_ERROR(retype(device, seL4_ARM_PageTableObject, 0, slot, 1), seL4_InvalidArgument, 1);
    EXPECT_ERROR(retype(device, seL4_ARM_VSpaceObject, 0, slot, 1), seL4_InvalidArgument, 1);
    EXPECT_OK(retype(device, seL4_ARM_LargePageObject, 0, slot, 1));
    EXPECT_EQ(seL4_ARM_Page_GetAddress(slot).paddr, paddr);
    cap_delete(slot);
    EXPECT_OK(retype(device, seL4_UntypedObject, 12, slot, 1));
    EXPECT_ERROR(seL4_ARM_ASIDControl_MakePool(seL4_CapASIDControl, slot, ROOT, slot_new(), DEPTH),
                 seL4_InvalidCapability, 1);
    EXPECT_OK(seL4_CNode_Revoke(ROOT, device, DEPTH));
}

CASE(PAGE0017, "cache operations on a frame whose VSpace or its identifiers are gone")
{
    static const seL4_Word label[] = {ARMPageClean_Data, ARMPageInvalidate_Data,
                                      ARMPageCleanInvalidate_Data, ARMPageUnify_Instruction};
    seL4_CPtr pool = slot_new();
    seL4_CPtr vspace = object_new(seL4_ARM_VSpaceObject, 0);
    seL4_CPtr frame = object_new(seL4_ARM_SmallPageObject, 0);

    REQUIRE_OK(seL4_ARM_ASIDControl_MakePool(
        seL4_CapASIDControl, object_new(seL4_UntypedObject, seL4_ASIDPoolBits), ROOT, pool, DEPTH));
    REQUIRE_OK(seL4_ARM_ASIDPool_Assign(pool, vspace));
    tables_map(vspace, FREE_ADDRESS);
    REQUIRE_OK(map(frame, vspace, FREE_ADDRESS));
    cap_delete(pool);
    for (unsigned i = 0; i < 4; i++) {
        EXPECT_ERROR(flush(label[i], frame, 0, 64), seL4_FailedLookup, 0, seL4_InvalidRoot);
        /* The lookup comes before the range. */
        EXPECT_ERROR(flush(label[i], frame, 64, 0), seL4_FailedLookup, 0, seL4_InvalidRoot);
    }
    EXPECT_ERROR(map(frame, vspace, FREE_ADDRESS), seL4_FailedLookup, 0, seL4_InvalidRoot);
    cap_delete(vspace);
    EXPECT_OK(seL4_ARM_Page_Unmap(frame));
    for (unsigned i = 0; i < 4; i++) {
        EXPECT_ERROR(flush(label[i], frame, 0, 64), seL4_IllegalOperation);
    }
}

CASE(PAGE0018, "of several errors of a mapping the first argument's counts, then the address")
{
    seL4_CPtr frame = object_new(seL4_ARM_LargePageObject, 0);
    seL4_CPtr none = object_new(seL4_ARM_VSpaceObject, 0);
    seL4_CPtr vspace = vspace_new();

    EXPECT_ERROR(map(frame, none, 5), seL4_InvalidCapability, 1);
    EXPECT_ERROR(map(frame, SELF, ~0ul), seL4_InvalidCapability, 1);
    /* Alignment comes before the kernel's addresses, these before a missing table. */
    EXPECT_ERROR(map(frame, vspace, seL4_UserTop + 2), seL4_AlignmentError);
    EXPECT_ERROR(map(frame, vspace, seL4_UserTop + 1), seL4_InvalidArgument, 0);
    EXPECT_ERROR(map(frame, vspace, 0), seL4_FailedLookup, 0, seL4_MissingCapability, 39);
}
