// SPDX-License-Identifier: BSD-2-Clause

/* Messages, replies, capabilities in messages, notifications, faults. */

#include <string.h>
#include "world.h"

#define EP     40u
#define CLIENT 42u /**< EP badged 7, all rights */
#define NTFN   44u
#define NTFNB  45u /**< NTFN badged 0x10 */
#define TCB_A  50u
#define TCB_B  52u
#define RECV   60u /**< slot offered for received capabilities */

static struct tcb *a;
static struct tcb *b;

/** Threads A and B of priorities 20 and 10; the boot thread steps back below both. */
static int setup(void **state)
{
    int result = world_setup(state);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, EP, 1), 0);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_NotificationObject, 0, NTFN, 1), 0);
    assert_int_equal(world_mint(CLIENT, EP, RIGHTS_ALL, 7), 0);
    assert_int_equal(world_mint(NTFNB, NTFN, RIGHTS_ALL, 0x10), 0);
    a = world_thread(TCB_A, 20, EP);
    b = world_thread(TCB_B, 10, EP);
    return result;
}

static void step_back(void)
{
    assert_int_equal(world_invoke(SLOT_TCB, TCBSetPriority, CAPS(SLOT_TCB), WORDS(1)), 0);
    world_expect_current(a);
}

static void receive(word_t cap)
{
    world_syscall((word_t)seL4_SysRecv, cap, 0, 0, NULL);
}

static void send(word_t number, word_t cap, word_t label, word_t count, const word_t *words)
{
    world_syscall(number, cap, msginfo_pack(label, 0, 0, count), count, words);
}

static void test_call_and_reply(void **state)
{
    (void)state;
    step_back();
    receive(EP);
    world_expect_current(b);
    send((word_t)seL4_SysCall, CLIENT, 99, WORDS(1, 2, 3, 4, 5, 6));
    world_expect_current(a);
    struct answer got = world_answer(a);
    assert_int_equal(got.badge, 7);
    assert_int_equal(got.label, 99);
    assert_int_equal(got.length, 6);
    assert_int_equal(got.mr[3], 4);
    assert_int_equal(world_buffer(a)[BUFFER_MSG(4)], 5);
    assert_int_equal(world_buffer(a)[BUFFER_MSG(5)], 6);
    assert_int_equal(b->state, THREAD_BLOCKED_REPLY);

    send((word_t)seL4_SysReplyRecv, EP, 5, WORDS(42));
    world_expect_current(b);
    got = world_answer(b);
    assert_int_equal(got.badge, 0);
    assert_int_equal(got.label, 5);
    assert_int_equal(got.length, 1);
    assert_int_equal(got.mr[0], 42);
    assert_true(cte_is_empty(&a->slots[TCB_SLOT_CALLER]));
    world_check();
}

static void test_senders_come_in_order(void **state)
{
    (void)state;
    step_back();
    send((word_t)seL4_SysSend, CLIENT, 1, WORDS(11));
    world_expect_current(b);
    send((word_t)seL4_SysSend, EP, 2, WORDS(22));
    world_expect_current(world_boot());
    receive(EP);
    assert_int_equal(world_answer(world_boot()).mr[0], 11);
    /* Having been freed, the sender of higher priority runs. */
    world_expect_current(a);
    assert_int_equal(a->state, THREAD_RUNNING);
    world_check();
}

static void test_nonblocking(void **state)
{
    (void)state;
    step_back();
    send((word_t)seL4_SysNBSend, CLIENT, 1, WORDS(1));
    world_expect_current(a);
    world_syscall((word_t)seL4_SysNBRecv, EP, 0, 0, NULL);
    world_expect_current(a);
    assert_int_equal(world_answer(a).badge, 0);
    /* An address that leads nowhere is ignored by NBSend, a fault for Send. */
    send((word_t)seL4_SysNBSend, 999, 1, 0, NULL);
    world_expect_current(a);
    send((word_t)seL4_SysSend, BIT(50), 1, 0, NULL);
    world_expect_current(b);
    assert_int_equal(a->state, THREAD_BLOCKED_SEND);
    assert_int_equal(a->fault.kind, seL4_Fault_CapFault);
}

