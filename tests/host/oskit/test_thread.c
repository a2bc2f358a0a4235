// SPDX-License-Identifier: BSD-2-Clause
/* Threads, interrupts, messages. */

#include <oskit/irq.h>
#include <oskit/message.h>
#include <oskit/thread.h>
#include "rig.h"

static struct oskit_vspace vs;
static struct oskit_table tables[16];
static struct oskit_capset set;

static const struct oskit_thread_config config = {.cspace = FAKE_CNODE,
                                                  .vspace = FAKE_VSPACE,
                                                  .fault_ep = 18,
                                                  .ipc_buffer = 0x20000000,
                                                  .authority = FAKE_TCB,
                                                  .priority = 100,
                                                  .max_priority = 110,
                                                  .no_fpu = true,
                                                  .entry = 0x400000,
                                                  .args = {1, 2, 3, 4},
                                                  .tls = 0x777,
                                                  .percpu = 0x888};

static int setup(void **state)
{
    uint32_t block;

    rig_two_level(state);
    assert_int_equal(oskit_vspace_init(&vs, FAKE_VSPACE, &rig.cs, &rig.pool, NULL, tables, 16),
                     OSKIT_OK);
    assert_int_equal(oskit_pool_alloc(&rig.pool, 16, &block), OSKIT_OK);
    assert_int_equal(oskit_capset_init(&set, &rig.cs, oskit_pool_untyped(&rig.pool, block), 32),
                     OSKIT_OK);
    return 0;
}

static void a_thread_gets_all_it_needs(void **state)
{
    struct oskit_thread_memory memory = {
        .cnode_bits = 5, .stack_top = 0x30008000, .stack_pages = 4, .ipc_buffer = true};
    struct oskit_thread thread;

    (void)state;
    assert_int_equal(oskit_thread_create(&thread, &set, &vs, &config, &memory), OSKIT_OK);
    assert_int_equal(fake.thread.fault_ep, 18);
    assert_int_equal(fake.thread.cspace, thread.cnode);
    assert_int_equal(fake.thread.guard, 59);
    assert_int_equal(fake.thread.buffer, 0x20000000);
    assert_int_equal(fake.thread.frame, thread.ipc_frame);
    assert_int_equal(fake.thread.priority, 100);
    assert_int_equal(fake.thread.max_priority, 110);
    assert_int_equal(fake.thread.flags, seL4_TCBFlag_fpuDisabled);
    assert_int_equal(fake.thread.regs.pc, 0x400000);
    assert_int_equal(fake.thread.regs.sp, 0x30008000);
    assert_int_equal(fake.thread.regs.x3, 4);
    assert_int_equal(fake.thread.regs.tpidr_el0, 0x777);
    assert_int_equal(fake.thread.regs.tpidrro_el0, 0x888);
    assert_ptr_equal(fake_mapping(0x30004000), &fake.caps[thread.stack_frames]);
    assert_non_null(fake_mapping(0x30007fff));
    assert_null(fake_mapping(0x30003fff));
    assert_false(fake.thread.resumed);
    assert_int_equal(oskit_thread_start(thread.tcb), OSKIT_OK);
    assert_true(fake.thread.resumed);
}

static void every_call_may_be_refused(void **state)
{
    struct oskit_thread_memory memory = {
        .cnode_bits = 5, .stack_top = 0x30008000, .stack_pages = 4, .ipc_buffer = true};
    enum oskit_error error = OSKIT_ERR_STATE;
    struct oskit_thread thread;
    unsigned n = 0;

    (void)state;
    while (error != OSKIT_OK) {
        n++;
        fake.fail_at = fake.calls + n;
        fake.fail_with = seL4_IllegalOperation;
        error = oskit_thread_create(&thread, &set, &vs, &config, &memory);
        fake.fail_at = 0;
        assert_true(error == OSKIT_OK || error == OSKIT_ERR_KERNEL_OPERATION);
        assert_int_equal(oskit_capset_recycle(&set), OSKIT_OK);
        rig_check();
    }
    assert_true(n > 12);
}

static void wrong_configurations_are_refused(void **state)
{
    struct oskit_thread_config wrong = config;

    (void)state;
    wrong.cspace = 0;
    assert_int_equal(oskit_thread_configure(FAKE_TCB, &wrong), OSKIT_ERR_ARGUMENT);
    wrong = config;
    wrong.stack = 8;
    assert_int_equal(oskit_thread_configure(FAKE_TCB, &wrong), OSKIT_ERR_ALIGNMENT);
    wrong = config;
    wrong.ipc_buffer = 512;
    assert_int_equal(oskit_thread_configure(FAKE_TCB, &wrong), OSKIT_ERR_ALIGNMENT);
}

