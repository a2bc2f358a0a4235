// SPDX-License-Identifier: BSD-2-Clause

/* The derivation tree: who is derived from whom, and what Revoke takes away. */

#include "world.h"

#define EP     40u
#define BADGE1 41u
#define BADGE2 42u
#define COPY1  43u
#define COPY2  44u
#define PLAIN  45u

static bool full(word_t slot)
{
    return !cte_is_empty(world_slot(slot));
}

static void make_family(void)
{
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, EP, 1), 0);
    assert_int_equal(world_mint(BADGE1, EP, RIGHTS_ALL, 5), 0);
    assert_int_equal(world_copy(COPY1, BADGE1, RIGHTS_ALL), 0);
    assert_int_equal(world_mint(BADGE2, EP, RIGHTS_ALL, 5), 0);
    assert_int_equal(world_copy(COPY2, BADGE2, RIGHTS_ALL), 0);
    assert_int_equal(world_copy(PLAIN, EP, RIGHTS_ALL), 0);
    world_check();
}

static void test_revoke_original(void **state)
{
    (void)state;
    make_family();
    assert_int_equal(world_revoke(EP), 0);
    assert_true(full(EP));
    for (word_t slot = BADGE1; slot <= PLAIN; slot++) {
        assert_false(full(slot));
    }
    assert_true(cdt_is_final(world_slot(EP)));
}

static void test_revoke_badged(void **state)
{
    (void)state;
    make_family();
    assert_int_equal(world_revoke(BADGE1), 0);
    assert_true(full(BADGE1) && full(BADGE2) && full(COPY2) && full(PLAIN));
    assert_false(full(COPY1));
    /* A copy is nobody's ancestor. */
    assert_int_equal(world_revoke(COPY2), 0);
    assert_int_equal(world_revoke(PLAIN), 0);
    assert_true(full(BADGE2) && full(EP));
}

static void test_orphans_do_not_change_family(void **state)
{
    (void)state;
    make_family();
    /* COPY1 belongs to EP now, although BADGE2 has the same badge and may stand before it. */
    assert_int_equal(world_delete(BADGE1), 0);
    assert_int_equal(world_revoke(BADGE2), 0);
    assert_true(full(COPY1));
    assert_false(full(COPY2));
    assert_int_equal(world_revoke(EP), 0);
    assert_false(full(COPY1));
    world_check();
}

static void test_final_only_without_copies(void **state)
{
    (void)state;
    make_family();
    for (word_t slot = EP; slot < PLAIN; slot++) {
        assert_false(cdt_is_final(world_slot(slot)));
        assert_int_equal(world_delete(slot), 0);
    }
    assert_true(cdt_is_final(world_slot(PLAIN)));
    assert_true(cdt_has_children(world_slot(SLOT_UNTYPED)));
    assert_int_equal(world_delete(PLAIN), 0);
    assert_false(cdt_has_children(world_slot(SLOT_UNTYPED)));
}

static void test_untyped_family(void **state)
{
    (void)state;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_UntypedObject, 16, 60, 2), 0);
    assert_int_equal(world_retype(60, seL4_UntypedObject, 16, 62, 1), 0);
    assert_int_equal(world_retype(62, seL4_EndpointObject, 0, 63, 4), 0);
    assert_int_equal(world_copy(70, 61, RIGHTS_ALL), 0);
    assert_int_equal(world_copy(71, 70, RIGHTS_ALL), 0);
    assert_int_equal(world_retype(71, seL4_EndpointObject, 0, 72, 2), 0);
    /* A chain of untypeds that cover the same memory. */
    assert_int_equal(world_revoke(70), 0);
    assert_true(full(70) && full(61));
    assert_false(full(71) || full(72) || full(73));
    assert_int_equal(world_revoke(60), 0);
    assert_true(full(60) && full(61) && full(70));
    assert_false(full(62) || full(63) || full(66));
    assert_int_equal(world_revoke(SLOT_UNTYPED), 0);
    assert_false(full(60) || full(61) || full(70));
    world_check();
}

static void test_move_keeps_place(void **state)
{
    (void)state;
    make_family();
    assert_int_equal(world_move(80, BADGE1), 0);
    assert_int_equal(world_move(81, COPY1), 0);
    assert_int_equal(world_revoke(80), 0);
    assert_false(full(81));
    assert_true(full(COPY2));
    world_check();
}

static void test_irq_handlers_descend_from_control(void **state)
{
    (void)state;
    assert_int_equal(
        world_invoke(SLOT_IRQ_CONTROL, IRQIssueIRQHandler, CAPS(SLOT_CNODE), WORDS(9, 40, 64)), 0);
    assert_int_equal(world_copy(41, 40, RIGHTS_ALL), 0);
    assert_int_equal(world_copy(42, SLOT_IRQ_CONTROL, RIGHTS_ALL), seL4_IllegalOperation);
    assert_int_equal(world_move(42, SLOT_IRQ_CONTROL), 0);
    assert_true(irq_is_active(9));
    assert_int_equal(world_revoke(40), 0);
    assert_false(full(41));
    assert_true(irq_is_active(9));
    assert_int_equal(world_revoke(42), 0);
    assert_false(full(40));
    assert_false(irq_is_active(9));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_revoke_original),
        WORLD_TEST(test_revoke_badged),
        WORLD_TEST(test_orphans_do_not_change_family),
        WORLD_TEST(test_final_only_without_copies),
        WORLD_TEST(test_untyped_family),
        WORLD_TEST(test_move_keeps_place),
        WORLD_TEST(test_irq_handlers_descend_from_control),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
