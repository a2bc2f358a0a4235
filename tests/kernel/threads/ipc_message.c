// SPDX-License-Identifier: BSD-2-Clause
//
// Messages without capabilities: lengths, labels, badges, and calls that do not block.

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/thread.h>

/* What a message word holds in these cases. */
static seL4_Word word_of(seL4_Word seed, unsigned i)
{
    return seed * 1000 + i;
}

static void fill(seL4_Word seed)
{
    for (unsigned i = 0; i < seL4_MsgMaxLength; i++) {
        seL4_SetMR((int)i, word_of(seed, i));
    }
}

static bool filled(seL4_Word seed, unsigned length)
{
    for (unsigned i = 0; i < length; i++) {
        if (seL4_GetMR((int)i) != word_of(seed, i)) {
            return false;
        }
    }
    return true;
}

/* Sends one message of every length. */
static void send_lengths(struct thread *self, seL4_Word endpoint, seL4_Word b)
{
    (void)self;
    (void)b;
    for (seL4_Word length = 0; length <= seL4_MsgMaxLength; length++) {
        fill(length);
        seL4_Send(endpoint, seL4_MessageInfo_new(length + 7, 0, 0, length));
    }
}

CASE(IPC0001, "messages of 0 to 120 words arrive whole, the receiver waiting")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_Word badge = 1;

    (void)thread_run(send_lengths, endpoint, 0);
    for (seL4_Word length = 0; length <= seL4_MsgMaxLength; length++) {
        seL4_MessageInfo_t info = seL4_Recv(endpoint, &badge);

        EXPECT_EQ(seL4_MessageInfo_get_length(info), length);
        EXPECT_EQ(seL4_MessageInfo_get_label(info), length + 7);
        EXPECT_EQ(seL4_MessageInfo_get_extraCaps(info), 0);
        EXPECT_EQ(seL4_MessageInfo_get_capsUnwrapped(info), 0);
        EXPECT_EQ(badge, 0);
        EXPECT(filled(length, (unsigned)length));
    }
}

CASE(IPC0002, "messages of 0 to 120 words arrive whole, the sender waiting")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    (void)thread_run(send_lengths, endpoint, 0);
    for (seL4_Word length = 0; length <= seL4_MsgMaxLength; length++) {
        threads_settle();
        seL4_MessageInfo_t info = seL4_Recv(endpoint, NULL);

        EXPECT_EQ(seL4_MessageInfo_get_length(info), length);
        EXPECT(filled(length, (unsigned)length));
    }
}

/* Answers each call with as many words as the first word says. */
static void serve_lengths(struct thread *self, seL4_Word endpoint, seL4_Word b)
{
    seL4_MessageInfo_t info = seL4_Recv(endpoint, NULL);

    (void)self;
    (void)b;
    for (;;) {
        seL4_Word length = seL4_MessageInfo_get_label(info);

        fill(length + 500);
        info = seL4_ReplyRecv(endpoint, seL4_MessageInfo_new(length, 0, 0, length), NULL);
    }
}

CASE(IPC0003, "calls with 0 to 120 words, and replies with as many")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    (void)thread_run(serve_lengths, endpoint, 0);
    threads_settle();
    for (seL4_Word length = 0; length <= seL4_MsgMaxLength; length++) {
        seL4_MessageInfo_t info =
            seL4_Call(endpoint, seL4_MessageInfo_new(length, 0, 0, seL4_MsgMaxLength - length));

        EXPECT_EQ(seL4_MessageInfo_get_length(info), length);
        EXPECT_EQ(seL4_MessageInfo_get_label(info), length);
        EXPECT(filled(length + 500, (unsigned)length));
    }
}

static void call_once(struct thread *self, seL4_Word endpoint, seL4_Word length)
{
    fill(3);
    seL4_MessageInfo_t info = seL4_Call(endpoint, seL4_MessageInfo_new(5, 0, 0, length));

    self->value = info.words[0];
}

CASE(IPC0004, "a length over 120 counts as 120")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_run(call_once, endpoint, 127);
    seL4_MessageInfo_t info = seL4_Recv(endpoint, NULL);

    EXPECT_EQ(seL4_MessageInfo_get_length(info), seL4_MsgMaxLength);
    EXPECT(filled(3, seL4_MsgMaxLength));
    seL4_Reply(seL4_MessageInfo_new(6, 0, 0, 127));
    threads_settle();
    EXPECT_EQ(one->value, seL4_MessageInfo_new(6, 0, 0, seL4_MsgMaxLength).words[0]);
}

