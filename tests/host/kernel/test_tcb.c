// SPDX-License-Identifier: BSD-2-Clause

/* Invocations of threads: registers, spaces, IPC buffer, priorities, binding, flags. */

#include "world.h"

#define T         100u
#define OTHER     110u
#define WORDS_ALL (ARCH_FRAME_REGISTERS + ARCH_GP_REGISTERS)

static word_t tcb_call(word_t label, const word_t *caps, word_t count, const word_t *words)
{
    return world_invoke(T, label, caps, count, words);
}

static word_t context_word(const struct tcb *tcb, word_t i)
{
    enum arch_reg reg = i < ARCH_FRAME_REGISTERS ? arch_frame_registers[i]
                                                 : arch_gp_registers[i - ARCH_FRAME_REGISTERS];
    return thread_get_reg(tcb, reg);
}

static void test_write_and_read_registers(void **state)
{
    (void)state;
    const struct tcb *tcb = world_thread(T, 10, 0);
    word_t words[2 + WORDS_ALL] = {0, WORDS_ALL};
    for (word_t i = 0; i < WORDS_ALL; i++) {
        words[2 + i] = 0x1000 + i;
    }
    assert_int_equal(tcb_call(TCBWriteRegisters, NO_CAPS, 2 + WORDS_ALL, words), 0);
    for (word_t i = 0; i < WORDS_ALL; i++) {
        assert_int_equal(context_word(tcb, i), i == 2 ? 0 : 0x1000 + i);
    }
    assert_int_equal(thread_get_reg(tcb, ARCH_REG_NEXT_IP), 0x1000);

    assert_int_equal(tcb_call(TCBReadRegisters, NO_CAPS, WORDS(0, WORDS_ALL)), 0);
    assert_int_equal(world_last.length, WORDS_ALL);
    assert_int_equal(world_last.mr[0], 0x1000);
    assert_int_equal(world_last.mr[3], 0x1003);
    assert_int_equal(world_buffer(world_boot())[BUFFER_MSG(4)], 0x1004);
    assert_int_equal(world_buffer(world_boot())[BUFFER_MSG(WORDS_ALL - 1)], 0x1000 + WORDS_ALL - 1);
    assert_int_equal(tcb_call(TCBReadRegisters, NO_CAPS, WORDS(1, 1)), 0);
    assert_int_equal(world_last.length, 1);
    assert_int_equal(tcb->state, THREAD_INACTIVE);
}

static void test_register_arguments(void **state)
{
    (void)state;
    world_thread(T, 10, 0);
    assert_int_equal(tcb_call(TCBReadRegisters, NO_CAPS, WORDS(0)), seL4_TruncatedMessage);
    assert_int_equal(tcb_call(TCBReadRegisters, NO_CAPS, WORDS(0, 0)), seL4_RangeError);
    assert_int_equal(world_last.mr[0], 1);
    assert_int_equal(world_last.mr[1], WORDS_ALL);
    assert_int_equal(tcb_call(TCBReadRegisters, NO_CAPS, WORDS(0, WORDS_ALL + 1)), seL4_RangeError);
    assert_int_equal(world_invoke(SLOT_TCB, TCBReadRegisters, NO_CAPS, WORDS(0, 1)),
                     seL4_IllegalOperation);
    assert_int_equal(tcb_call(TCBWriteRegisters, NO_CAPS, WORDS(0, 3, 1, 2)),
                     seL4_TruncatedMessage);
    assert_int_equal(world_invoke(SLOT_TCB, TCBWriteRegisters, NO_CAPS, WORDS(0, 1, 1)),
                     seL4_IllegalOperation);
    assert_int_equal(tcb_call(TCBCopyRegisters, NO_CAPS, WORDS(0)), seL4_TruncatedMessage);
    assert_int_equal(tcb_call(TCBCopyRegisters, CAPS(SLOT_CNODE), WORDS(0)),
                     seL4_InvalidCapability);
    assert_int_equal(world_last.mr[0], 1);
}

static void test_copy_registers(void **state)
{
    (void)state;
    struct tcb *from = world_thread(OTHER, 10, 0);
    struct tcb *to = world_thread(T, 10, 0);
    assert_int_equal(tcb_call(TCBSuspend, NO_CAPS, 0, NULL), 0);
    for (word_t i = 0; i < ARCH_REG_COUNT; i++) {
        from->context.reg[i] = 0x100 + i;
        to->context.reg[i] = 0;
    }
    assert_int_equal(tcb_call(TCBCopyRegisters, CAPS(OTHER), WORDS(4)), 0);
    for (word_t i = 0; i < WORDS_ALL; i++) {
        assert_int_equal(context_word(to, i), i < ARCH_FRAME_REGISTERS ? context_word(from, i) : 0);
    }
    assert_int_equal(thread_get_reg(to, ARCH_REG_NEXT_IP), thread_get_reg(from, ARCH_REG_FAULT_IP));
    assert_int_equal(to->state, THREAD_INACTIVE);
    assert_int_equal(tcb_call(TCBCopyRegisters, CAPS(OTHER), WORDS(8 | 2 | 1)), 0);
    assert_int_equal(from->state, THREAD_INACTIVE);
    assert_int_equal(to->state, THREAD_RESTART);
    for (word_t i = 0; i < WORDS_ALL; i++) {
        assert_int_equal(context_word(to, i), context_word(from, i));
    }
    world_check();
}

