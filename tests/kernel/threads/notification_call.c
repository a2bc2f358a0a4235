// SPDX-License-Identifier: BSD-2-Clause
//
// Signals that are no short messages: by calls, with long messages or with capabilities, which the
// kernel may treat in another way than the frequent ones. Each finds the notification in every
// state.

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/thread.h>

/* Ways to signal. */
enum way { BY_SEND, BY_NBSEND, BY_CALL, BY_LONG_SEND, BY_CAPS, BY_LONG_CALL, WAYS };

static void signal_by(enum way way, seL4_CPtr cap)
{
    switch (way) {
    case BY_SEND:
        seL4_Signal(cap);
        break;
    case BY_NBSEND:
        seL4_NBSend(cap, seL4_MessageInfo_new(0, 0, 0, 0));
        break;
    case BY_CALL:
        (void)seL4_Call(cap, seL4_MessageInfo_new(0, 0, 0, 0));
        break;
    case BY_LONG_SEND:
        seL4_Send(cap, seL4_MessageInfo_new(0, 0, 0, 30));
        break;
    case BY_CAPS:
        seL4_SetCap(0, SELF);
        seL4_Send(cap, seL4_MessageInfo_new(0, 0, 1, 1));
        break;
    default:
        (void)seL4_Call(cap, seL4_MessageInfo_new(9, 0, 0, seL4_MsgMaxLength));
        break;
    }
}

static void wait_on(struct thread *self, seL4_Word cap, seL4_Word b)
{
    seL4_Word badge = 0;

    (void)b;
    (void)seL4_Recv(cap, &badge);
    self->value = badge;
}

static seL4_Word poll(seL4_CPtr notification)
{
    seL4_Word badge = 77;

    (void)seL4_Poll(notification, &badge);
    return badge;
}

CASE(NTFN0015, "signals of every kind are ORed until they are taken")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr badged[3] = {cap_mint(notification, seL4_CanWrite, 1),
                           cap_mint(notification, seL4_CanWrite, 0x8000000000000004),
                           cap_mint(notification, seL4_CanWrite, 0x30)};

    for (enum way first = BY_SEND; first < WAYS; first++) {
        for (enum way second = BY_SEND; second < WAYS; second++) {
            signal_by(first, badged[0]);
            signal_by(second, badged[1]);
            signal_by(second, badged[2]);
            signal_by(first, badged[0]);
            EXPECT_EQ(poll(notification), 0x8000000000000035);
            EXPECT_EQ(poll(notification), 0);
        }
    }
}

CASE(NTFN0016, "signals of every kind wake the thread that waits, and no other")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr badged = cap_mint(notification, seL4_CanWrite, 0x21);

    for (enum way way = BY_SEND; way < WAYS; way++) {
        struct thread *one = thread_run(wait_on, notification, 0);
        threads_settle();
        struct thread *two = thread_run(wait_on, notification, 0);
        threads_settle();

        signal_by(way, badged);
        threads_settle();
        EXPECT_EQ(one->value, 0x21);
        EXPECT(!two->done);
        signal_by(way, badged);
        threads_settle();
        EXPECT_EQ(two->value, 0x21);
        EXPECT_EQ(poll(notification), 0);
    }
}

CASE(NTFN0017, "signals of every kind reach a bound thread that receives, and wait for another")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr badged = cap_mint(notification, seL4_CanWrite, 0x21);

    for (enum way way = BY_SEND; way < WAYS; way++) {
        struct thread *one = thread_new(wait_on, endpoint, 0);

        REQUIRE_OK(seL4_TCB_BindNotification(one->tcb, notification));
        REQUIRE_OK(seL4_TCB_Resume(one->tcb));
        threads_settle();
        signal_by(way, badged);
        threads_settle();
        EXPECT_EQ(one->value, 0x21);
        /* It does not receive any more. */
        signal_by(way, badged);
        REQUIRE_OK(seL4_TCB_UnbindNotification(one->tcb));
        EXPECT_EQ(poll(notification), 0x21);
    }
}

CASE(NTFN0018, "a call that signals returns with an empty message, and keeps nobody's reply")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr badged = cap_mint(notification, seL4_CanWrite, 5);
    seL4_MessageInfo_t info;

    info = seL4_Call(badged, seL4_MessageInfo_new(3, 0, 0, 2));
    EXPECT_EQ(seL4_MessageInfo_get_label(info), 0);
    EXPECT_EQ(seL4_MessageInfo_get_length(info), 0);
    EXPECT_EQ(poll(notification), 5);
    /* Nothing waits for a reply: none does anything. */
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    EXPECT_EQ(poll(notification), 0);
}