CASE(IPC0005, "the whole label of 52 bits travels")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_run(call_once, endpoint, 2);

    (void)seL4_Recv(endpoint, NULL);
    seL4_Reply(seL4_MessageInfo_new(0xfffffffffffff, 0, 0, 1));
    threads_settle();
    EXPECT_EQ(one->value >> 12, 0xfffffffffffff);
}

CASE(IPC0006, "without an IPC buffer only four words travel")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_new(call_once, endpoint, 10);

    REQUIRE_OK(seL4_TCB_SetIPCBuffer(one->tcb, 0, 0));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    seL4_MessageInfo_t info = seL4_Recv(endpoint, NULL);
    EXPECT_EQ(seL4_MessageInfo_get_length(info), 4);
    EXPECT(filled(3, 4));
    seL4_Reply(seL4_MessageInfo_new(1, 0, 0, 9));
    threads_settle();
    EXPECT_EQ(one->value & 127, 4);
}

static void receive_once(struct thread *self, seL4_Word endpoint, seL4_Word b)
{
    seL4_Word badge = 0;
    seL4_MessageInfo_t info = seL4_Recv(endpoint, &badge);

    (void)b;
    self->value = seL4_MessageInfo_get_label(info) << 32 | badge;
}

CASE(IPC0007, "the badge is that of the capability which was used")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr badged = cap_mint(endpoint, seL4_AllRights, 0xabcd);
    struct thread *one = thread_run(receive_once, endpoint, 0);

    threads_settle();
    seL4_Send(badged, seL4_MessageInfo_new(2, 0, 0, 0));
    threads_settle();
    EXPECT_EQ(one->value, 2ul << 32 | 0xabcd);
}

CASE(IPC0008, "all 64 bits of a badge arrive")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr badged = cap_mint(endpoint, seL4_AllRights, 0xfedcba9876543210);
    seL4_Word badge = 0;

    (void)thread_run(call_once, badged, 1);
    (void)seL4_Recv(endpoint, &badge);
    EXPECT_EQ(badge, 0xfedcba9876543210);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
}

CASE(IPC0009, "a send that does not block is lost if nobody waits")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_new(receive_once, endpoint, 0);

    seL4_NBSend(endpoint, seL4_MessageInfo_new(2, 0, 0, 0));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    EXPECT(!one->done);
    seL4_NBSend(endpoint, seL4_MessageInfo_new(3, 0, 0, 0));
    threads_settle();
    EXPECT_EQ(one->value, 3ul << 32);
}

CASE(IPC0010, "a receive that does not block returns badge 0 if nobody sends")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr badged = cap_mint(endpoint, seL4_AllRights, 5);
    seL4_Word badge = 99;

    (void)seL4_NBRecv(endpoint, &badge);
    EXPECT_EQ(badge, 0);
    (void)thread_run(call_once, badged, 3);
    threads_settle();
    seL4_MessageInfo_t info = seL4_NBRecv(endpoint, &badge);
    EXPECT_EQ(badge, 5);
    EXPECT_EQ(seL4_MessageInfo_get_length(info), 3);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
}

CASE(IPC0011, "sending without the right to write does nothing")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr reader = cap_copy(endpoint, seL4_CanRead);
    struct thread *one = thread_run(receive_once, endpoint, 0);
    seL4_MessageInfo_t info;

    threads_settle();
    seL4_Send(reader, seL4_MessageInfo_new(2, 0, 0, 0));
    seL4_NBSend(reader, seL4_MessageInfo_new(2, 0, 0, 0));
    threads_settle();
    EXPECT(!one->done);
    /* A call tells: it is an invocation of something that is no object for the caller. */
    info = seL4_Call(reader, seL4_MessageInfo_new(2, 0, 0, 0));
    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_InvalidCapability);
    EXPECT_EQ(seL4_MessageInfo_get_length(info), 1);
    EXPECT_EQ(seL4_GetMR(0), 0);
}

CASE(IPC0012, "an empty slot is no object: sends do nothing, a call tells")
{
    seL4_CPtr slot = slot_new();
    seL4_CPtr frame = object_new(seL4_ARM_SmallPageObject, 0);
    seL4_MessageInfo_t info;

    info = seL4_Call(seL4_CapIOSpace, seL4_MessageInfo_new(2, 0, 0, 0));
    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_InvalidCapability);
    seL4_NBSend(slot, seL4_MessageInfo_new(2, 0, 0, 0));
    info = seL4_Call(slot, seL4_MessageInfo_new(2, 0, 0, 0));
    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_InvalidCapability);
    EXPECT_EQ(seL4_GetMR(0), 0);
    seL4_Send(frame, seL4_MessageInfo_new(2, 0, 0, 0));
}