static void test_rights(void **state)
{
    (void)state;
    assert_int_equal(world_copy(70, EP, RIGHT_READ), 0);
    assert_int_equal(world_copy(71, EP, RIGHT_WRITE), 0);
    assert_int_equal(world_copy(72, NTFN, RIGHT_READ), 0);
    step_back();
    send((word_t)seL4_SysCall, 70, 0, 0, NULL);
    assert_int_equal(world_answer(a).label, seL4_InvalidCapability);
    assert_int_equal(world_answer(a).length, 1);
    assert_int_equal(world_answer(a).mr[0], 0);
    send((word_t)seL4_SysCall, 72, 0, 0, NULL);
    assert_int_equal(world_answer(a).label, seL4_InvalidCapability);
    send((word_t)seL4_SysCall, 999, 0, 0, NULL);
    assert_int_equal(world_answer(a).label, seL4_InvalidCapability);
    /* Receiving without the right is a fault in the receive phase. */
    receive(71);
    assert_int_equal(a->fault.kind, seL4_Fault_CapFault);
    assert_true(a->fault.cap.receiving);
    assert_int_equal(a->fault.cap.failure.type, seL4_MissingCapability);
    assert_int_equal(a->fault.cap.failure.bits_left, 0);
}

static void test_call_without_grant_stops_the_caller(void **state)
{
    (void)state;
    assert_int_equal(world_copy(70, EP, RIGHT_WRITE), 0);
    assert_int_equal(world_copy(71, EP, RIGHT_WRITE | RIGHT_GRANT_REPLY), 0);
    step_back();
    receive(EP);
    send((word_t)seL4_SysCall, 71, 0, 0, NULL);
    world_expect_current(a);
    assert_int_equal(b->state, THREAD_BLOCKED_REPLY);
    send((word_t)seL4_SysReplyRecv, EP, 0, 0, NULL);
    world_expect_current(b);
    send((word_t)seL4_SysCall, 70, 0, 0, NULL);
    world_expect_current(a);
    assert_int_equal(b->state, THREAD_INACTIVE);
    assert_true(cte_is_empty(&a->slots[TCB_SLOT_CALLER]));
}

static void offer_slot(const struct tcb *tcb, word_t slot)
{
    word_t *buffer = world_buffer(tcb);
    buffer[BUFFER_RECEIVE_CNODE] = SLOT_CNODE;
    buffer[BUFFER_RECEIVE_INDEX] = slot;
    buffer[BUFFER_RECEIVE_DEPTH] = WORD_BITS;
}

static void send_caps(word_t cap, word_t count, const word_t *caps)
{
    word_t *buffer = world_buffer(current_thread());
    for (word_t i = 0; i < count; i++) {
        buffer[BUFFER_CAP(i)] = caps[i];
    }
    world_syscall((word_t)seL4_SysCall, cap, msginfo_pack(3, 0, count, 1), WORDS(9));
}

static void test_capability_transfer(void **state)
{
    (void)state;
    step_back();
    offer_slot(a, RECV);
    receive(EP);
    send_caps(CLIENT, WORDS(CLIENT, NTFNB, NTFN));
    word_t info = thread_get_reg(a, ARCH_REG_MSG_INFO);
    /* The first came as a badge, the second as a copy, for the third there was no slot. */
    assert_int_equal(msginfo_extra(info), 2);
    assert_int_equal((info >> MSGINFO_UNWRAPPED_SHIFT) & 7, 1);
    assert_int_equal(world_buffer(a)[BUFFER_CAP(0)], 7);
    assert_int_equal(cap_type(world_slot(RECV)->cap), CAP_NOTIFICATION);
    assert_int_equal(cap_badge(world_slot(RECV)->cap), 0x10);
    assert_int_equal(msginfo_length(info), 1);
    world_check();

    /* The slot is full now; the reply travels back with a capability as well. */
    offer_slot(b, RECV + 1);
    world_buffer(a)[BUFFER_CAP(0)] = RECV;
    world_syscall((word_t)seL4_SysReply, 0, msginfo_pack(0, 0, 1, 0), 0, NULL);
    info = thread_get_reg(b, ARCH_REG_MSG_INFO);
    assert_int_equal(msginfo_extra(info), 1);
    assert_int_equal(cap_type(world_slot(RECV + 1)->cap), CAP_NOTIFICATION);
    world_check();
}

