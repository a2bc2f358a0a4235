// SPDX-License-Identifier: BSD-2-Clause
//
// Translation tables below the top level, and the cache operations of a VSpace.

#include <ktest/case.h>
#include <ktest/objects.h>

#define DEFAULT seL4_ARM_Default_VMAttributes

static seL4_CPtr table_new(void)
{
    return object_new(seL4_ARM_PageTableObject, 0);
}

CASE(TABLE0001, "three tables fill the levels below the top, a fourth finds no place")
{
    seL4_CPtr vspace = vspace_new();

    for (unsigned i = 0; i < 3; i++) {
        EXPECT_OK(seL4_ARM_PageTable_Map(table_new(), vspace, FREE_ADDRESS, DEFAULT));
    }
    EXPECT_ERROR(seL4_ARM_PageTable_Map(table_new(), vspace, FREE_ADDRESS, DEFAULT),
                 seL4_DeleteFirst);
    /* 2 MiB further one level is missing, 1 GiB further two. */
    EXPECT_OK(seL4_ARM_PageTable_Map(table_new(), vspace, FREE_ADDRESS + (1ul << 21), DEFAULT));
    EXPECT_ERROR(seL4_ARM_PageTable_Map(table_new(), vspace, FREE_ADDRESS + (1ul << 21), DEFAULT),
                 seL4_DeleteFirst);
    EXPECT_OK(seL4_ARM_PageTable_Map(table_new(), vspace, FREE_ADDRESS + (1ul << 30), DEFAULT));
    EXPECT_OK(seL4_ARM_PageTable_Map(table_new(), vspace, FREE_ADDRESS + (1ul << 30), DEFAULT));
    EXPECT_ERROR(seL4_ARM_PageTable_Map(table_new(), vspace, FREE_ADDRESS + (1ul << 30), DEFAULT),
                 seL4_DeleteFirst);
}

CASE(TABLE0002, "a table is mapped once")
{
    seL4_CPtr vspace = vspace_new();
    seL4_CPtr table = table_new();

    EXPECT_OK(seL4_ARM_PageTable_Map(table, vspace, 0, DEFAULT));
    EXPECT_ERROR(seL4_ARM_PageTable_Map(table, vspace, 0, DEFAULT), seL4_InvalidCapability, 0);
    EXPECT_ERROR(seL4_ARM_PageTable_Map(table, vspace, 1ul << 40, DEFAULT), seL4_InvalidCapability,
                 0);
    EXPECT_OK(seL4_ARM_PageTable_Unmap(table));
    EXPECT_OK(seL4_ARM_PageTable_Map(table, vspace, 1ul << 40, DEFAULT));
    /* A mapped table can be copied; the copy stands for the same mapping. */
    seL4_CPtr copy = cap_copy(table, seL4_AllRights);
    EXPECT_ERROR(seL4_ARM_PageTable_Unmap(table), seL4_RevokeFirst);
    EXPECT_ERROR(seL4_ARM_PageTable_Unmap(copy), seL4_RevokeFirst);
    cap_delete(copy);
    EXPECT_OK(seL4_ARM_PageTable_Unmap(table));
    EXPECT_OK(seL4_ARM_PageTable_Unmap(table));
}

CASE(TABLE0003, "what a table refuses to be mapped into")
{
    seL4_CPtr vspace = vspace_new();
    seL4_CPtr none = object_new(seL4_ARM_VSpaceObject, 0);
    seL4_CPtr table = table_new();

    EXPECT_ERROR(seL4_ARM_PageTable_Map(table, none, 0, DEFAULT), seL4_InvalidCapability, 1);
    EXPECT_ERROR(seL4_ARM_PageTable_Map(table, SELF, 0, DEFAULT), seL4_InvalidCapability, 1);
    EXPECT_ERROR(seL4_ARM_PageTable_Map(table, slot_new(), 0, DEFAULT), seL4_InvalidCapability, 1);
    EXPECT_ERROR(seL4_ARM_PageTable_Map(table, vspace, seL4_UserTop + 1, DEFAULT),
                 seL4_InvalidArgument, 0);
    EXPECT_ERROR(seL4_ARM_PageTable_Map(table, vspace, ~0ul, DEFAULT), seL4_InvalidArgument, 0);
    EXPECT_OK(seL4_ARM_PageTable_Map(table, vspace, seL4_UserTop, DEFAULT));
}

