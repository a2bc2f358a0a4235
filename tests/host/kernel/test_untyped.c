// SPDX-License-Identifier: BSD-2-Clause

/* Retype: sizes, limits, order of checks, clearing, preemption. */

#include "world.h"

#define FIRST 100u

static word_t retype_at(word_t type, word_t size, word_t index, word_t depth, word_t offset,
                        word_t count)
{
    return world_invoke(SLOT_UNTYPED, UntypedRetype, CAPS(SLOT_CNODE),
                        WORDS(type, size, index, depth, offset, count));
}

static void expect_range(word_t min, word_t max)
{
    assert_int_equal(world_last.label, seL4_RangeError);
    assert_int_equal(world_last.length, 2);
    assert_int_equal(world_last.mr[0], min);
    assert_int_equal(world_last.mr[1], max);
}

static void expect_argument(word_t label, word_t number)
{
    assert_int_equal(world_last.label, label);
    assert_int_equal(world_last.length, 1);
    assert_int_equal(world_last.mr[0], number);
}

static void test_every_type(void **state)
{
    (void)state;
    static const struct {
        word_t type, size, bits;
    } types[] = {
        {seL4_UntypedObject, 4, 4},     {seL4_TCBObject, 0, 11},
        {seL4_EndpointObject, 0, 4},    {seL4_NotificationObject, 0, 5},
        {seL4_CapTableObject, 3, 8},    {seL4_ARM_SmallPageObject, 0, 12},
        {seL4_ARM_VSpaceObject, 0, 12},
    };
    word_t end = 0;
    for (word_t i = 0; i < ARRAY_LENGTH(types); i++) {
        assert_int_equal(world_retype(SLOT_UNTYPED, types[i].type, types[i].size, FIRST + i, 1), 0);
        end = ROUND_UP(end, types[i].bits);
        assert_int_equal(cap_addr(world_slot(FIRST + i)->cap), world_memory() + end);
        end += BIT(types[i].bits);
        assert_int_equal(cap_untyped_offset(world_slot(SLOT_UNTYPED)->cap), end);
    }
    world_check();
}

static void test_arguments_in_order(void **state)
{
    (void)state;
    assert_int_equal(world_invoke(SLOT_UNTYPED, TCBResume, NO_CAPS, 0, NULL),
                     seL4_IllegalOperation);
    assert_int_equal(
        world_invoke(SLOT_UNTYPED, UntypedRetype, CAPS(SLOT_CNODE), WORDS(99, 0, 0, 0, 0)),
        seL4_TruncatedMessage);
    assert_int_equal(world_invoke(SLOT_UNTYPED, UntypedRetype, NO_CAPS, WORDS(99, 0, 0, 0, 0, 0)),
                     seL4_TruncatedMessage);
    retype_at(99, 64, 0, 65, 0, 0);
    expect_argument(seL4_InvalidArgument, 0);
    retype_at(seL4_CapTableObject, 64, 0, 65, 0, 0);
    expect_range(0, 47);
    retype_at(seL4_CapTableObject, 43, 0, 65, 0, 0);
    expect_range(0, 47);
    retype_at(seL4_UntypedObject, 48, 0, 65, 0, 0);
    expect_range(0, 47);
    retype_at(seL4_CapTableObject, 0, 0, 65, 0, 0);
    expect_argument(seL4_InvalidArgument, 1);
    retype_at(seL4_UntypedObject, 3, 0, 65, 0, 0);
    expect_argument(seL4_InvalidArgument, 1);
    retype_at(seL4_EndpointObject, 0, SLOT_TCB, 65, 0, 0);
    expect_range(1, 64);
    retype_at(seL4_EndpointObject, 0, SLOT_TCB, 64, 0, 0);
    assert_int_equal(world_last.label, seL4_FailedLookup);
    assert_int_equal(world_last.mr[0], 0);
    assert_int_equal(world_last.mr[1], seL4_MissingCapability);
    assert_int_equal(world_last.mr[2], 64);
    retype_at(seL4_EndpointObject, 0, SLOT_CNODE, 64, 1024, 0);
    expect_range(0, 1023);
    retype_at(seL4_EndpointObject, 0, 0, 0, 1023, 0);
    expect_range(1, 256);
    retype_at(seL4_EndpointObject, 0, 0, 0, 1023, 257);
    expect_range(1, 256);
    retype_at(seL4_EndpointObject, 0, 0, 0, 1023, 2);
    expect_range(1, 1);
    assert_int_equal(retype_at(seL4_ARM_LargePageObject, 0, 0, 0, SLOT_TCB, 200), seL4_DeleteFirst);
    retype_at(seL4_ARM_LargePageObject, 0, 0, 0, FIRST, 3);
    expect_argument(seL4_NotEnoughMemory, BIT(22));
}

