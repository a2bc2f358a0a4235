// SPDX-License-Identifier: BSD-2-Clause
//
// Configuring, starting and stopping threads; priorities; binding of notifications.

#include <stdint.h>
#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/thread.h>

static uint8_t page[4096] __attribute__((aligned(4096)));

static seL4_Error configure(seL4_CPtr tcb, seL4_CPtr cspace, seL4_CPtr vspace, seL4_Word buffer,
                            seL4_CPtr frame)
{
    return seL4_TCB_Configure(tcb, 0, cspace, 0, vspace, 0, buffer, frame);
}

CASE(TCB0100, "configure takes a CNode, a VSpace and a frame, or no buffer")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr frame = image_frame(page);

    EXPECT_OK(configure(tcb, ROOT, SPACE, (seL4_Word)page, frame));
    EXPECT_OK(configure(tcb, ROOT, SPACE, (seL4_Word)page + 1024, frame));
    EXPECT_OK(configure(tcb, ROOT, SPACE, 0, 0));
    EXPECT_OK(configure(tcb, ROOT, SPACE, 0, SELF));
}

CASE(TCB0101, "what configure refuses, in this order: buffer, CSpace, VSpace")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr frame = image_frame(page);
    seL4_CPtr none = object_new(seL4_ARM_VSpaceObject, 0);
    seL4_Word at = (seL4_Word)page;

    EXPECT_ERROR(configure(tcb, ROOT, SPACE, at + 8, frame), seL4_AlignmentError);
    EXPECT_ERROR(configure(tcb, ROOT, SPACE, at + 512, frame), seL4_AlignmentError);
    EXPECT_ERROR(configure(tcb, ROOT, SPACE, at, SELF), seL4_IllegalOperation);
    EXPECT_ERROR(configure(tcb, ROOT, SPACE, at, slot_new()), seL4_IllegalOperation);
    EXPECT_ERROR(configure(tcb, SELF, SPACE, at, frame), seL4_IllegalOperation);
    EXPECT_ERROR(configure(tcb, slot_new(), SPACE, at, frame), seL4_IllegalOperation);
    EXPECT_ERROR(configure(tcb, ROOT, SELF, at, frame), seL4_IllegalOperation);
    EXPECT_ERROR(configure(tcb, ROOT, none, at, frame), seL4_IllegalOperation);
    EXPECT_ERROR(configure(tcb, SELF, SELF, at + 8, frame), seL4_AlignmentError);
    EXPECT_ERROR(seL4_TCB_Configure(tcb, 0, ROOT, seL4_CNode_CapData_new(0, 63).words[0], SPACE, 0,
                                    at, frame),
                 seL4_IllegalOperation);
    EXPECT_OK(seL4_TCB_Configure(
        tcb, 0, ROOT, seL4_CNode_CapData_new(0, 64 - CONFIG_ROOT_CNODE_SIZE_BITS).words[0], SPACE,
        0, at, frame));
}

CASE(TCB0102, "SetSpace takes a CNode and a VSpace")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr none = object_new(seL4_ARM_VSpaceObject, 0);

    EXPECT_OK(seL4_TCB_SetSpace(tcb, 0, ROOT, 0, SPACE, 0));
    EXPECT_OK(seL4_TCB_SetSpace(tcb, 12345678, ROOT, 0, SPACE, 0));
    EXPECT_OK(seL4_TCB_SetSpace(tcb, 0, object_new(seL4_CapTableObject, 4), 0, vspace_new(), 0));
    EXPECT_ERROR(seL4_TCB_SetSpace(tcb, 0, SELF, 0, SPACE, 0), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_TCB_SetSpace(tcb, 0, ROOT, 0, none, 0), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_TCB_SetSpace(tcb, 0, ROOT, 0, ROOT, 0), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_TCB_SetSpace(tcb, 0, slot_new(), 0, SPACE, 0), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_TCB_SetSpace(tcb, 0, ROOT, seL4_CNode_CapData_new(0, 62).words[0], SPACE, 0),
                 seL4_IllegalOperation);
}