static void test_no_transfer_without_grant(void **state)
{
    (void)state;
    assert_int_equal(world_mint(70, EP, RIGHT_WRITE | RIGHT_GRANT_REPLY, 3), 0);
    step_back();
    offer_slot(a, RECV);
    receive(EP);
    send_caps(70, WORDS(NTFN));
    assert_int_equal(msginfo_extra(thread_get_reg(a, ARCH_REG_MSG_INFO)), 0);
    assert_true(cte_is_empty(world_slot(RECV)));
    assert_int_equal(world_answer(a).badge, 3);
}

static void test_reply_needs_receivers_grant(void **state)
{
    (void)state;
    assert_int_equal(world_copy(70, EP, RIGHT_READ), 0);
    step_back();
    receive(70);
    send_caps(CLIENT, 0, NULL);
    world_expect_current(a);
    offer_slot(b, RECV);
    world_buffer(a)[BUFFER_CAP(0)] = NTFN;
    world_syscall((word_t)seL4_SysReply, 0, msginfo_pack(0, 0, 1, 0), 0, NULL);
    assert_int_equal(msginfo_extra(thread_get_reg(b, ARCH_REG_MSG_INFO)), 0);
    assert_true(cte_is_empty(world_slot(RECV)));
}

static void test_transfer_from_a_queued_sender(void **state)
{
    (void)state;
    step_back();
    world_buffer(a)[BUFFER_CAP(0)] = NTFNB;
    world_syscall((word_t)seL4_SysSend, CLIENT, msginfo_pack(3, 0, 1, 120), 0, NULL);
    world_expect_current(b);
    offer_slot(b, RECV);
    receive(EP);
    assert_int_equal(world_answer(b).length, 120);
    assert_int_equal(cap_type(world_slot(RECV)->cap), CAP_NOTIFICATION);
}

static void test_save_caller(void **state)
{
    (void)state;
    step_back();
    receive(EP);
    send((word_t)seL4_SysCall, CLIENT, 0, 0, NULL);
    world_expect_current(a);
    assert_int_equal(world_invoke(SLOT_CNODE, CNodeSaveCaller, NO_CAPS, WORDS(RECV, 64)), 0);
    assert_int_equal(cap_type(world_slot(RECV)->cap), CAP_REPLY);
    assert_true(cte_is_empty(&a->slots[TCB_SLOT_CALLER]));
    assert_int_equal(world_copy(RECV + 1, RECV, RIGHTS_ALL), seL4_IllegalOperation);
    assert_int_equal(world_move(RECV + 1, RECV), 0);
    send((word_t)seL4_SysSend, RECV + 1, 6, WORDS(1));
    assert_int_equal(b->state, THREAD_RUNNING);
    assert_int_equal(world_answer(b).label, 6);
    /* A reply capability is good for one answer. */
    assert_true(cte_is_empty(world_slot(RECV + 1)));
    world_check();
}

static void test_reply_capability_goes_with_the_caller(void **state)
{
    (void)state;
    step_back();
    receive(EP);
    send((word_t)seL4_SysCall, CLIENT, 0, 0, NULL);
    world_expect_current(a);
    assert_int_equal(world_invoke(TCB_B, TCBSuspend, NO_CAPS, 0, NULL), 0);
    assert_true(cte_is_empty(&a->slots[TCB_SLOT_CALLER]));
    send((word_t)seL4_SysReply, 0, 0, 0, NULL);
    assert_int_equal(b->state, THREAD_INACTIVE);
    world_check();
}

static void test_receive_drops_the_caller(void **state)
{
    (void)state;
    step_back();
    receive(EP);
    send((word_t)seL4_SysCall, CLIENT, 0, 0, NULL);
    receive(EP);
    assert_int_equal(b->state, THREAD_BLOCKED_REPLY);
    assert_true(cte_is_empty(&a->slots[TCB_SLOT_CALLER]));
    world_check();
}

