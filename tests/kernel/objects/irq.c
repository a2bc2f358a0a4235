// SPDX-License-Identifier: BSD-2-Clause
//
// Interrupt control and handlers, without interrupts (those are in the suite of threads).

#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>

static seL4_Error get(seL4_Word irq, seL4_CPtr slot)
{
    return seL4_IRQControl_Get(seL4_CapIRQControl, irq, ROOT, slot, DEPTH);
}

static seL4_Error get_trigger(seL4_Word irq, seL4_Word trigger, seL4_CPtr slot)
{
    return seL4_IRQControl_GetTrigger(seL4_CapIRQControl, irq, trigger, ROOT, slot, DEPTH);
}

CASE(IRQ0001, "a handler is made in the slot, one for each interrupt")
{
    seL4_CPtr first = slots_new(3);

    EXPECT_OK(get(SPARE_IRQ, first));
    EXPECT(!slot_empty(first));
    EXPECT_ERROR(get(SPARE_IRQ, first + 1), seL4_RevokeFirst);
    EXPECT_ERROR(get_trigger(SPARE_IRQ, 0, first + 1), seL4_RevokeFirst);
    EXPECT_OK(get_trigger(SPARE_IRQ + 1, 1, first + 1));
    EXPECT_OK(get_trigger(SPARE_IRQ + 2, 0, first + 2));
}

CASE(IRQ0002, "an interrupt is free again when its last handler is deleted")
{
    seL4_CPtr handler = slot_new();

    REQUIRE_OK(get(SPARE_IRQ, handler));
    seL4_CPtr copy = cap_copy(handler, seL4_AllRights);
    cap_delete(handler);
    EXPECT_ERROR(get(SPARE_IRQ, handler), seL4_RevokeFirst);
    cap_delete(copy);
    EXPECT_OK(get(SPARE_IRQ, handler));
}

CASE(IRQ0003, "interrupts end at 159 on this machine")
{
    seL4_CPtr slot = slot_new();

    EXPECT_ERROR(get(160, slot), seL4_RangeError, 0, 159);
    EXPECT_ERROR(get(~0ul, slot), seL4_RangeError, 0, 159);
    EXPECT_ERROR(get_trigger(160, 0, slot), seL4_RangeError, 0, 159);
    EXPECT_ERROR(get_trigger(1ul << 32, 0, slot), seL4_RangeError, 0, 159);
    EXPECT_OK(get(159, slot));
}

CASE(IRQ0004, "the destination of a handler")
{
    seL4_CPtr slot = slot_new();
    seL4_CPtr control = seL4_CapIRQControl;
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    EXPECT_ERROR(get(SPARE_IRQ, SELF), seL4_DeleteFirst);
    EXPECT_ERROR(get_trigger(SPARE_IRQ, 0, SELF), seL4_DeleteFirst);
    EXPECT_ERROR(seL4_IRQControl_Get(control, SPARE_IRQ, ROOT, slot, 0), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_IRQControl_Get(control, SPARE_IRQ, ROOT, slot, 65), seL4_RangeError, 1, 64);
    EXPECT_ERROR(seL4_IRQControl_GetTrigger(control, SPARE_IRQ, 0, ROOT, slot, 0), seL4_RangeError,
                 1, 64);
    EXPECT_ERROR(seL4_IRQControl_Get(control, SPARE_IRQ, endpoint, slot, DEPTH), seL4_FailedLookup,
                 0, seL4_InvalidRoot);
    EXPECT_ERROR(seL4_IRQControl_GetTrigger(control, SPARE_IRQ, 0, endpoint, slot, DEPTH),
                 seL4_FailedLookup, 0, seL4_InvalidRoot);
    EXPECT_ERROR(seL4_IRQControl_Get(control, SPARE_IRQ, ROOT, slot, 7), seL4_FailedLookup, 0,
                 seL4_GuardMismatch);
}

CASE(IRQ0005, "range comes before use, and use before the destination")
{
    seL4_CPtr handler = slot_new();

    EXPECT_ERROR(get(160, SELF), seL4_RangeError, 0, 159);
    REQUIRE_OK(get(SPARE_IRQ, handler));
    EXPECT_ERROR(get(SPARE_IRQ, SELF), seL4_RevokeFirst);
    EXPECT_ERROR(get_trigger(SPARE_IRQ, 0, SELF), seL4_RevokeFirst);
}

