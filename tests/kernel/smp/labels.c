// SPDX-License-Identifier: BSD-2-Clause
//
// The labels that only the SMP build has, on what does not have them, and their errors.

#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>

#ifdef CONFIG_ENABLE_SMP_SUPPORT

static seL4_Error get_core(seL4_Word irq, seL4_CPtr root, seL4_CPtr slot, seL4_Uint8 depth)
{
    return seL4_IRQControl_GetTriggerCore(seL4_CapIRQControl, irq, 0, root, slot, depth, 0);
}

CASE(SMP0220, "SetAffinity and GetTriggerCore of what does not have them")
{
    static const seL4_Word label[] = {TCBSetAffinity, ARMIRQIssueIRQHandlerTriggerCore};
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);

    for (unsigned i = 0; i < 2; i++) {
        EXPECT_ERROR(invoke_error(slot_new(), label[i], 0, 5), seL4_InvalidCapability, 0);
        EXPECT_ERROR(invoke_error(ROOT, label[i], 0, 5), seL4_IllegalOperation);
        EXPECT_ERROR(invoke_error(SPACE, label[i], 0, 5), seL4_IllegalOperation);
        EXPECT_ERROR(invoke_error(arena(), label[i], 0, 5), seL4_IllegalOperation);
    }
    EXPECT_ERROR(invoke_error(tcb, ARMIRQIssueIRQHandlerTriggerCore, 0, 5), seL4_IllegalOperation);
    EXPECT_ERROR(invoke_error(seL4_CapIRQControl, TCBSetAffinity, 0, 5), seL4_IllegalOperation);
}

CASE(SMP0221, "the slot of GetTriggerCore, and a handler that exists")
{
    seL4_CPtr slot = slot_new();

    EXPECT_ERROR(get_core(SPARE_IRQ, ROOT, slot, 0), seL4_RangeError, 1, 64);
    EXPECT_ERROR(get_core(SPARE_IRQ, ROOT, slot, 65), seL4_RangeError, 1, 64);
    EXPECT_ERROR(get_core(SPARE_IRQ, SELF, slot, DEPTH), seL4_FailedLookup, 0, seL4_InvalidRoot);
    EXPECT_ERROR(get_core(SPARE_IRQ, ROOT, 1ul << 40, DEPTH), seL4_FailedLookup, 0,
                 seL4_GuardMismatch);
    EXPECT_OK(get_core(SPARE_IRQ, ROOT, slot, DEPTH));
    EXPECT_ERROR(get_core(SPARE_IRQ, ROOT, slot_new(), DEPTH), seL4_RevokeFirst);
    EXPECT_ERROR(get_core(SPARE_IRQ, ROOT, SELF, DEPTH), seL4_RevokeFirst);
    /* A short message is no case: genuine seL4 does not look at the length. */
}

#endif