static void test_memory_left(void **state)
{
    (void)state;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, FIRST, 1), 0);
    world_retype(SLOT_UNTYPED, seL4_ARM_LargePageObject, 0, FIRST + 1, 2);
    expect_argument(seL4_NotEnoughMemory, BIT(22) - 16);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_ARM_LargePageObject, 0, FIRST + 1, 1), 0);
    world_retype(SLOT_UNTYPED, seL4_UntypedObject, 4, FIRST + 2, 1);
    expect_argument(seL4_NotEnoughMemory, 0);
    /* Deleting some children gives nothing back, deleting all of them everything. */
    assert_int_equal(world_delete(FIRST + 1), 0);
    world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, FIRST + 2, 1);
    expect_argument(seL4_NotEnoughMemory, 0);
    assert_int_equal(world_delete(FIRST), 0);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_ARM_LargePageObject, 0, FIRST, 2), 0);
}

static void test_device_memory(void **state)
{
    (void)state;
    assert_int_equal(world_retype(SLOT_DEVICE, seL4_ARM_SmallPageObject, 0, FIRST, 1), 0);
    assert_true(cap_frame_is_device(world_slot(FIRST)->cap));
    assert_int_equal(world_retype(SLOT_DEVICE, seL4_UntypedObject, 12, FIRST + 1, 1), 0);
    assert_true(cap_untyped_is_device(world_slot(FIRST + 1)->cap));
    world_retype(SLOT_DEVICE, seL4_EndpointObject, 0, FIRST + 2, 1);
    expect_argument(seL4_InvalidArgument, 1);
    assert_int_equal(hosttest.cleared, 0);
}

static void test_copied_untyped_is_full(void **state)
{
    (void)state;
    assert_int_equal(world_copy(FIRST, SLOT_UNTYPED, RIGHTS_ALL), 0);
    /* Each of the two is in the way of the other. */
    world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, FIRST + 1, 1);
    expect_argument(seL4_NotEnoughMemory, 0);
    assert_int_equal(world_retype(FIRST, seL4_EndpointObject, 0, FIRST + 1, 1), 0);
    assert_int_equal(world_copy(FIRST + 2, SLOT_UNTYPED, RIGHTS_ALL), seL4_RevokeFirst);
    assert_int_equal(world_revoke(SLOT_UNTYPED), 0);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, FIRST + 1, 1), 0);
    world_check();
}

static bool is_zero(kptr_t at, word_t bytes)
{
    const unsigned char *p = (const unsigned char *)at;
    for (word_t i = 0; i < bytes; i++) {
        if (p[i] != 0) {
            return false;
        }
    }
    return true;
}

static void test_objects_are_zero(void **state)
{
    (void)state;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_UntypedObject, 14, FIRST, 1), 0);
    assert_int_equal(hosttest.cleared, 0);
    assert_int_equal(world_retype(FIRST, seL4_EndpointObject, 0, FIRST + 1, 1), 0);
    assert_int_equal(world_retype(FIRST, seL4_ARM_SmallPageObject, 0, FIRST + 2, 3), 0);
    assert_true(is_zero(cap_addr(world_slot(FIRST + 1)->cap), 16));
    assert_true(is_zero(cap_addr(world_slot(FIRST + 2)->cap), 3 * 4096));
    assert_int_equal(hosttest.cleared, 16 + 3 * 4096);
}