CASE(TCB0103, "SetIPCBuffer takes an aligned address and a frame of ordinary memory")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr frame = image_frame(page);
    seL4_Word at = (seL4_Word)page;

    EXPECT_OK(seL4_TCB_SetIPCBuffer(tcb, at, frame));
    EXPECT_OK(seL4_TCB_SetIPCBuffer(tcb, 0, frame));
    EXPECT_OK(seL4_TCB_SetIPCBuffer(tcb, 0, 0));
    EXPECT_ERROR(seL4_TCB_SetIPCBuffer(tcb, at + 256, frame), seL4_AlignmentError);
    EXPECT_ERROR(seL4_TCB_SetIPCBuffer(tcb, at, ROOT), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_TCB_SetIPCBuffer(tcb, at + 1, ROOT), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_TCB_SetIPCBuffer(tcb, at, slot_new()), seL4_IllegalOperation);
    EXPECT_OK(seL4_TCB_SetIPCBuffer(tcb, at, object_new(seL4_ARM_LargePageObject, 0)));
}

CASE(TCB0104, "short messages are truncated")
{
    static const struct {
        seL4_Word label;
        seL4_Word length;
        seL4_Word caps;
    } kind[] = {{TCBConfigure, 4, 3},        {TCBSetSpace, 3, 2},      {TCBSetIPCBuffer, 1, 1},
                {TCBSetPriority, 1, 1},      {TCBSetMCPriority, 1, 1}, {TCBSetSchedParams, 2, 1},
                {TCBBindNotification, 0, 1}, {TCBSetFlags, 2, 0}};
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);

    for (unsigned i = 0; i < sizeof(kind) / sizeof(kind[0]); i++) {
        for (seL4_Word length = 0; length < kind[i].length; length++) {
            EXPECT_EQ(invoke_error(tcb, kind[i].label, kind[i].caps, length),
                      seL4_TruncatedMessage);
        }
        for (seL4_Word caps = 0; caps < kind[i].caps; caps++) {
            EXPECT_EQ(invoke_error(tcb, kind[i].label, caps, kind[i].length),
                      seL4_TruncatedMessage);
        }
    }
}

CASE(TCB0105, "what is no invocation of a thread is illegal")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    static const seL4_Word label[] = {InvalidInvocation, UntypedRetype, CNodeRevoke,
                                      IRQAckIRQ,         ARMPageMap,    nArchInvocationLabels};

    for (unsigned i = 0; i < sizeof(label) / sizeof(label[0]); i++) {
        EXPECT_ERROR(invoke_error(tcb, label[i], 0, 8), seL4_IllegalOperation);
    }
}

CASE(TCB0106, "a priority is at most the authority's maximum controlled priority")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr authority = object_new(seL4_TCBObject, 0);

    EXPECT_OK(seL4_TCB_SetMCPriority(authority, SELF, 50));
    EXPECT_OK(seL4_TCB_SetPriority(tcb, authority, 50));
    EXPECT_OK(seL4_TCB_SetPriority(tcb, authority, 0));
    EXPECT_ERROR(seL4_TCB_SetPriority(tcb, authority, 51), seL4_RangeError, 0, 50);
    EXPECT_ERROR(seL4_TCB_SetMCPriority(tcb, authority, 51), seL4_RangeError, 0, 50);
    EXPECT_ERROR(seL4_TCB_SetMCPriority(tcb, authority, ~0ul), seL4_RangeError, 0, 50);
    EXPECT_ERROR(seL4_TCB_SetSchedParams(tcb, authority, 51, 20), seL4_RangeError, 0, 50);
    EXPECT_ERROR(seL4_TCB_SetSchedParams(tcb, authority, 20, 51), seL4_RangeError, 0, 50);
    EXPECT_OK(seL4_TCB_SetSchedParams(tcb, authority, 50, 50));
    EXPECT_ERROR(seL4_TCB_SetPriority(tcb, SELF, 256), seL4_RangeError, 0, 255);
    EXPECT_ERROR(seL4_TCB_SetPriority(tcb, SELF, ~0ul), seL4_RangeError, 0, 255);
    EXPECT_OK(seL4_TCB_SetPriority(tcb, SELF, 255));
}

