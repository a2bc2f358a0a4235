// SPDX-License-Identifier: BSD-2-Clause

/* Interrupts as objects. */

#include "world.h"

#define NTFN    40u
#define FIRST   41u /**< NTFN badged 1 */
#define SECOND  42u /**< NTFN badged 2 */
#define HANDLER 50u

static word_t get(word_t irq, word_t slot)
{
    return world_invoke(SLOT_IRQ_CONTROL, IRQIssueIRQHandler, CAPS(SLOT_CNODE),
                        WORDS(irq, slot, WORD_BITS));
}

static void deliver(word_t irq)
{
    hosttest.interrupt = true;
    hosttest.irq = irq;
    world_interrupt();
}

static word_t poll(void)
{
    world_syscall((word_t)seL4_SysNBRecv, NTFN, 0, 0, NULL);
    return world_answer(current_thread()).badge;
}

static int setup(void **state)
{
    int result = world_setup(state);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_NotificationObject, 0, NTFN, 1), 0);
    assert_int_equal(world_mint(FIRST, NTFN, RIGHTS_ALL, 1), 0);
    assert_int_equal(world_mint(SECOND, NTFN, RIGHTS_ALL, 2), 0);
    return result;
}

static void test_arguments(void **state)
{
    (void)state;
    assert_int_equal(
        world_invoke(SLOT_IRQ_CONTROL, IRQIssueIRQHandler, CAPS(SLOT_CNODE), WORDS(999, 1)),
        seL4_TruncatedMessage);
    assert_int_equal(get(ARCH_IRQ_COUNT, HANDLER), seL4_RangeError);
    assert_int_equal(world_last.mr[1], ARCH_IRQ_COUNT - 1);
    assert_int_equal(get(7, NTFN), seL4_DeleteFirst);
    assert_int_equal(get(7, HANDLER), 0);
    assert_int_equal(get(7, HANDLER), seL4_RevokeFirst);
    assert_int_equal(world_invoke(HANDLER, IRQSetIRQHandler, NO_CAPS, 0, NULL),
                     seL4_TruncatedMessage);
    assert_int_equal(world_copy(60, NTFN, RIGHT_READ), 0);
    assert_int_equal(world_invoke(HANDLER, IRQSetIRQHandler, CAPS(60), 0, NULL),
                     seL4_InvalidCapability);
    assert_int_equal(world_last.mr[0], 0);
    assert_int_equal(world_invoke(HANDLER, TCBResume, NO_CAPS, 0, NULL), seL4_IllegalOperation);
}

static void test_delivery(void **state)
{
    (void)state;
    assert_int_equal(get(7, HANDLER), 0);
    deliver(7);
    assert_int_equal(poll(), 0);
    assert_int_equal(world_invoke(HANDLER, IRQAckIRQ, NO_CAPS, 0, NULL), 0);
    assert_int_equal(world_invoke(HANDLER, IRQSetIRQHandler, CAPS(FIRST), 0, NULL), 0);
    deliver(7);
    assert_int_equal(poll(), 1);
    /* The new notification replaces the old one. */
    assert_int_equal(world_invoke(HANDLER, IRQSetIRQHandler, CAPS(SECOND), 0, NULL), 0);
    deliver(7);
    assert_int_equal(poll(), 2);
    assert_int_equal(world_invoke(HANDLER, IRQClearIRQHandler, NO_CAPS, 0, NULL), 0);
    deliver(7);
    assert_int_equal(poll(), 0);
    world_check();
}

static void test_revoked_notification_is_forgotten(void **state)
{
    (void)state;
    assert_int_equal(get(7, HANDLER), 0);
    assert_int_equal(world_invoke(HANDLER, IRQSetIRQHandler, CAPS(FIRST), 0, NULL), 0);
    assert_int_equal(world_revoke(NTFN), 0);
    deliver(7);
    assert_int_equal(poll(), 0);
    assert_true((hosttest.masked & BIT(7)) != 0);
}

static void test_last_handler_ends_the_interrupt(void **state)
{
    (void)state;
    assert_int_equal(get(7, HANDLER), 0);
    assert_int_equal(world_copy(HANDLER + 1, HANDLER, RIGHTS_ALL), 0);
    assert_int_equal(world_invoke(HANDLER, IRQSetIRQHandler, CAPS(FIRST), 0, NULL), 0);
    assert_int_equal(world_delete(HANDLER), 0);
    assert_true(irq_is_active(7));
    deliver(7);
    assert_int_equal(poll(), 1);
    assert_int_equal(world_delete(HANDLER + 1), 0);
    assert_false(irq_is_active(7));
    assert_true((hosttest.masked & BIT(7)) != 0);
    deliver(7);
    assert_int_equal(poll(), 0);
    assert_int_equal(get(7, HANDLER), 0);
    world_check();
}

#define IRQ_TEST(f) cmocka_unit_test_setup_teardown(f, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IRQ_TEST(test_arguments),
        IRQ_TEST(test_delivery),
        IRQ_TEST(test_revoked_notification_is_forgotten),
        IRQ_TEST(test_last_handler_ends_the_interrupt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