CASE(IRQ0006, "short messages are truncated")
{
    for (seL4_Word length = 0; length < 3; length++) {
        seL4_SetCap(0, ROOT);
        seL4_SetMR(0, SPARE_IRQ);
        EXPECT_ERROR(invoke_error(seL4_CapIRQControl, IRQIssueIRQHandler, 1, length),
                     seL4_TruncatedMessage);
    }
    EXPECT_ERROR(invoke_error(seL4_CapIRQControl, IRQIssueIRQHandler, 0, 3), seL4_TruncatedMessage);
    for (seL4_Word length = 0; length < 4; length++) {
        seL4_SetMR(0, SPARE_IRQ);
        EXPECT_ERROR(invoke_error(seL4_CapIRQControl, ARMIRQIssueIRQHandlerTrigger, 1, length),
                     seL4_TruncatedMessage);
    }
    EXPECT_ERROR(invoke_error(seL4_CapIRQControl, ARMIRQIssueIRQHandlerTrigger, 0, 4),
                 seL4_TruncatedMessage);
}

CASE(IRQ0007, "what is no invocation of interrupt control or a handler is illegal")
{
    seL4_CPtr handler = slot_new();

    REQUIRE_OK(get(SPARE_IRQ, handler));
    EXPECT_ERROR(invoke_error(seL4_CapIRQControl, IRQAckIRQ, 0, 0), seL4_IllegalOperation);
    EXPECT_ERROR(invoke_error(seL4_CapIRQControl, TCBSuspend, 0, 0), seL4_IllegalOperation);
    EXPECT_ERROR(invoke_error(handler, IRQIssueIRQHandler, 1, 3), seL4_IllegalOperation);
    EXPECT_ERROR(invoke_error(handler, InvalidInvocation, 0, 0), seL4_IllegalOperation);
    EXPECT_ERROR(invoke_error(handler, ARMPageMap, 0, 0), seL4_IllegalOperation);
}

CASE(IRQ0008, "a handler signals a notification that may be written")
{
    seL4_CPtr handler = slot_new();
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    REQUIRE_OK(get(SPARE_IRQ, handler));
    EXPECT_OK(seL4_IRQHandler_Ack(handler));
    EXPECT_OK(seL4_IRQHandler_SetNotification(handler, notification));
    EXPECT_OK(seL4_IRQHandler_SetNotification(handler, notification));
    EXPECT_ERROR(seL4_IRQHandler_SetNotification(handler, endpoint), seL4_InvalidCapability, 0);
    EXPECT_ERROR(seL4_IRQHandler_SetNotification(handler, cap_copy(notification, seL4_CanRead)),
                 seL4_InvalidCapability, 0);
    EXPECT_OK(seL4_IRQHandler_SetNotification(handler, cap_copy(notification, seL4_CanWrite)));
    EXPECT_ERROR(invoke_error(handler, IRQSetIRQHandler, 0, 0), seL4_TruncatedMessage);
    EXPECT_OK(seL4_IRQHandler_Clear(handler));
    EXPECT_OK(seL4_IRQHandler_Clear(handler));
    EXPECT_OK(seL4_IRQHandler_Ack(handler));
}

CASE(IRQ0009, "software generated interrupts: one node's kernel has capabilities to send them")
{
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    case_skip("the SMP kernel has no IssueSGISignal");
#else
    seL4_CPtr control = seL4_CapIRQControl;
    seL4_CPtr first = slots_new(2);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    EXPECT_OK(seL4_IRQControl_IssueSGISignal(control, 3, 0, ROOT, first, DEPTH));
    EXPECT_OK(seL4_IRQControl_IssueSGISignal(control, 3, 0, ROOT, first + 1, DEPTH));
    EXPECT_ERROR(seL4_IRQControl_IssueSGISignal(control, 3, 0, ROOT, first, DEPTH),
                 seL4_DeleteFirst);
    EXPECT_ERROR(seL4_IRQControl_IssueSGISignal(control, 16, 0, ROOT, first, DEPTH),
                 seL4_RangeError, 0, 15);
    EXPECT_ERROR(seL4_IRQControl_IssueSGISignal(control, 3, 8, ROOT, first, DEPTH),
                 seL4_InvalidArgument, 1);
    EXPECT_ERROR(seL4_IRQControl_IssueSGISignal(control, 3, 0, ROOT, first, 0), seL4_RangeError, 1,
                 64);
    EXPECT_ERROR(seL4_IRQControl_IssueSGISignal(control, 3, 0, endpoint, first, DEPTH),
                 seL4_FailedLookup, 0, seL4_InvalidRoot);
    for (seL4_Word length = 0; length < 4; length++) {
        EXPECT_ERROR(invoke_error(control, ARMIRQIssueSGISignal, 1, length), seL4_TruncatedMessage);
    }
    EXPECT_ERROR(invoke_error(control, ARMIRQIssueSGISignal, 0, 4), seL4_TruncatedMessage);
#endif
}
