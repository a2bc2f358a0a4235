// SPDX-License-Identifier: BSD-2-Clause
//
// Reply capabilities: used once, saved, overwritten, deleted.

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/thread.h>

static void call(struct thread *self, seL4_Word endpoint, seL4_Word value)
{
    seL4_SetMR(0, value);
    (void)seL4_Call(endpoint, seL4_MessageInfo_new(0, 0, 0, 1));
    self->value = seL4_GetMR(0);
}

static void reply(seL4_Word value)
{
    seL4_SetMR(0, value);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 1));
}

CASE(IPC0200, "a reply wakes the caller, a second one does nothing")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_run(call, endpoint, 1);

    (void)seL4_Recv(endpoint, NULL);
    threads_settle();
    EXPECT(!one->done);
    reply(7);
    reply(8);
    threads_settle();
    EXPECT_EQ(one->value, 7);
}

CASE(IPC0201, "a reply without a caller does nothing")
{
    reply(1);
    reply(2);
}

CASE(IPC0202, "the next message takes the place of the last caller, who waits for ever")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_run(call, endpoint, 1);

    (void)seL4_Recv(endpoint, NULL);
    struct thread *two = thread_run(call, endpoint, 2);
    (void)seL4_Recv(endpoint, NULL);
    EXPECT_EQ(seL4_GetMR(0), 2);
    reply(9);
    reply(9);
    threads_settle();
    EXPECT(!one->done);
    EXPECT_EQ(two->value, 9);
}

CASE(IPC0203, "a saved caller is answered by a send, once")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr saved = slots_new(2);
    struct thread *one = thread_run(call, endpoint, 1);

    (void)seL4_Recv(endpoint, NULL);
    EXPECT_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    reply(5);
    struct thread *two = thread_run(call, endpoint, 2);
    (void)seL4_Recv(endpoint, NULL);
    EXPECT_OK(seL4_CNode_SaveCaller(ROOT, saved + 1, DEPTH));
    threads_settle();
    EXPECT(!one->done);
    seL4_SetMR(0, 22);
    seL4_Send(saved + 1, seL4_MessageInfo_new(0, 0, 0, 1));
    seL4_SetMR(0, 11);
    seL4_Send(saved, seL4_MessageInfo_new(0, 0, 0, 1));
    threads_settle();
    EXPECT_EQ(one->value, 11);
    EXPECT_EQ(two->value, 22);
    EXPECT(slot_empty(saved));
    EXPECT(slot_empty(saved + 1));
}

CASE(IPC0204, "a reply capability can be moved but not copied")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr saved = slots_new(2);
    struct thread *one = thread_run(call, endpoint, 1);

    (void)seL4_Recv(endpoint, NULL);
    EXPECT_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    EXPECT_ERROR(seL4_CNode_Copy(ROOT, saved + 1, DEPTH, ROOT, saved, DEPTH, seL4_AllRights),
                 seL4_IllegalOperation);
    EXPECT_ERROR(seL4_CNode_Mint(ROOT, saved + 1, DEPTH, ROOT, saved, DEPTH, seL4_AllRights, 0),
                 seL4_IllegalOperation);
    EXPECT_OK(seL4_CNode_Move(ROOT, saved + 1, DEPTH, ROOT, saved, DEPTH));
    seL4_SetMR(0, 3);
    seL4_NBSend(saved + 1, seL4_MessageInfo_new(0, 0, 0, 1));
    threads_settle();
    EXPECT_EQ(one->value, 3);
}

CASE(IPC0205, "who deletes a reply capability leaves the caller waiting; a resume frees it")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr saved = slot_new();
    struct thread *one = thread_run(call, endpoint, 1);

    (void)seL4_Recv(endpoint, NULL);
    EXPECT_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    cap_delete(saved);
    threads_settle();
    EXPECT(!one->done);
    REQUIRE_OK(seL4_TCB_Suspend(one->tcb));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    /* It calls again. */
    (void)seL4_Recv(endpoint, NULL);
    EXPECT_EQ(seL4_GetMR(0), 1);
    reply(6);
    threads_settle();
    EXPECT_EQ(one->value, 6);
}

CASE(IPC0206, "a caller that is suspended takes its reply capability back")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr saved = slot_new();
    struct thread *one = thread_run(call, endpoint, 1);

    (void)seL4_Recv(endpoint, NULL);
    EXPECT_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    REQUIRE_OK(seL4_TCB_Suspend(one->tcb));
    EXPECT(slot_empty(saved));
    struct thread *two = thread_run(call, endpoint, 2);
    (void)seL4_Recv(endpoint, NULL);
    REQUIRE_OK(seL4_TCB_Suspend(two->tcb));
    reply(1);
    threads_settle();
    EXPECT(!two->done);
}

CASE(IPC0207, "a caller that is deleted takes its reply capability with it")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr saved = slot_new();
    struct thread *one = thread_run(call, endpoint, 1);

    (void)seL4_Recv(endpoint, NULL);
    EXPECT_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    cap_delete(one->tcb);
    EXPECT(slot_empty(saved));
}

CASE(IPC0208, "an unsaved caller is gone when its thread is deleted")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_run(call, endpoint, 1);

    (void)seL4_Recv(endpoint, NULL);
    cap_delete(one->tcb);
    reply(1);
}

CASE(IPC0209,
     "a call of a saved caller answers it, and nobody answers the call: it returns at once")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr saved = slot_new();
    struct thread *one = thread_run(call, endpoint, 1);

    (void)seL4_Recv(endpoint, NULL);
    EXPECT_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    struct thread *two = thread_run(call, saved, 44);
    threads_settle();
    EXPECT_EQ(one->value, 44);
    EXPECT(two->done);
}

/* A server of the value plus one. */
static void serve(struct thread *self, seL4_Word endpoint, seL4_Word b)
{
    seL4_MessageInfo_t one_word = seL4_MessageInfo_new(0, 0, 0, 1);

    (void)b;
    (void)seL4_Recv(endpoint, NULL);
    for (;;) {
        self->value++;
        seL4_SetMR(0, seL4_GetMR(0) + 1);
        (void)seL4_ReplyRecv(endpoint, one_word, NULL);
    }
}

CASE(IPC0210, "a server answers many callers with reply and receive in one")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *server = thread_run(serve, endpoint, 0);
    struct thread *client[6];

    for (seL4_Word i = 0; i < 6; i++) {
        client[i] = thread_run(call, endpoint, i * 10);
        thread_priority(client[i], 90 + i * 5);
    }
    threads_settle();
    for (seL4_Word i = 0; i < 6; i++) {
        EXPECT(client[i]->done);
        EXPECT_EQ(client[i]->value, i * 10 + 1);
    }
    EXPECT_EQ(server->value, 6);
}

CASE(IPC0211, "a call between threads of every order of priority")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *server = thread_run(serve, endpoint, 0);
    static const seL4_Word priority[] = {1, 99, 100, 101, 200};

    threads_settle();
    for (unsigned i = 0; i < 5; i++) {
        struct thread *client = thread_run(call, endpoint, i);

        thread_priority(client, priority[i]);
        threads_settle();
        EXPECT_EQ(client->value, i + 1);
    }
    EXPECT_EQ(server->value, 5);
}