static void retype_with_interrupts(word_t type, word_t first, word_t count, long every)
{
    word_t words[] = {type, 0, 0, 0, first, count};
    struct tcb *tcb = current_thread();
    word_t start = thread_get_reg(tcb, ARCH_REG_NEXT_IP);
    unsigned calls = 0;

    world_buffer(tcb)[BUFFER_CAP(0)] = SLOT_CNODE;
    do {
        hosttest.interrupt_after = every;
        world_syscall((word_t)seL4_SysCall, SLOT_UNTYPED, msginfo_pack(UntypedRetype, 0, 1, 6), 6,
                      words);
        hosttest.interrupt_after = -1;
        assert_true(++calls < 10000);
    } while (thread_get_reg(tcb, ARCH_REG_NEXT_IP) == start);
    assert_int_equal(world_answer(tcb).label, 0);
}

static void test_clearing_is_preempted(void **state)
{
    (void)state;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, FIRST, 1), 0);
    unsigned long before = hosttest.cleared;
    retype_with_interrupts(seL4_ARM_LargePageObject, FIRST + 1, 1, 0);
    /* Interrupted at every occasion, nothing is cleared twice. */
    assert_int_equal(hosttest.cleared - before, BIT(21));
    assert_true(hosttest.claims > 10);
    assert_true(is_zero(cap_addr(world_slot(FIRST + 1)->cap), BIT(21)));
    assert_int_equal(cap_untyped_offset(world_slot(SLOT_UNTYPED)->cap), BIT(22));
    world_check();
}

static void preempt_once(word_t type, word_t first)
{
    word_t words[] = {type, 0, 0, 0, first, 1};
    struct tcb *tcb = current_thread();
    word_t start = thread_get_reg(tcb, ARCH_REG_NEXT_IP);

    world_buffer(tcb)[BUFFER_CAP(0)] = SLOT_CNODE;
    hosttest.interrupt_after = 3;
    world_syscall((word_t)seL4_SysCall, SLOT_UNTYPED, msginfo_pack(UntypedRetype, 0, 1, 6), 6,
                  words);
    hosttest.interrupt_after = -1;
    assert_int_equal(thread_get_reg(tcb, ARCH_REG_NEXT_IP), start);
    assert_true(cte_is_empty(world_slot(first)));
}

static void test_progress_is_not_trusted_for_others(void **state)
{
    (void)state;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, FIRST, 1), 0);
    preempt_once(seL4_ARM_LargePageObject, FIRST + 1);
    /* Another Retype lies before the memory that was cleared: it has to clear its own. */
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_ARM_SmallPageObject, 0, FIRST + 2, 4), 0);
    assert_true(is_zero(cap_addr(world_slot(FIRST + 2)->cap), 4 * 4096));
    preempt_once(seL4_ARM_LargePageObject, FIRST + 1);
    /* Memory that was used in between is cleared again. */
    assert_int_equal(world_revoke(SLOT_UNTYPED), 0);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_ARM_LargePageObject, 0, FIRST, 2), 0);
    assert_true(is_zero(cap_addr(world_slot(FIRST)->cap), 2 * BIT(21)));
    *(char *)cap_object(world_slot(FIRST + 1)->cap) = 1;
    assert_int_equal(world_revoke(SLOT_UNTYPED), 0);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_ARM_LargePageObject, 0, FIRST, 2), 0);
    assert_true(is_zero(cap_addr(world_slot(FIRST)->cap), 2 * BIT(21)));
}

static void test_256_objects(void **state)
{
    (void)state;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_NotificationObject, 0, FIRST, 256), 0);
    for (word_t i = 0; i < 256; i++) {
        assert_int_equal(cap_addr(world_slot(FIRST + i)->cap), world_memory() + 32 * i);
        assert_int_equal(cap_rights(world_slot(FIRST + i)->cap), RIGHT_READ | RIGHT_WRITE);
    }
    world_check();
    assert_int_equal(world_revoke(SLOT_UNTYPED), 0);
    world_check();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_every_type),
        WORLD_TEST(test_arguments_in_order),
        WORLD_TEST(test_memory_left),
        WORLD_TEST(test_device_memory),
        WORLD_TEST(test_copied_untyped_is_full),
        WORLD_TEST(test_objects_are_zero),
        WORLD_TEST(test_clearing_is_preempted),
        WORLD_TEST(test_progress_is_not_trusted_for_others),
        WORLD_TEST(test_256_objects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
