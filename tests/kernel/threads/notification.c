// SPDX-License-Identifier: BSD-2-Clause
//
// Notifications: signals, badges, waiting, binding.

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/thread.h>

static void wait_on(struct thread *self, seL4_Word notification, seL4_Word b)
{
    seL4_Word badge = 0;

    (void)b;
    seL4_Wait(notification, &badge);
    self->value = badge;
}

static seL4_Word poll(seL4_CPtr notification)
{
    seL4_Word badge = 77;

    (void)seL4_Poll(notification, &badge);
    return badge;
}

CASE(NTFN0001, "badges of signals are ORed until they are taken")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr a = cap_mint(notification, seL4_CanWrite, 1);
    seL4_CPtr b = cap_mint(notification, seL4_CanWrite, 0x8000000000000004);
    seL4_Word badge;

    EXPECT_EQ(poll(notification), 0);
    seL4_Signal(a);
    seL4_Signal(b);
    seL4_Signal(a);
    seL4_Wait(notification, &badge);
    EXPECT_EQ(badge, 0x8000000000000005);
    EXPECT_EQ(poll(notification), 0);
}

CASE(NTFN0002, "a signal without a badge is a signal")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    struct thread *one = thread_run(wait_on, notification, 0);

    seL4_Signal(notification);
    threads_settle();
    EXPECT(one->done);
    EXPECT_EQ(one->value, 0);
}

CASE(NTFN0003, "waiting threads are woken one by one, in order of arrival")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    struct thread *one[4];

    for (seL4_Word i = 0; i < 4; i++) {
        one[i] = thread_new(wait_on, notification, 0);
        thread_priority(one[i], 40 + i);
        REQUIRE_OK(seL4_TCB_Resume(one[i]->tcb));
        threads_settle();
    }
    for (seL4_Word i = 0; i < 4; i++) {
        seL4_Signal(cap_mint(notification, seL4_AllRights, 10 + i));
        threads_settle();
        EXPECT_EQ(one[i]->value, 10 + i);
        EXPECT(i == 3 || !one[i + 1]->done);
    }
    EXPECT_EQ(poll(notification), 0);
}

CASE(NTFN0004, "the receiver of a signal keeps its message words")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);

    seL4_CPtr badged = cap_mint(notification, seL4_AllRights, 3);

    seL4_SetMR(5, 1234);
    seL4_Signal(badged);
    (void)seL4_Recv(notification, NULL);
    EXPECT_EQ(seL4_GetMR(5), 1234);
}

CASE(NTFN0005, "rights: write to signal, read to wait")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    seL4_CPtr reader = cap_mint(notification, seL4_CanRead, 1);
    seL4_CPtr writer = cap_mint(notification, seL4_CanWrite, 2);
    struct thread *one = thread_new(wait_on, writer, 0);
    seL4_MessageInfo_t info;

    seL4_Signal(reader);
    EXPECT_EQ(poll(notification), 0);
    info = seL4_Call(reader, seL4_MessageInfo_new(0, 0, 0, 0));
    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_InvalidCapability);
    EXPECT_EQ(seL4_GetMR(0), 0);
    seL4_Signal(writer);
    EXPECT_EQ(poll(reader), 2);
    /* Waiting without the right is a fault of the capability. */
    thread_fault_handler(one, handler);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    info = seL4_Recv(handler, NULL);
    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_Addr), writer);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_InRecvPhase), 1);
}

CASE(NTFN0006, "a call of a notification signals it and returns at once")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr badged = cap_mint(notification, seL4_AllRights, 6);

    (void)seL4_Call(badged, seL4_MessageInfo_new(3, 0, 0, 2));
    EXPECT_EQ(poll(notification), 6);
    seL4_NBSend(badged, seL4_MessageInfo_new(3, 0, 0, 2));
    EXPECT_EQ(poll(notification), 6);
}

static void receive(struct thread *self, seL4_Word endpoint, seL4_Word b)
{
    seL4_Word badge = 0;

    (void)b;
    (void)seL4_Recv(endpoint, &badge);
    self->value = badge;
}

CASE(NTFN0007, "a bound notification's signal reaches its thread on an endpoint")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_new(receive, endpoint, 0);

    REQUIRE_OK(seL4_TCB_BindNotification(one->tcb, notification));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    seL4_Signal(cap_mint(notification, seL4_AllRights, 9));
    threads_settle();
    EXPECT_EQ(one->value, 9);
    REQUIRE_OK(seL4_TCB_UnbindNotification(one->tcb));
    EXPECT_EQ(poll(notification), 0);
}

CASE(NTFN0008, "a signal that came before is taken before a message that waits")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr badged = cap_mint(notification, seL4_AllRights, 0x10);
    seL4_Word badge;

    REQUIRE_OK(seL4_TCB_BindNotification(SELF, notification));
    (void)thread_run(receive, cap_mint(endpoint, seL4_AllRights, 3), 0);
    seL4_Signal(badged);
    seL4_Signal(cap_mint(notification, seL4_AllRights, 0x20));
    (void)seL4_Recv(endpoint, &badge);
    EXPECT_EQ(badge, 0x30);
    seL4_Signal(badged);
    (void)seL4_NBRecv(endpoint, &badge);
    EXPECT_EQ(badge, 0x10);
    (void)seL4_NBRecv(endpoint, &badge);
    EXPECT_EQ(badge, 0);
}

CASE(NTFN0009, "a bound notification is also waited for directly")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    struct thread *one = thread_new(wait_on, notification, 0);

    REQUIRE_OK(seL4_TCB_BindNotification(one->tcb, notification));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    seL4_Signal(cap_mint(notification, seL4_AllRights, 4));
    threads_settle();
    EXPECT_EQ(one->value, 4);
}

CASE(NTFN0010, "only the bound thread may wait on a bound notification")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_new(wait_on, notification, 0);

    REQUIRE_OK(seL4_TCB_BindNotification(SELF, notification));
    thread_fault_handler(one, handler);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    seL4_MessageInfo_t info = seL4_NBRecv(handler, NULL);
    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_Addr), notification);
}

CASE(NTFN0011, "after unbinding a signal does not reach the endpoint")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_new(receive, endpoint, 0);

    REQUIRE_OK(seL4_TCB_BindNotification(one->tcb, notification));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    REQUIRE_OK(seL4_TCB_UnbindNotification(one->tcb));
    seL4_Signal(cap_mint(notification, seL4_AllRights, 9));
    threads_settle();
    EXPECT(!one->done);
    EXPECT_EQ(poll(notification), 9);
}

CASE(NTFN0012, "a bound thread that sends or is stopped leaves the signal for later")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_new(receive, endpoint, 0);

    REQUIRE_OK(seL4_TCB_BindNotification(one->tcb, notification));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    REQUIRE_OK(seL4_TCB_Suspend(one->tcb));
    seL4_Signal(cap_mint(notification, seL4_AllRights, 9));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    EXPECT_EQ(one->value, 9);
}

CASE(NTFN0013, "deleting a notification sets its waiting threads free to try again")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_new(wait_on, notification, 0);

    thread_fault_handler(one, handler);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    cap_delete(notification);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_LookupFailureType), seL4_MissingCapability);
}

CASE(NTFN0014, "a signal to a waiting thread of higher priority runs it at once")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    struct thread *one = thread_new(wait_on, notification, 0);

    thread_priority(one, MAIN_PRIORITY + 1);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    EXPECT(!one->done);
    seL4_Signal(cap_mint(notification, seL4_AllRights, 2));
    EXPECT_EQ(one->value, 2);
}