CASE(TCB0107, "the authority of a priority is a thread")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);

    EXPECT_ERROR(seL4_TCB_SetPriority(tcb, ROOT, 1), seL4_InvalidCapability, 1);
    EXPECT_ERROR(seL4_TCB_SetMCPriority(tcb, slot_new(), 1), seL4_InvalidCapability, 1);
    EXPECT_ERROR(seL4_TCB_SetSchedParams(tcb, ROOT, 1, 1), seL4_InvalidCapability, 1);
    EXPECT_ERROR(seL4_TCB_SetPriority(tcb, ROOT, 999), seL4_InvalidCapability, 1);
}

static void count(struct thread *self, seL4_Word a, seL4_Word b)
{
    (void)a;
    (void)b;
    self->value++;
}

CASE(TCB0108, "a new thread runs when it is resumed, and not before")
{
    struct thread *one = thread_new(count, 0, 0);

    threads_settle();
    EXPECT_EQ(one->value, 0);
    EXPECT_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    EXPECT_EQ(one->value, 1);
    EXPECT(one->done);
}

CASE(TCB0109, "a thread that is suspended twice needs one resume")
{
    struct thread *one = thread_run(count, 0, 0);

    EXPECT_OK(seL4_TCB_Suspend(one->tcb));
    EXPECT_OK(seL4_TCB_Suspend(one->tcb));
    threads_settle();
    EXPECT_EQ(one->value, 0);
    EXPECT_OK(seL4_TCB_Resume(one->tcb));
    EXPECT_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    EXPECT_EQ(one->value, 1);
}

CASE(TCB0110, "one notification is bound to one thread")
{
    seL4_CPtr a = object_new(seL4_TCBObject, 0);
    seL4_CPtr b = object_new(seL4_TCBObject, 0);
    seL4_CPtr one = object_new(seL4_NotificationObject, 0);
    seL4_CPtr two = object_new(seL4_NotificationObject, 0);

    EXPECT_ERROR(seL4_TCB_UnbindNotification(a), seL4_IllegalOperation);
    EXPECT_OK(seL4_TCB_BindNotification(a, one));
    EXPECT_ERROR(seL4_TCB_BindNotification(a, two), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_TCB_BindNotification(a, one), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_TCB_BindNotification(b, one), seL4_IllegalOperation);
    EXPECT_OK(seL4_TCB_UnbindNotification(a));
    EXPECT_OK(seL4_TCB_BindNotification(b, one));
    EXPECT_ERROR(seL4_TCB_BindNotification(a, cap_copy(two, seL4_CanWrite)), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_TCB_BindNotification(a, ROOT), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_TCB_BindNotification(a, slot_new()), seL4_IllegalOperation);
    EXPECT_OK(seL4_TCB_BindNotification(a, cap_copy(two, seL4_CanRead)));
    /* A deleted notification is bound no more, and a deleted thread binds no more. */
    EXPECT_OK(seL4_CNode_Revoke(ROOT, two, DEPTH));
    cap_delete(two);
    EXPECT_ERROR(seL4_TCB_UnbindNotification(a), seL4_IllegalOperation);
    cap_delete(b);
    EXPECT_OK(seL4_TCB_BindNotification(a, one));
}

static void wait_on(struct thread *self, seL4_Word notification, seL4_Word b)
{
    seL4_Word badge = 0;

    (void)b;
    seL4_Wait(notification, &badge);
    self->value = badge;
}

CASE(TCB0111, "a notification on which a thread waits cannot be bound")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);

    (void)thread_run(wait_on, notification, 0);
    threads_settle();
    EXPECT_ERROR(seL4_TCB_BindNotification(tcb, notification), seL4_IllegalOperation);
    seL4_Signal(notification);
    EXPECT_OK(seL4_TCB_BindNotification(tcb, notification));
}

