// SPDX-License-Identifier: BSD-2-Clause

/* Packing of capabilities, rights, badges, guards, and which refer to the same memory. */

#include "world.h"

#define OBJECT 0xffff800012345670ul

static void test_pack_keeps_all_fields(void **state)
{
    (void)state;
    struct cap cap = cap_untyped(0xffff800040000000ul, 47, true, BIT(47));
    assert_int_equal(cap_type(cap), CAP_UNTYPED);
    assert_int_equal(cap_addr(cap), 0xffff800040000000ul);
    assert_int_equal(cap_untyped_size_bits(cap), 47);
    assert_true(cap_untyped_is_device(cap));
    assert_int_equal(cap_untyped_offset(cap), BIT(47));

    cap = cap_endpoint((void *)OBJECT, ~0ul, RIGHTS_ALL);
    assert_int_equal(cap_addr(cap), OBJECT);
    assert_int_equal(cap_badge(cap), ~0ul);
    assert_int_equal(cap_rights(cap), RIGHTS_ALL);

    cap = cap_cnode((void *)OBJECT, 42, MASK(22), 22);
    assert_int_equal(cap_addr(cap), OBJECT);
    assert_int_equal(cap_cnode_radix(cap), 42);
    assert_int_equal(cap_cnode_guard(cap), MASK(22));
    assert_int_equal(cap_cnode_guard_bits(cap), 22);

    cap = cap_reply((void *)OBJECT, true, false);
    assert_int_equal(cap_rights(cap), RIGHT_GRANT | RIGHT_WRITE);
    assert_false(cap_reply_is_master(cap));
    assert_true(cap_reply_is_master(cap_reply((void *)OBJECT, false, true)));

    cap = cap_zombie(OBJECT, ZOMBIE_TCB, 5);
    assert_int_equal(cap_zombie_radix(cap), ZOMBIE_TCB);
    assert_int_equal(cap_zombie_left(cap), 5);
    assert_int_equal(cap_irq(cap_irq_handler(159)), 159);
    assert_true(cap_is_null(cap_null()));
}

static void test_addresses_of_both_halves(void **state)
{
    (void)state;
    assert_int_equal(cap_addr(cap_thread((void *)0x7ffffffff800ul)), 0x7ffffffff800ul);
    assert_int_equal(cap_addr(cap_thread((void *)0xfffffffffffff800ul)), 0xfffffffffffff800ul);
}

static void test_mask_rights(void **state)
{
    (void)state;
    struct cap ep = cap_endpoint((void *)OBJECT, 0, RIGHTS_ALL);
    assert_int_equal(cap_rights(cap_mask_rights(RIGHT_READ, ep)), RIGHT_READ);
    struct cap cnode = cap_cnode((void *)OBJECT, 4, 0, 0);
    assert_int_equal(cap_mask_rights(0, cnode).w[0], cnode.w[0]);
    struct cap reply = cap_reply((void *)OBJECT, true, false);
    assert_int_equal(cap_rights(cap_mask_rights(0, reply)), RIGHT_WRITE);
}

static void test_update_data(void **state)
{
    (void)state;
    struct cap ep = cap_endpoint((void *)OBJECT, 0, RIGHTS_ALL);
    struct cap badged = cap_update_data(false, 7, ep);
    assert_int_equal(cap_badge(badged), 7);
    assert_true(cap_is_null(cap_update_data(false, 8, badged)));
    assert_true(cap_is_null(cap_update_data(true, 8, ep)));

    struct cap cnode = cap_cnode((void *)OBJECT, 12, 0, 0);
    struct cap guarded = cap_update_data(true, 0xabcul << 6 | 8, cnode);
    assert_int_equal(cap_cnode_guard(guarded), 0xbc);
    assert_int_equal(cap_cnode_guard_bits(guarded), 8);
    assert_true(cap_is_null(cap_update_data(false, 53, cnode)));
    assert_false(cap_is_null(cap_update_data(false, 52, cnode)));
    struct cap thread = cap_thread((void *)OBJECT);
    assert_int_equal(cap_update_data(false, 99, thread).w[0], thread.w[0]);
}

static void test_same_region(void **state)
{
    (void)state;
    struct cap untyped = cap_untyped(0x10000, 16, false, 0);
    assert_true(cap_same_region(untyped, cap_endpoint((void *)0x10000, 0, 0)));
    assert_true(cap_same_region(untyped, cap_endpoint((void *)0x1fff0, 0, 0)));
    assert_false(cap_same_region(untyped, cap_endpoint((void *)0x20000, 0, 0)));
    assert_false(cap_same_region(untyped, cap_endpoint((void *)0xfff0, 0, 0)));
    assert_true(cap_same_region(untyped, untyped));
    assert_false(cap_same_region(untyped, cap_untyped(0x10000, 17, false, 0)));
    assert_false(cap_same_region(untyped, cap_irq_handler(1)));
    assert_false(cap_same_region(untyped, cap_reply((void *)0x10000, false, false)));
    assert_true(cap_same_region(untyped, cap_zombie(0x18000, 10, 3)));
    assert_false(cap_same_region(untyped, cap_zombie(0x18000, 11, 3)));
    assert_true(cap_same_region(cap_irq_control(), cap_irq_handler(3)));
    assert_false(cap_same_region(cap_irq_handler(4), cap_irq_handler(3)));
    assert_false(
        cap_same_region(cap_cnode((void *)0x10000, 4, 0, 0), cap_cnode((void *)0x10000, 5, 0, 0)));
    assert_false(cap_same_region(cap_null(), cap_null()));

    assert_false(cap_same_object(untyped, untyped));
    assert_false(cap_same_object(cap_irq_control(), cap_irq_handler(3)));
    assert_true(cap_same_object(cap_irq_handler(3), cap_irq_handler(3)));
    assert_false(cap_same_object(cap_frame(0x10000, 12, false), cap_vspace((void *)0x10000)));
    assert_true(cap_same_object(cap_frame(0x10000, 12, false), cap_frame(0x10000, 12, false)));
}

static void test_derive(void **state)
{
    (void)state;
    struct syscall_error error;
    struct cap derived;
    const struct cte *untyped = world_slot(SLOT_UNTYPED);

    assert_int_equal(cap_derive(untyped, untyped->cap, &derived, &error), STATUS_OK);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, 40, 1), 0);
    assert_int_equal(cap_derive(untyped, untyped->cap, &derived, &error), STATUS_ERROR);
    assert_int_equal(error.type, seL4_RevokeFirst);
    assert_int_equal(cap_derive(untyped, cap_irq_control(), &derived, &error), STATUS_OK);
    assert_true(cap_is_null(derived));
    assert_int_equal(cap_derive(untyped, cap_zombie(0x1000, 4, 1), &derived, &error), STATUS_OK);
    assert_true(cap_is_null(derived));
    assert_int_equal(cap_derive(untyped, cap_reply(world_boot(), false, false), &derived, &error),
                     STATUS_OK);
    assert_true(cap_is_null(derived));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_pack_keeps_all_fields), WORLD_TEST(test_addresses_of_both_halves),
        WORLD_TEST(test_mask_rights),           WORLD_TEST(test_update_data),
        WORLD_TEST(test_same_region),           WORLD_TEST(test_derive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