CASE(TABLE0004, "short messages to a table are truncated, other labels illegal")
{
    seL4_CPtr table = table_new();

    seL4_SetCap(0, SPACE);
    EXPECT_ERROR(invoke_error(table, ARMPageTableMap, 1, 0), seL4_TruncatedMessage);
    EXPECT_ERROR(invoke_error(table, ARMPageTableMap, 1, 1), seL4_TruncatedMessage);
    EXPECT_ERROR(invoke_error(table, ARMPageTableMap, 0, 2), seL4_TruncatedMessage);
    EXPECT_ERROR(invoke_error(table, ARMPageMap, 1, 3), seL4_IllegalOperation);
    EXPECT_ERROR(invoke_error(table, InvalidInvocation, 0, 0), seL4_IllegalOperation);
    EXPECT_OK(seL4_ARM_PageTable_Unmap(table));
}

CASE(TABLE0005, "a table that is unmapped forgets its pages")
{
    seL4_CPtr tables[2] = {table_new(), table_new()};
    seL4_CPtr frame = object_new(seL4_ARM_SmallPageObject, 0);
    seL4_Word address = FREE_ADDRESS;

    REQUIRE_OK(seL4_ARM_PageTable_Map(tables[0], SPACE, address, DEFAULT));
    REQUIRE_OK(seL4_ARM_PageTable_Map(tables[1], SPACE, address, DEFAULT));
    REQUIRE_OK(seL4_ARM_Page_Map(frame, SPACE, address, seL4_ReadWrite, DEFAULT));
    *(volatile seL4_Word *)address = 5;
    EXPECT_OK(seL4_ARM_PageTable_Unmap(tables[1]));
    EXPECT_ERROR(seL4_ARM_Page_Map(frame, SPACE, address, seL4_ReadWrite, DEFAULT),
                 seL4_FailedLookup, 0, seL4_MissingCapability, 21);
    EXPECT_OK(seL4_ARM_PageTable_Map(tables[1], SPACE, address, DEFAULT));
    EXPECT_OK(seL4_ARM_Page_Map(frame, SPACE, address, seL4_ReadWrite, DEFAULT));
    EXPECT_EQ(*(volatile seL4_Word *)address, 5);
}

CASE(TABLE0006, "a table in the middle may go before those below it")
{
    seL4_CPtr vspace = vspace_new();
    seL4_CPtr table[3] = {table_new(), table_new(), table_new()};

    for (unsigned i = 0; i < 3; i++) {
        REQUIRE_OK(seL4_ARM_PageTable_Map(table[i], vspace, 0, DEFAULT));
    }
    EXPECT_OK(seL4_ARM_PageTable_Unmap(table[1]));
    EXPECT_OK(seL4_ARM_PageTable_Unmap(table[2]));
    EXPECT_OK(seL4_ARM_PageTable_Map(table[2], vspace, 0, DEFAULT));
    EXPECT_OK(seL4_ARM_PageTable_Map(table[1], vspace, 0, DEFAULT));
    cap_delete(vspace);
    EXPECT_OK(seL4_ARM_PageTable_Unmap(table[0]));
}

static seL4_Error flush(seL4_Word label, seL4_CPtr cap, seL4_Word start, seL4_Word end)
{
    seL4_SetMR(0, start);
    seL4_SetMR(1, end);
    return invoke_error(cap, label, 0, 2);
}

