// SPDX-License-Identifier: BSD-2-Clause
//
// Address space identifiers: pools and their use.

#include <ktest/case.h>
#include <ktest/objects.h>

#define POOL_ENTRIES (1u << seL4_ASIDPoolIndexBits)
#define POOLS        (1u << seL4_NumASIDPoolsBits)

static seL4_Error make_pool(seL4_Untyped untyped, seL4_CPtr slot)
{
    return seL4_ARM_ASIDControl_MakePool(seL4_CapASIDControl, untyped, ROOT, slot, DEPTH);
}

static seL4_CPtr pool_new(void)
{
    seL4_CPtr slot = slot_new();

    REQUIRE_OK(make_pool(object_new(seL4_UntypedObject, seL4_ASIDPoolBits), slot));
    return slot;
}

CASE(ASID0001, "a pool of 4 KiB gives 512 identifiers")
{
    seL4_CPtr pool = pool_new();
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 22);
    seL4_CPtr first = slots_new(POOL_ENTRIES + 1);

    for (unsigned i = 0; i < POOL_ENTRIES; i += 256) {
        REQUIRE_OK(retype(untyped, seL4_ARM_VSpaceObject, 0, first + i, 256));
    }
    REQUIRE_OK(retype(untyped, seL4_ARM_VSpaceObject, 0, first + POOL_ENTRIES, 1));
    for (unsigned i = 0; i < POOL_ENTRIES; i++) {
        REQUIRE_OK(seL4_ARM_ASIDPool_Assign(pool, first + i));
    }
    EXPECT_ERROR(seL4_ARM_ASIDPool_Assign(pool, first + POOL_ENTRIES), seL4_DeleteFirst);
    cap_delete(first + 7);
    EXPECT_OK(seL4_ARM_ASIDPool_Assign(pool, first + POOL_ENTRIES));
}

CASE(ASID0002, "there are 128 pools, one of them the root task's")
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, 20);
    seL4_CPtr memory = slots_new(POOLS);
    seL4_CPtr pool = slots_new(POOLS);

    REQUIRE_OK(retype(untyped, seL4_UntypedObject, seL4_ASIDPoolBits, memory, POOLS));
    for (unsigned i = 0; i < POOLS - 1; i++) {
        REQUIRE_OK(make_pool(memory + i, pool + i));
    }
    EXPECT_ERROR(make_pool(memory + POOLS - 1, pool + POOLS - 1), seL4_DeleteFirst);
    cap_delete(pool + 3);
    EXPECT_OK(make_pool(memory + POOLS - 1, pool + POOLS - 1));
}

CASE(ASID0003, "a pool needs a whole 4 KiB untyped of ordinary memory")
{
    seL4_CPtr slot = slot_new();
    seL4_Untyped used = object_new(seL4_UntypedObject, seL4_ASIDPoolBits);

    EXPECT_ERROR(make_pool(object_new(seL4_UntypedObject, 11), slot), seL4_InvalidCapability, 1);
    EXPECT_ERROR(make_pool(object_new(seL4_UntypedObject, 13), slot), seL4_InvalidCapability, 1);
    EXPECT_ERROR(make_pool(SELF, slot), seL4_InvalidCapability, 1);
    REQUIRE_OK(retype(used, seL4_EndpointObject, 0, slot_new(), 1));
    EXPECT_ERROR(make_pool(used, slot), seL4_RevokeFirst);
    EXPECT(slot_empty(slot));
}