static seL4_Word set_flags(seL4_CPtr tcb, seL4_Word clear, seL4_Word set)
{
    seL4_TCB_SetFlags_t got = seL4_TCB_SetFlags(tcb, clear, set);

    EXPECT_EQ(got.error, seL4_NoError);
    return got.flags;
}

CASE(TCB0112, "flags are cleared, then set; unknown ones are ignored")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);

    EXPECT_EQ(set_flags(tcb, 0, 0), 0);
    EXPECT_EQ(set_flags(tcb, 0, seL4_TCBFlag_fpuDisabled), seL4_TCBFlag_fpuDisabled);
    EXPECT_EQ(set_flags(tcb, 0, 0), seL4_TCBFlag_fpuDisabled);
    EXPECT_EQ(set_flags(tcb, seL4_TCBFlag_fpuDisabled, seL4_TCBFlag_fpuDisabled),
              seL4_TCBFlag_fpuDisabled);
    EXPECT_EQ(set_flags(tcb, seL4_TCBFlag_fpuDisabled, 0), 0);
    EXPECT_EQ(set_flags(tcb, 0, ~0ul), seL4_TCBFlag_MASK);
    EXPECT_EQ(set_flags(tcb, ~0ul, 0), 0);
}

CASE(TCB0113, "a thread suspends itself by invocation, and repeats that when it is resumed")
{
    struct thread *one = thread_new(count, 0, 0);

    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    EXPECT(one->done);
    /* Its last call was the suspension of itself: it stands before that system call. */
    seL4_UserContext before = thread_registers(one);
    EXPECT_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    EXPECT_EQ(thread_registers(one).pc, before.pc);
    EXPECT_EQ(*(uint32_t *)before.pc, 0xd4000001);
}

CASE(TCB0114, "a thread without a CSpace faults, one without a VSpace does not run")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);

    EXPECT_OK(seL4_TCB_Resume(tcb));
    EXPECT_OK(seL4_TCB_Suspend(tcb));
    EXPECT_OK(seL4_TCB_SetPriority(tcb, SELF, 3));
}

CASE(TCB0115, "what cannot be derived is no CSpace, VSpace or buffer: an untyped with children")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_Untyped used = object_new(seL4_UntypedObject, 8);
    seL4_CPtr frame = image_frame(page);
    seL4_Word at = (seL4_Word)page;

    REQUIRE_OK(retype(used, seL4_EndpointObject, 0, slot_new(), 1));
    EXPECT_ERROR(configure(tcb, used, SPACE, at, frame), seL4_RevokeFirst);
    EXPECT_ERROR(configure(tcb, ROOT, used, at, frame), seL4_RevokeFirst);
    EXPECT_ERROR(configure(tcb, ROOT, SPACE, at, used), seL4_RevokeFirst);
    EXPECT_ERROR(seL4_TCB_SetSpace(tcb, 0, used, 0, SPACE, 0), seL4_RevokeFirst);
    EXPECT_ERROR(seL4_TCB_SetSpace(tcb, 0, ROOT, 0, used, 0), seL4_RevokeFirst);
    EXPECT_ERROR(seL4_TCB_SetIPCBuffer(tcb, at, used), seL4_RevokeFirst);
    /* Without an address the buffer's capability is not looked at. */
    EXPECT_OK(seL4_TCB_SetIPCBuffer(tcb, 0, used));
}

CASE(TCB0116, "a buffer in a device's memory is refused")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr frame = device_frame(0x9010000); /* the clock's registers */

    EXPECT_ERROR(seL4_TCB_SetIPCBuffer(tcb, 0x9010000, frame), seL4_IllegalOperation);
    EXPECT_ERROR(configure(tcb, ROOT, SPACE, 0x9010000, frame), seL4_IllegalOperation);
}
