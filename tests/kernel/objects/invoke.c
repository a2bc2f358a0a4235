// SPDX-License-Identifier: BSD-2-Clause
//
// Every label on every kind of capability that does not have it.

#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>

/* Arguments for whatever might look at them: more than any invocation has. */
#define LENGTH 12
#define CAPS   3

#define LABELS (nArchInvocationLabels + 4) /* and some that do not exist */

/* Invokes with nothing, then with many arguments. */
static void expect_refusal(seL4_CPtr cap, seL4_Word label, seL4_Error error)
{
    seL4_SetCap(0, ROOT);
    seL4_SetCap(1, SPACE);
    seL4_SetCap(2, SELF);
    EXPECT_EQ(invoke_error(cap, label, 0, 0), error);
    for (int i = 0; i < LENGTH; i++) {
        seL4_SetMR(i, 1);
    }
    EXPECT_EQ(invoke_error(cap, label, CAPS, LENGTH), error);
}

/* A capability, and the two ranges of labels, from first to last, that it has. */
struct own {
    seL4_CPtr cap;
    seL4_Word first[2];
    seL4_Word last[2];
};

/* All labels but its own are refused. */
static void expect_others(const struct own *own, seL4_Error error)
{
    for (seL4_Word label = 0; label < LABELS; label++) {
        if ((label < own->first[0] || label > own->last[0]) &&
            (label < own->first[1] || label > own->last[1])) {
            expect_refusal(own->cap, label, error);
        }
    }
}

#ifdef CONFIG_ENABLE_SMP_SUPPORT
#define LAST_CONTROL ARMIRQIssueIRQHandlerTriggerCore
#else
#define LAST_CONTROL ARMIRQIssueSGISignal
#endif

CASE(INVOKE0001, "no label is an invocation of an empty slot")
{
    seL4_CPtr empty = slot_new();

    for (seL4_Word label = 0; label < LABELS; label++) {
        expect_refusal(empty, label, seL4_InvalidCapability);
        EXPECT_EQ(seL4_GetMR(0), 0);
    }
}

CASE(INVOKE0002, "labels of other objects are illegal, whatever comes with them")
{
    seL4_CPtr handler = slot_new();
    seL4_CPtr pool = slot_new();

    REQUIRE_OK(irq_handler_spare(handler));
    REQUIRE_OK(seL4_ARM_ASIDControl_MakePool(
        seL4_CapASIDControl, object_new(seL4_UntypedObject, seL4_ASIDPoolBits), ROOT, pool, DEPTH));

    const struct own own[] = {
        {object_new(seL4_UntypedObject, 6), {UntypedRetype}, {UntypedRetype}},
        {object_new(seL4_TCBObject, 0), {TCBReadRegisters}, {TCBSetFlags}},
        {object_new(seL4_CapTableObject, 3), {CNodeRevoke}, {CNodeSaveCaller}},
        {seL4_CapIRQControl,
         {IRQIssueIRQHandler, ARMIRQIssueIRQHandlerTrigger},
         {IRQIssueIRQHandler, LAST_CONTROL}},
        {handler, {IRQAckIRQ}, {IRQClearIRQHandler}},
        {seL4_CapDomain, {DomainSetSet}, {DomainScheduleSetStart}},
        {vspace_new(), {ARMVSpaceClean_Data}, {ARMVSpaceUnify_Instruction}},
        {object_new(seL4_ARM_PageTableObject, 0), {ARMPageTableMap}, {ARMPageTableUnmap}},
        {object_new(seL4_ARM_SmallPageObject, 0), {ARMPageMap}, {ARMPageGetAddress}},
        {object_new(seL4_ARM_LargePageObject, 0), {ARMPageMap}, {ARMPageGetAddress}},
        {seL4_CapASIDControl, {ARMASIDControlMakePool}, {ARMASIDControlMakePool}},
        {pool, {ARMASIDPoolAssign}, {ARMASIDPoolAssign}},
    };

    for (unsigned i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        struct own one = own[i];

        if (one.first[1] == 0) {
            one.first[1] = one.first[0];
            one.last[1] = one.last[0];
        }
        expect_others(&one, seL4_IllegalOperation);
    }
}

CASE(INVOKE0003, "a deleted object's label is none of what takes its place")
{
    seL4_CPtr slot = slot_new();

    for (unsigned i = 0; i < 2; i++) {
        REQUIRE_OK(retype(arena(), i == 0 ? seL4_TCBObject : seL4_ARM_PageTableObject, 0, slot, 1));
        expect_refusal(slot, i == 0 ? ARMPageTableUnmap : TCBSuspend, seL4_IllegalOperation);
        cap_delete(slot);
        expect_refusal(slot, i == 0 ? TCBSuspend : ARMPageTableUnmap, seL4_InvalidCapability);
    }
}