static void test_notification(void **state)
{
    (void)state;
    assert_int_equal(world_mint(70, NTFN, RIGHT_WRITE, 1), 0);
    step_back();
    send((word_t)seL4_SysSend, NTFNB, 0, 0, NULL);
    send((word_t)seL4_SysNBSend, 70, 0, 0, NULL);
    receive(NTFN);
    world_expect_current(a);
    assert_int_equal(world_answer(a).badge, 0x11);
    receive(NTFN);
    world_expect_current(b);
    send((word_t)seL4_SysSend, 70, 0, 0, NULL);
    world_expect_current(a);
    assert_int_equal(world_answer(a).badge, 1);
    world_syscall((word_t)seL4_SysNBRecv, NTFN, 0, 0, NULL);
    assert_int_equal(world_answer(a).badge, 0);
    world_check();
}

static void test_bound_notification(void **state)
{
    (void)state;
    assert_int_equal(world_invoke(TCB_A, TCBBindNotification, CAPS(NTFN), 0, NULL), 0);
    assert_int_equal(world_invoke(TCB_A, TCBBindNotification, CAPS(NTFN), 0, NULL),
                     seL4_IllegalOperation);
    assert_int_equal(world_invoke(TCB_B, TCBBindNotification, CAPS(NTFN), 0, NULL),
                     seL4_IllegalOperation);
    step_back();
    receive(EP);
    world_expect_current(b);
    send((word_t)seL4_SysSend, NTFNB, 0, 0, NULL);
    world_expect_current(a);
    assert_int_equal(world_answer(a).badge, 0x10);
    /* A signal that is there comes before a sender that waits. */
    send((word_t)seL4_SysSend, NTFNB, 0, 0, NULL);
    receive(EP);
    world_expect_current(a);
    assert_int_equal(world_answer(a).badge, 0x10);
    receive(EP);
    world_expect_current(b);
    /* Nobody else may wait for a bound notification. */
    receive(NTFN);
    assert_int_equal(b->fault.kind, seL4_Fault_CapFault);
    world_check();
}

static void test_deleting_endpoint_restarts_waiters(void **state)
{
    (void)state;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, 80, 1), 0);
    step_back();
    receive(80);
    receive(80);
    world_expect_current(world_boot());
    assert_int_equal(world_delete(80), 0);
    /* Restarted, each executes its svc again. */
    world_expect_current(a);
    assert_int_equal(thread_get_reg(a, ARCH_REG_NEXT_IP), WORLD_IP);
    assert_int_equal(b->state, THREAD_RESTART);
    world_check();
}

static void test_cancel_badged_sends(void **state)
{
    (void)state;
    assert_int_equal(world_mint(70, EP, RIGHTS_ALL, 8), 0);
    step_back();
    send((word_t)seL4_SysCall, CLIENT, 0, 0, NULL);
    send((word_t)seL4_SysCall, 70, 0, 0, NULL);
    world_expect_current(world_boot());
    assert_int_equal(world_invoke(SLOT_CNODE, CNodeCancelBadgedSends, NO_CAPS, WORDS(70, 64)), 0);
    world_expect_current(b);
    assert_int_equal(a->state, THREAD_BLOCKED_SEND);
    world_check();
}