static void test_suspended_thread_continues_where_it_was(void **state)
{
    (void)state;
    struct tcb *tcb = world_thread(T, 255, 0);
    world_syscall((word_t)seL4_SysYield, 0, 0, 0, NULL);
    world_expect_current(tcb);
    /* Inside a system call that has ended, the restart address is still that of the svc. */
    world_syscall((word_t)seL4_SysYield, 0, 0, 0, NULL);
    world_expect_current(world_boot());
    assert_int_equal(tcb_call(TCBReadRegisters, NO_CAPS, WORDS(0, 1)), 0);
    assert_int_equal(world_last.mr[0], WORLD_IP);
    assert_int_equal(tcb_call(TCBReadRegisters, NO_CAPS, WORDS(1, 1)), 0);
    assert_int_equal(world_last.mr[0], WORLD_IP + 4);
}

static void test_priorities(void **state)
{
    (void)state;
    const struct tcb *tcb = world_thread(T, 10, 0);
    assert_int_equal(tcb_call(TCBSetPriority, NO_CAPS, WORDS(1)), seL4_TruncatedMessage);
    assert_int_equal(tcb_call(TCBSetPriority, CAPS(SLOT_CNODE), WORDS(1)), seL4_InvalidCapability);
    assert_int_equal(world_last.mr[0], 1);
    assert_int_equal(tcb_call(TCBSetMCPriority, CAPS(SLOT_TCB), WORDS(40)), 0);
    assert_int_equal(tcb->max_priority, 40);
    assert_int_equal(tcb_call(TCBSetPriority, CAPS(T), WORDS(41)), seL4_RangeError);
    assert_int_equal(world_last.mr[0], 0);
    assert_int_equal(world_last.mr[1], 40);
    assert_int_equal(tcb_call(TCBSetPriority, CAPS(SLOT_TCB), WORDS(256)), seL4_RangeError);
    assert_int_equal(world_last.mr[1], 255);
    assert_int_equal(tcb_call(TCBSetSchedParams, CAPS(SLOT_TCB), WORDS(30)), seL4_TruncatedMessage);
    assert_int_equal(tcb_call(TCBSetSchedParams, CAPS(T), WORDS(30, 41)), seL4_RangeError);
    assert_int_equal(tcb->max_priority, 40);
    assert_int_equal(tcb_call(TCBSetSchedParams, CAPS(SLOT_TCB), WORDS(30, 200)), 0);
    assert_int_equal(tcb->max_priority, 30);
    assert_int_equal(tcb->priority, 200);
    world_check();
}

static void test_spaces(void **state)
{
    (void)state;
    const struct tcb *tcb = world_thread(T, 10, 0);
    assert_int_equal(tcb_call(TCBSetSpace, CAPS(SLOT_CNODE), WORDS(0, 0, 0)),
                     seL4_TruncatedMessage);
    assert_int_equal(tcb_call(TCBSetSpace, CAPS(SLOT_TCB, SLOT_VSPACE), WORDS(0, 0, 0)),
                     seL4_IllegalOperation);
    assert_int_equal(tcb_call(TCBSetSpace, CAPS(SLOT_CNODE, SLOT_TCB), WORDS(0, 0, 0)),
                     seL4_IllegalOperation);
    assert_int_equal(tcb_call(TCBSetSpace, CAPS(SLOT_CNODE, SLOT_VSPACE), WORDS(0, 55, 0)),
                     seL4_IllegalOperation);
    assert_int_equal(
        tcb_call(TCBSetSpace, CAPS(SLOT_CNODE, SLOT_VSPACE), WORDS(77, 1ul << 6 | 4, 0)), 0);
    assert_int_equal(tcb->fault_handler, 77);
    assert_int_equal(cap_cnode_guard_bits(tcb->slots[TCB_SLOT_CSPACE].cap), 4);
    assert_int_equal(cap_cnode_guard(tcb->slots[TCB_SLOT_CSPACE].cap), 1);
    world_check();
}