CASE(IPC0013, "a send of an invocation does it without an answer")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    seL4_SetMR(0, endpoint);
    seL4_SetMR(1, DEPTH);
    seL4_Send(ROOT, seL4_MessageInfo_new(CNodeDelete, 0, 0, 2));
    EXPECT(slot_empty(endpoint));
    seL4_SetMR(0, endpoint);
    seL4_SetMR(1, 0);
    seL4_NBSend(ROOT, seL4_MessageInfo_new(CNodeDelete, 0, 0, 2));
}

CASE(IPC0014, "a send from a waiting queue is received in order of arrival, not of priority")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_Word badge;

    for (seL4_Word i = 0; i < 6; i++) {
        struct thread *one = thread_new(call_once, cap_mint(endpoint, seL4_AllRights, i + 1), 0);

        thread_priority(one, i % 2 == 0 ? 50 - i : 50 + i);
        REQUIRE_OK(seL4_TCB_Resume(one->tcb));
        threads_settle();
    }
    for (seL4_Word i = 0; i < 6; i++) {
        (void)seL4_Recv(endpoint, &badge);
        EXPECT_EQ(badge, i + 1);
        seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    }
}

CASE(IPC0015, "receivers are served in order of arrival, not of priority")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one[5];

    for (seL4_Word i = 0; i < 5; i++) {
        one[i] = thread_new(receive_once, endpoint, 0);
        thread_priority(one[i], i % 2 == 0 ? 50 - i : 50 + i);
        REQUIRE_OK(seL4_TCB_Resume(one[i]->tcb));
        threads_settle();
    }
    for (seL4_Word i = 0; i < 5; i++) {
        seL4_Send(endpoint, seL4_MessageInfo_new(i + 1, 0, 0, 0));
    }
    threads_settle();
    for (seL4_Word i = 0; i < 5; i++) {
        EXPECT_EQ(one[i]->value >> 32, i + 1);
    }
}

CASE(IPC0016, "who is suspended in a queue leaves it, and sends again when resumed")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one[3];
    seL4_Word badge;

    for (seL4_Word i = 0; i < 3; i++) {
        one[i] = thread_run(call_once, cap_mint(endpoint, seL4_AllRights, i + 1), 0);
        threads_settle();
    }
    REQUIRE_OK(seL4_TCB_Suspend(one[1]->tcb));
    REQUIRE_OK(seL4_TCB_Suspend(one[0]->tcb));
    (void)seL4_Recv(endpoint, &badge);
    EXPECT_EQ(badge, 3);
    (void)seL4_NBRecv(endpoint, &badge);
    EXPECT_EQ(badge, 0);
    REQUIRE_OK(seL4_TCB_Resume(one[1]->tcb));
    threads_settle();
    (void)seL4_NBRecv(endpoint, &badge);
    EXPECT_EQ(badge, 2);
}

CASE(IPC0017, "deleting an endpoint sets its waiting threads free to try again")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_new(receive_once, endpoint, 0);

    thread_fault_handler(one, handler);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    cap_delete(endpoint);
    /* It repeats the system call, and now there is no capability. */
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_Addr), endpoint);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_InRecvPhase), 1);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_LookupFailureType), seL4_MissingCapability);
}

CASE(IPC0018, "cancelling badged sends removes those of the badge and no other")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr badged = cap_mint(endpoint, seL4_AllRights, 1);
    seL4_CPtr other = cap_mint(endpoint, seL4_AllRights, 2);
    seL4_CPtr third = cap_copy(badged, seL4_CanWrite);
    struct thread *one[3] = {thread_run(call_once, third, 0), thread_run(call_once, other, 0),
                             thread_run(call_once, badged, 0)};
    seL4_Word badge;

    threads_settle();
    EXPECT_OK(seL4_CNode_CancelBadgedSends(ROOT, badged, DEPTH));
    (void)seL4_NBRecv(endpoint, &badge);
    EXPECT_EQ(badge, 2);
    (void)seL4_NBRecv(endpoint, &badge);
    EXPECT_EQ(badge, 0);
    /* The cancelled ones run again and repeat their calls. */
    threads_settle();
    (void)seL4_NBRecv(endpoint, &badge);
    EXPECT_EQ(badge, 1);
    (void)one;
}