static void interrupts_come_and_go(void **state)
{
    seL4_CPtr handler;
    seL4_CPtr again;
    uint64_t used = rig.cs.slots_used;

    (void)state;
    assert_int_equal(oskit_irq_register(&rig.cs, FAKE_IRQ, 30, true, 0, &handler), OSKIT_OK);
    assert_int_equal(fake.caps[handler].irq, 30);
    assert_int_equal(fake.caps[handler].attributes, 1);
    assert_int_equal(oskit_irq_register(&rig.cs, FAKE_IRQ, 30, true, 0, &again), OSKIT_ERR_EXISTS);
    assert_int_equal(oskit_irq_register(&rig.cs, FAKE_IRQ, 31, false, 1, &again),
                     OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_irq_register(&rig.cs, FAKE_IRQ, 99, false, 0, &again),
                     OSKIT_ERR_KERNEL_RANGE);
    assert_int_equal(oskit_irq_bind(handler, FAKE_ENDPOINT), OSKIT_OK);
    assert_int_equal(fake.caps[handler].badge, FAKE_ENDPOINT);
    assert_int_equal(oskit_irq_ack(handler), OSKIT_OK);
    assert_int_equal(fake.irq_acks, 1);
    assert_int_equal(oskit_cap_copy(&rig.cs, 3000, handler, seL4_AllRights), OSKIT_OK);
    assert_int_equal(oskit_irq_unregister(&rig.cs, handler), OSKIT_OK);
    assert_int_equal(fake.caps[3000].type, FAKE_NULL);
    assert_false(fake.irq_taken[30]);
    assert_int_equal(rig.cs.slots_used, used);
}

static void messages_carry_words(void **state)
{
    seL4_Word words[6] = {1, 2, 3, 4, 5, 6};
    seL4_Word answer[4];
    seL4_Word status;

    (void)state;
    fake.answer_tag = seL4_MessageInfo_new(9, 0, 0, 2);
    fake.answer[0] = 70;
    fake.answer[1] = 71;
    assert_int_equal(oskit_call(FAKE_ENDPOINT, 0x2000, words, 6, &status, answer, 4), OSKIT_OK);
    assert_int_equal(status, 9);
    assert_int_equal(fake.message[5], 6);
    assert_int_equal(seL4_MessageInfo_get_label(fake.tag), 0x2000);
    assert_int_equal(answer[1], 71);
    assert_int_equal(answer[2], 0);
    assert_int_equal(oskit_call(FAKE_ENDPOINT, 1, words, 121, &status, answer, 4),
                     OSKIT_ERR_ARGUMENT);
}

static void answers_carry_a_cap(void **state)
{
    seL4_Word words[2] = {5, 6};
    seL4_MessageInfo_t tag = oskit_answer(3, words, 2, 77);
    struct oskit_message message = oskit_message_of(tag, 11);

    (void)state;
    assert_int_equal(message.label, 3);
    assert_int_equal(message.length, 2);
    assert_int_equal(message.caps, 1);
    assert_int_equal(message.badge, 11);
    assert_int_equal(seL4_GetCap(0), 77);
    assert_int_equal(seL4_GetMR(1), 6);
    oskit_receive_slot(&rig.cs, 99);
    assert_int_equal(seL4_GetIPCBuffer()->receiveIndex, 99);
    assert_int_equal(seL4_GetIPCBuffer()->receiveDepth, 64);
    oskit_receive_slot(&rig.cs, 0);
    assert_int_equal(seL4_GetIPCBuffer()->receiveCNode, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_thread_gets_all_it_needs, setup, rig_stop),
        cmocka_unit_test_setup_teardown(every_call_may_be_refused, setup, rig_stop),
        cmocka_unit_test_setup_teardown(wrong_configurations_are_refused, setup, rig_stop),
        cmocka_unit_test_setup_teardown(interrupts_come_and_go, setup, rig_stop),
        cmocka_unit_test_setup_teardown(messages_carry_words, setup, rig_stop),
        cmocka_unit_test_setup_teardown(answers_carry_a_cap, setup, rig_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