static void test_ipc_buffer(void **state)
{
    (void)state;
    const struct tcb *tcb = world_thread(T, 10, 0);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_ARM_SmallPageObject, 0, OTHER, 1), 0);
    assert_int_equal(tcb_call(TCBSetIPCBuffer, NO_CAPS, WORDS(0)), seL4_TruncatedMessage);
    assert_int_equal(tcb_call(TCBSetIPCBuffer, CAPS(SLOT_TCB), WORDS(0x400)),
                     seL4_IllegalOperation);
    assert_int_equal(tcb_call(TCBSetIPCBuffer, CAPS(OTHER), WORDS(0x408)), seL4_AlignmentError);
    assert_int_equal(tcb_call(TCBSetIPCBuffer, CAPS(OTHER), WORDS(0x400)), 0);
    assert_int_equal((kptr_t)world_buffer(tcb), cap_addr(world_slot(OTHER)->cap) + 0x400);
    /* The thread's capability is a copy: it goes with the original. */
    assert_int_equal(world_revoke(OTHER), 0);
    assert_null(thread_buffer(tcb, false));
    assert_int_equal(tcb_call(TCBSetIPCBuffer, CAPS(OTHER), WORDS(0x400)), 0);
    assert_int_equal(tcb_call(TCBSetIPCBuffer, CAPS(SLOT_TCB), WORDS(0)), 0);
    assert_null(thread_buffer(tcb, false));
    world_check();
}

static void test_without_ipc_buffer_four_words(void **state)
{
    (void)state;
    world_thread(T, 10, 0);
    assert_int_equal(world_invoke(SLOT_TCB, TCBSetIPCBuffer, CAPS(SLOT_TCB), WORDS(0)), 0);
    word_t info = msginfo_pack(TCBReadRegisters, 0, 0, 2);
    world_syscall((word_t)seL4_SysCall, T, info, WORDS(0, WORDS_ALL));
    assert_int_equal(world_answer(world_boot()).label, 0);
    assert_int_equal(world_answer(world_boot()).length, 4);
    world_syscall((word_t)seL4_SysCall, T, msginfo_pack(TCBWriteRegisters, 0, 0, 7),
                  WORDS(0, 5, 1, 2));
    assert_int_equal(world_answer(world_boot()).label, seL4_TruncatedMessage);
}

static void test_binding(void **state)
{
    (void)state;
    struct tcb *tcb = world_thread(T, 10, 0);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_NotificationObject, 0, 40, 1), 0);
    assert_int_equal(world_copy(41, 40, RIGHT_WRITE), 0);
    assert_int_equal(tcb_call(TCBUnbindNotification, NO_CAPS, 0, NULL), seL4_IllegalOperation);
    assert_int_equal(tcb_call(TCBBindNotification, NO_CAPS, 0, NULL), seL4_TruncatedMessage);
    assert_int_equal(tcb_call(TCBBindNotification, CAPS(41), 0, NULL), seL4_IllegalOperation);
    assert_int_equal(tcb_call(TCBBindNotification, CAPS(SLOT_TCB), 0, NULL), seL4_IllegalOperation);
    assert_int_equal(tcb_call(TCBBindNotification, CAPS(40), 0, NULL), 0);
    assert_int_equal(tcb_call(TCBUnbindNotification, NO_CAPS, 0, NULL), 0);
    assert_int_equal(tcb_call(TCBBindNotification, CAPS(40), 0, NULL), 0);
    assert_int_equal(world_revoke(SLOT_UNTYPED), 0);
    assert_null(tcb->bound);
}

static void test_flags_and_tls(void **state)
{
    (void)state;
    const struct tcb *tcb = world_thread(T, 10, 0);
    assert_int_equal(tcb_call(TCBSetTLSBase, NO_CAPS, 0, NULL), seL4_TruncatedMessage);
    assert_int_equal(tcb_call(TCBSetTLSBase, NO_CAPS, WORDS(0x7000)), 0);
    assert_int_equal(thread_get_reg(tcb, ARCH_REG_TLS), 0x7000);
    assert_int_equal(tcb_call(TCBSetFlags, NO_CAPS, WORDS(0)), seL4_TruncatedMessage);
    assert_int_equal(tcb_call(TCBSetFlags, NO_CAPS, WORDS(0, ~0ul)), 0);
    assert_int_equal(world_last.length, 1);
    assert_int_equal(world_last.mr[0], seL4_TCBFlag_fpuDisabled);
    assert_int_equal(tcb_call(TCBSetFlags, NO_CAPS, WORDS(1, 0)), 0);
    assert_int_equal(world_last.mr[0], 0);
    assert_int_equal(tcb_call(CNodeCopy, NO_CAPS, 0, NULL), seL4_IllegalOperation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_write_and_read_registers),
        WORLD_TEST(test_register_arguments),
        WORLD_TEST(test_copy_registers),
        WORLD_TEST(test_suspended_thread_continues_where_it_was),
        WORLD_TEST(test_priorities),
        WORLD_TEST(test_spaces),
        WORLD_TEST(test_ipc_buffer),
        WORLD_TEST(test_without_ipc_buffer_four_words),
        WORLD_TEST(test_binding),
        WORLD_TEST(test_flags_and_tls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