static void test_faults(void **state)
{
    (void)state;
    step_back();
    receive(EP);
    world_expect_current(b);
    thread_set_reg(b, ARCH_REG_FAULT_IP, 0x1234);
    kernel_fault((struct fault){.kind = seL4_Fault_VMFault,
                                .vm = {.address = 0xdead, .status = 0x92, .instruction = 1}});
    world_expect_current(a);
    struct answer got = world_answer(a);
    assert_int_equal(got.label, seL4_Fault_VMFault);
    assert_int_equal(got.length, 4);
    assert_int_equal(got.mr[seL4_VMFault_IP], 0x1234);
    assert_int_equal(got.mr[seL4_VMFault_Addr], 0xdead);
    assert_int_equal(got.mr[seL4_VMFault_PrefetchFault], 1);
    assert_int_equal(got.mr[seL4_VMFault_FSR], 0x92);
    send((word_t)seL4_SysReplyRecv, EP, 0, 0, NULL);
    world_expect_current(b);
    assert_int_equal(thread_get_reg(b, ARCH_REG_NEXT_IP), 0x1234);

    /* An unknown system call: the reply sets registers, a label other than 0 leaves it stopped. */
    world_syscall(1234, 77, 0, 0, NULL);
    got = world_answer(a);
    assert_int_equal(got.label, seL4_Fault_UnknownSyscall);
    assert_int_equal(got.length, seL4_UnknownSyscall_Length);
    assert_int_equal(got.mr[0], 77);
    assert_int_equal(world_buffer(a)[BUFFER_MSG(seL4_UnknownSyscall_Syscall)], 1234);
    assert_int_equal(world_buffer(a)[BUFFER_MSG(seL4_UnknownSyscall_FaultIP)], 0x1234);
    word_t reply[12] = {1, 2, 3, 4, 5, 6, 7, 8, 0x5000, 0x6000, 0x7000, ~0ul};
    send((word_t)seL4_SysReplyRecv, EP, 0, 12, reply);
    world_expect_current(b);
    assert_int_equal(thread_get_reg(b, ARCH_REG_NEXT_IP), 0x5000);
    assert_int_equal(thread_get_reg(b, ARCH_REG_SP), 0x6000);
    assert_int_equal(thread_get_reg(b, ARCH_REG_SPSR), HOSTTEST_SPSR_MASK);
    assert_int_equal(thread_get_reg(b, (enum arch_reg)7), 8);
    kernel_fault((struct fault){.kind = seL4_Fault_UserException, .user = {0x11, 0x22}});
    got = world_answer(a);
    assert_int_equal(got.label, seL4_Fault_UserException);
    assert_int_equal(got.length, 5);
    assert_int_equal(world_buffer(a)[BUFFER_MSG(4)], 0x22);
    send((word_t)seL4_SysReplyRecv, EP, 1, 0, NULL);
    assert_int_equal(b->state, THREAD_INACTIVE);
    world_check();
}

static void test_cap_fault_message(void **state)
{
    (void)state;
    step_back();
    receive(EP);
    receive(BIT(50) | 3);
    struct answer got = world_answer(a);
    assert_int_equal(got.label, seL4_Fault_CapFault);
    assert_int_equal(got.length, 7);
    assert_int_equal(got.mr[seL4_CapFault_Addr], BIT(50) | 3);
    assert_int_equal(got.mr[seL4_CapFault_InRecvPhase], 1);
    assert_int_equal(got.mr[seL4_CapFault_LookupFailureType], seL4_GuardMismatch);
    const word_t *buffer = world_buffer(a);
    assert_int_equal(buffer[BUFFER_MSG(seL4_CapFault_BitsLeft)], 64);
    assert_int_equal(buffer[BUFFER_MSG(seL4_CapFault_GuardMismatch_GuardFound)], 0);
    assert_int_equal(buffer[BUFFER_MSG(seL4_CapFault_GuardMismatch_BitsFound)], 54);
}

static void test_fault_without_handler(void **state)
{
    (void)state;
    assert_int_equal(
        world_invoke(TCB_A, TCBSetSpace, CAPS(SLOT_CNODE, SLOT_VSPACE), WORDS(0, 0, 0)), 0);
    step_back();
    kernel_fault((struct fault){.kind = seL4_Fault_VMFault, .vm = {.address = 0xabc0}});
    assert_int_equal(a->state, THREAD_INACTIVE);
    world_expect_current(b);
    assert_non_null(strstr(hosttest.console, "0xabc0"));
}

#define IPC_TEST(f) cmocka_unit_test_setup_teardown(f, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IPC_TEST(test_call_and_reply),
        IPC_TEST(test_senders_come_in_order),
        IPC_TEST(test_nonblocking),
        IPC_TEST(test_rights),
        IPC_TEST(test_call_without_grant_stops_the_caller),
        IPC_TEST(test_capability_transfer),
        IPC_TEST(test_no_transfer_without_grant),
        IPC_TEST(test_reply_needs_receivers_grant),
        IPC_TEST(test_transfer_from_a_queued_sender),
        IPC_TEST(test_save_caller),
        IPC_TEST(test_reply_capability_goes_with_the_caller),
        IPC_TEST(test_receive_drops_the_caller),
        IPC_TEST(test_notification),
        IPC_TEST(test_bound_notification),
        IPC_TEST(test_deleting_endpoint_restarts_waiters),
        IPC_TEST(test_cancel_badged_sends),
        IPC_TEST(test_faults),
        IPC_TEST(test_cap_fault_message),
        IPC_TEST(test_fault_without_handler),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
