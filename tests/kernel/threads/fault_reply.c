// SPDX-License-Identifier: BSD-2-Clause
//
// A fault is over when it is replied to, whatever way the reply takes: the thread's next messages
// are its own again. One that nobody received is told with the next message.

#include <ktest/case.h>
#include <ktest/objects.h>
#include "code.h"
#include "start.h"

/* Ways to reply. */
enum way { BY_REPLY, BY_REPLY_RECV, BY_LONG_REPLY_RECV, BY_SAVED, WAYS };

/* Replies to the fault that was received last: the thread goes on at `next` if that can be said in
 * the reply; a memory fault's cannot. Returns when somebody has sent to the endpoint again. */
static seL4_MessageInfo_t answer(enum way way, seL4_CPtr handler, seL4_Word next)
{
    /* Longer than what travels in registers: more words than any fault's reply takes. */
    seL4_Word length = way == BY_LONG_REPLY_RECV ? 1 + seL4_UnknownSyscall_Length : 1;
    seL4_CPtr saved = slot_new();

    if (way == BY_SAVED) {
        REQUIRE_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    }
    seL4_SetMR(0, next);
    switch (way) {
    case BY_REPLY:
        seL4_Reply(seL4_MessageInfo_new(0, 0, 0, length));
        return seL4_Recv(handler, NULL);
    case BY_SAVED:
        seL4_Send(saved, seL4_MessageInfo_new(0, 0, 0, length));
        return seL4_Recv(handler, NULL);
    default:
        return seL4_ReplyRecv(handler, seL4_MessageInfo_new(0, 0, 0, length), NULL);
    }
}

/* What the thread says after its fault, in the same words. */
static void expect_own_message(struct thread *one, seL4_CPtr handler, seL4_MessageInfo_t info)
{
    EXPECT_EQ(seL4_MessageInfo_get_label(info), 77);
    EXPECT_EQ(seL4_MessageInfo_get_length(info), 2);
    EXPECT_EQ(seL4_GetMR(0), 0xa0);
    EXPECT_EQ(seL4_GetMR(1), 0xa1);
    seL4_Reply(seL4_MessageInfo_new(78, 0, 0, 0));
    (void)code_parked(one, handler);
}

/* A thread that is to call the handler in `code_svc` once it gets there. */
static struct thread *caller_at(void (*code)(void), seL4_CPtr handler)
{
    struct thread *one = code_new(code, handler, 0, handler);
    seL4_UserContext context = thread_registers(one);

    context.x1 = seL4_MessageInfo_new(77, 0, 0, 2).words[0];
    context.x2 = 0xa0;
    context.x3 = 0xa1;
    context.x7 = (seL4_Word)seL4_SysCall;
    code_set(one, &context);
    return one;
}

/* After its fault the thread's registers are put back, but for what the reply did. */
static void set_call(struct thread *one, seL4_CPtr handler)
{
    seL4_UserContext context = thread_registers(one);

    context.pc = (seL4_Word)code_svc;
    context.x0 = handler;
    context.x1 = seL4_MessageInfo_new(77, 0, 0, 2).words[0];
    context.x2 = 0xa0;
    context.x3 = 0xa1;
    context.x7 = (seL4_Word)seL4_SysCall;
    code_set(one, &context);
}

CASE(FAULT0120, "after the reply to an exception the thread's next call is its own message")
{
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);

    for (enum way way = BY_REPLY; way < WAYS; way++) {
        struct thread *one = caller_at(code_break, handler);

        if (way == BY_LONG_REPLY_RECV) {
            continue; /* it would set stack and state from words that are not meant */
        }
        REQUIRE_OK(seL4_TCB_Resume(one->tcb));
        seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
        REQUIRE_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
        info = answer(way, handler, (seL4_Word)code_svc);
        expect_own_message(one, handler, info);
    }
}

CASE(FAULT0121, "after the reply to a memory fault the thread's next call is its own message")
{
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);

    tables_map(SPACE, FREE_ADDRESS);
    for (enum way way = BY_REPLY; way < WAYS; way++) {
        struct thread *one = caller_at(code_jump, handler);
        seL4_UserContext context = thread_registers(one);

        context.x0 = FREE_ADDRESS;
        code_set(one, &context);
        REQUIRE_OK(seL4_TCB_Resume(one->tcb));
        seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
        REQUIRE_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
        set_call(one, handler);
        info = answer(way, handler, 0);
        expect_own_message(one, handler, info);
    }
}

CASE(FAULT0122, "after the reply to a capability fault the thread's next call is its own message")
{
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);

    for (enum way way = BY_REPLY; way < WAYS; way++) {
        struct thread *one = caller_at(code_svc, handler);
        seL4_UserContext context = thread_registers(one);

        context.x0 = 1ul << 40;
        code_set(one, &context);
        REQUIRE_OK(seL4_TCB_Resume(one->tcb));
        seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
        REQUIRE_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
        set_call(one, handler);
        info = answer(way, handler, 0);
        expect_own_message(one, handler, info);
    }
}

CASE(FAULT0123, "after the reply to an unknown system call the next call is the thread's own")
{
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);

    for (enum way way = BY_REPLY; way < WAYS; way++) {
        struct thread *one = caller_at(code_svc, handler);
        seL4_UserContext context = thread_registers(one);

        context.x7 = 5;
        code_set(one, &context);
        REQUIRE_OK(seL4_TCB_Resume(one->tcb));
        seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
        REQUIRE_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UnknownSyscall);
        /* The message is in the registers' order already: x7 makes it a call. */
        seL4_SetMR(seL4_UnknownSyscall_X7, (seL4_Word)seL4_SysCall);
        if (way == BY_LONG_REPLY_RECV) {
            info = answer(way, handler, handler);
        } else {
            set_call(one, handler);
            info = answer(way, handler, handler);
        }
        expect_own_message(one, handler, info);
    }
}

CASE(FAULT0124, "a fault that nobody received is told in place of the next message")
{
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    seL4_CPtr other = object_new(seL4_EndpointObject, 0);
    struct thread *one = caller_at(code_break, handler);

    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    /* It waits to tell. Stopped, and started again elsewhere, it calls another endpoint. */
    REQUIRE_OK(seL4_TCB_Suspend(one->tcb));
    set_call(one, other);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));

    seL4_MessageInfo_t info = seL4_Recv(other, NULL);

    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
    EXPECT_EQ(seL4_MessageInfo_get_length(info), seL4_UserException_Length);
    EXPECT_EQ(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)code_svc);
    EXPECT_EQ(seL4_GetMR(seL4_UserException_Number) >> 26, 0x3c);
    /* The answer is that to a fault: it tells the address; then the message is its own. */
    seL4_SetMR(0, (seL4_Word)code_svc);
    set_call(one, handler);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 1));
    expect_own_message(one, handler, seL4_Recv(handler, NULL));
}