CASE(VSPACE0001, "cache operations by address, inside one page")
{
    static const seL4_Word label[] = {ARMVSpaceClean_Data, ARMVSpaceInvalidate_Data,
                                      ARMVSpaceCleanInvalidate_Data, ARMVSpaceUnify_Instruction};
    seL4_Word at = FREE_ADDRESS;

    tables_map(SPACE, at);
    (void)frame_map(at);
    for (unsigned i = 0; i < 4; i++) {
        EXPECT_OK(flush(label[i], SPACE, at, at + 4096));
        EXPECT_OK(flush(label[i], SPACE, at + 5, at + 6));
        EXPECT_ERROR(flush(label[i], SPACE, at, at), seL4_InvalidArgument, 1);
        EXPECT_ERROR(flush(label[i], SPACE, at + 1, at), seL4_InvalidArgument, 1);
        EXPECT_ERROR(flush(label[i], SPACE, at, at + 4097), seL4_RangeError, at, at + 4095);
        EXPECT_ERROR(flush(label[i], SPACE, at + 64, at + 8192), seL4_RangeError, at + 64,
                     at + 4095);
        EXPECT_ERROR(flush(label[i], SPACE, seL4_UserTop - 9, seL4_UserTop + 1),
                     seL4_IllegalOperation);
        /* Nothing is mapped there: nothing to do. */
        EXPECT_OK(flush(label[i], SPACE, at + 0x100000, at + 0x100040));
    }
}

CASE(VSPACE0002, "a VSpace without an identifier has no invocations; other labels are illegal")
{
    seL4_CPtr none = object_new(seL4_ARM_VSpaceObject, 0);
    seL4_CPtr pool = slot_new();
    seL4_CPtr vspace = object_new(seL4_ARM_VSpaceObject, 0);

    EXPECT_ERROR(flush(ARMVSpaceClean_Data, none, 0, 64), seL4_InvalidCapability, 0);
    EXPECT_ERROR(invoke_error(SPACE, ARMPageMap, 0, 3), seL4_IllegalOperation);
    EXPECT_ERROR(invoke_error(SPACE, InvalidInvocation, 0, 3), seL4_IllegalOperation);
    EXPECT_ERROR(invoke_error(SPACE, ARMVSpaceClean_Data, 0, 0), seL4_TruncatedMessage);
    EXPECT_ERROR(invoke_error(SPACE, ARMVSpaceUnify_Instruction, 0, 1), seL4_TruncatedMessage);
    REQUIRE_OK(seL4_ARM_ASIDControl_MakePool(
        seL4_CapASIDControl, object_new(seL4_UntypedObject, seL4_ASIDPoolBits), ROOT, pool, DEPTH));
    REQUIRE_OK(seL4_ARM_ASIDPool_Assign(pool, vspace));
    cap_delete(pool);
    EXPECT_ERROR(flush(ARMVSpaceClean_Data, vspace, 0, 64), seL4_FailedLookup, 0, seL4_InvalidRoot);
}

CASE(VSPACE0003, "each cache operation of a VSpace whose identifiers are gone, or with few words")
{
    static const seL4_Word label[] = {ARMVSpaceClean_Data, ARMVSpaceInvalidate_Data,
                                      ARMVSpaceCleanInvalidate_Data, ARMVSpaceUnify_Instruction};
    seL4_CPtr pool = slot_new();
    seL4_CPtr vspace = object_new(seL4_ARM_VSpaceObject, 0);

    REQUIRE_OK(seL4_ARM_ASIDControl_MakePool(
        seL4_CapASIDControl, object_new(seL4_UntypedObject, seL4_ASIDPoolBits), ROOT, pool, DEPTH));
    for (unsigned i = 0; i < 4; i++) {
        EXPECT_ERROR(flush(label[i], vspace, 0, 64), seL4_InvalidCapability, 0);
    }
    REQUIRE_OK(seL4_ARM_ASIDPool_Assign(pool, vspace));
    for (unsigned i = 0; i < 4; i++) {
        EXPECT_OK(flush(label[i], vspace, 0, 64));
        EXPECT_ERROR(invoke_error(vspace, label[i], 0, 0), seL4_TruncatedMessage);
        EXPECT_ERROR(invoke_error(vspace, label[i], 0, 1), seL4_TruncatedMessage);
        /* The range comes before the kernel's addresses, and these before a page's end. */
        EXPECT_ERROR(flush(label[i], vspace, ~0ul, 0), seL4_InvalidArgument, 1);
        EXPECT_ERROR(flush(label[i], vspace, 0, ~0ul), seL4_IllegalOperation);
    }
    cap_delete(pool);
    for (unsigned i = 0; i < 4; i++) {
        EXPECT_ERROR(flush(label[i], vspace, 0, 64), seL4_FailedLookup, 0, seL4_InvalidRoot);
    }
}