CASE(ASID0004, "the destination of a pool")
{
    seL4_Untyped untyped = object_new(seL4_UntypedObject, seL4_ASIDPoolBits);
    seL4_CPtr control = seL4_CapASIDControl;
    seL4_CPtr slot = slot_new();

    EXPECT_ERROR(make_pool(untyped, SELF), seL4_DeleteFirst);
    EXPECT_ERROR(seL4_ARM_ASIDControl_MakePool(control, untyped, ROOT, slot, 0), seL4_RangeError, 1,
                 64);
    EXPECT_ERROR(seL4_ARM_ASIDControl_MakePool(control, untyped, ROOT, slot, 65), seL4_RangeError,
                 1, 64);
    EXPECT_ERROR(seL4_ARM_ASIDControl_MakePool(control, untyped, SELF, slot, DEPTH),
                 seL4_FailedLookup, 0, seL4_InvalidRoot);
    EXPECT_ERROR(seL4_ARM_ASIDControl_MakePool(control, untyped, ROOT, slot, 9), seL4_FailedLookup,
                 0, seL4_GuardMismatch);
    EXPECT_OK(make_pool(untyped, slot));
}

CASE(ASID0005, "short messages to control and pool are truncated, other labels illegal")
{
    seL4_CPtr pool = seL4_CapInitThreadASIDPool;

    seL4_SetCap(0, object_new(seL4_UntypedObject, seL4_ASIDPoolBits));
    seL4_SetCap(1, ROOT);
    EXPECT_ERROR(invoke_error(seL4_CapASIDControl, ARMASIDControlMakePool, 2, 0),
                 seL4_TruncatedMessage);
    EXPECT_ERROR(invoke_error(seL4_CapASIDControl, ARMASIDControlMakePool, 2, 1),
                 seL4_TruncatedMessage);
    EXPECT_ERROR(invoke_error(seL4_CapASIDControl, ARMASIDControlMakePool, 1, 2),
                 seL4_TruncatedMessage);
    EXPECT_ERROR(invoke_error(seL4_CapASIDControl, ARMASIDControlMakePool, 0, 2),
                 seL4_TruncatedMessage);
    EXPECT_ERROR(invoke_error(seL4_CapASIDControl, ARMASIDPoolAssign, 2, 2), seL4_IllegalOperation);
    EXPECT_ERROR(invoke_error(pool, ARMASIDPoolAssign, 0, 0), seL4_TruncatedMessage);
    EXPECT_ERROR(invoke_error(pool, ARMASIDControlMakePool, 0, 0), seL4_IllegalOperation);
}

CASE(ASID0006, "a VSpace gets one identifier")
{
    seL4_CPtr pool = seL4_CapInitThreadASIDPool;
    seL4_CPtr vspace = object_new(seL4_ARM_VSpaceObject, 0);

    EXPECT_OK(seL4_ARM_ASIDPool_Assign(pool, vspace));
    EXPECT_ERROR(seL4_ARM_ASIDPool_Assign(pool, vspace), seL4_InvalidCapability, 1);
    EXPECT_ERROR(seL4_ARM_ASIDPool_Assign(pool, SPACE), seL4_InvalidCapability, 1);
    EXPECT_ERROR(seL4_ARM_ASIDPool_Assign(pool, SELF), seL4_InvalidCapability, 1);
    EXPECT_ERROR(seL4_ARM_ASIDPool_Assign(pool, object_new(seL4_ARM_PageTableObject, 0)),
                 seL4_InvalidCapability, 1);
    EXPECT_ERROR(seL4_ARM_ASIDPool_Assign(pool, slot_new()), seL4_InvalidCapability, 1);
}

CASE(ASID0007, "a pool that is deleted takes its VSpaces' identifiers with it")
{
    seL4_CPtr pool = pool_new();
    seL4_CPtr vspace = object_new(seL4_ARM_VSpaceObject, 0);
    seL4_CPtr table = object_new(seL4_ARM_PageTableObject, 0);

    REQUIRE_OK(seL4_ARM_ASIDPool_Assign(pool, vspace));
    EXPECT_OK(seL4_CNode_Copy(ROOT, slot_new(), DEPTH, ROOT, vspace, DEPTH, seL4_AllRights));
    cap_delete(pool);
    EXPECT_ERROR(seL4_ARM_PageTable_Map(table, vspace, 0x1000, seL4_ARM_Default_VMAttributes),
                 seL4_FailedLookup, 0, seL4_InvalidRoot);
    EXPECT_ERROR(seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, vspace),
                 seL4_InvalidCapability, 1);
}
