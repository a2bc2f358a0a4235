// SPDX-License-Identifier: BSD-2-Clause

/* Invocations of CNodes: what they do, what they refuse, in which order they check. */

#include "world.h"

#define EP      40u
#define COPY    41u
#define BADGED  42u
#define BADGED2 43u
#define OTHER   44u
#define EMPTY   50u

static void make_endpoint(void)
{
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_EndpointObject, 0, EP, 1), 0);
}

static word_t transfer(word_t label, word_t count, const word_t *words)
{
    return world_invoke(SLOT_CNODE, label, CAPS(SLOT_CNODE), count, words);
}

static void expect_failed_lookup(word_t source, word_t type, word_t bits_left)
{
    assert_int_equal(world_last.label, seL4_FailedLookup);
    assert_int_equal(world_last.mr[0], source);
    assert_int_equal(world_last.mr[1], type);
    assert_int_equal(world_last.mr[2], bits_left);
}

static void test_copy_and_mint(void **state)
{
    (void)state;
    make_endpoint();
    assert_int_equal(world_copy(COPY, EP, RIGHT_READ), 0);
    assert_int_equal(cap_rights(world_slot(COPY)->cap), RIGHT_READ);
    assert_int_equal(world_mint(BADGED, EP, RIGHTS_ALL, 0x77), 0);
    assert_int_equal(cap_badge(world_slot(BADGED)->cap), 0x77);
    /* A badge cannot be changed, rights cannot grow. */
    assert_int_equal(world_mint(OTHER, BADGED, RIGHTS_ALL, 0x78), seL4_IllegalOperation);
    assert_int_equal(world_copy(OTHER, COPY, RIGHTS_ALL), 0);
    assert_int_equal(cap_rights(world_slot(OTHER)->cap), RIGHT_READ);
    world_check();
}

static void test_order_of_checks(void **state)
{
    (void)state;
    make_endpoint();
    /* The label, then the number of words. */
    assert_int_equal(world_invoke(SLOT_CNODE, TCBResume, NO_CAPS, 0, NULL), seL4_IllegalOperation);
    assert_int_equal(world_last.length, 0);
    assert_int_equal(world_invoke(SLOT_CNODE, CNodeCopy, CAPS(SLOT_CNODE), WORDS(1)),
                     seL4_TruncatedMessage);
    /* The destination's address comes before everything else. */
    assert_int_equal(transfer(CNodeCopy, WORDS(EMPTY, 0)), seL4_RangeError);
    assert_int_equal(world_last.length, 2);
    assert_int_equal(world_last.mr[0], 1);
    assert_int_equal(world_last.mr[1], 64);
    assert_int_equal(transfer(CNodeCopy, WORDS(EMPTY, 65)), seL4_RangeError);
    assert_int_equal(transfer(CNodeCopy, WORDS(EMPTY, 64)), seL4_TruncatedMessage);
    /* Then: destination empty, source found, source full, all words there. */
    assert_int_equal(transfer(CNodeCopy, WORDS(EP, 64, EMPTY, 0)), seL4_DeleteFirst);
    assert_int_equal(transfer(CNodeCopy, WORDS(EMPTY, 64, EP, 0)), seL4_RangeError);
    assert_int_equal(transfer(CNodeCopy, WORDS(EMPTY, 64, OTHER, 64)), seL4_FailedLookup);
    expect_failed_lookup(1, seL4_MissingCapability, 64);
    assert_int_equal(transfer(CNodeCopy, WORDS(EMPTY, 64, EP, 64)), seL4_TruncatedMessage);
    assert_int_equal(transfer(CNodeMint, WORDS(EMPTY, 64, EP, 64, 15)), seL4_TruncatedMessage);
    assert_int_equal(transfer(CNodeMutate, WORDS(EMPTY, 64, EP, 64)), seL4_TruncatedMessage);
    assert_int_equal(world_invoke(SLOT_CNODE, CNodeCopy, NO_CAPS, WORDS(EMPTY, 64, EP, 64, 15)),
                     seL4_TruncatedMessage);
    assert_true(cte_is_empty(world_slot(EMPTY)));
}

static void test_lookup_failures(void **state)
{
    (void)state;
    make_endpoint();
    /* A root that is no CNode. */
    assert_int_equal(world_invoke(SLOT_CNODE, CNodeCopy, CAPS(EP), WORDS(EMPTY, 64, EP, 64, 15)),
                     seL4_FailedLookup);
    expect_failed_lookup(1, seL4_InvalidRoot, world_last.mr[2]);
    assert_int_equal(world_last.length, 2);
    /* The guard needs 54 bits: fewer, or others, do not match. */
    assert_int_equal(transfer(CNodeCopy, WORDS(EMPTY, 20, EP, 64, 15)), seL4_FailedLookup);
    expect_failed_lookup(0, seL4_GuardMismatch, 20);
    assert_int_equal(world_last.length, 5);
    assert_int_equal(world_last.mr[3], 0);
    assert_int_equal(world_buffer(world_boot())[BUFFER_MSG(4)], 54);
    assert_int_equal(transfer(CNodeCopy, WORDS(0, 20, EP, 64, 15)), seL4_FailedLookup);
    expect_failed_lookup(0, seL4_GuardMismatch, 20);
    assert_int_equal(transfer(CNodeCopy, WORDS(BIT(40), 64, EP, 64, 15)), seL4_FailedLookup);
    expect_failed_lookup(0, seL4_GuardMismatch, 64);
    /* The guard matches but the slot's index is not complete. */
    assert_int_equal(transfer(CNodeCopy, WORDS(0, 60, EP, 64, 15)), seL4_FailedLookup);
    expect_failed_lookup(0, seL4_DepthMismatch, 60);
    assert_int_equal(world_last.length, 4);
    assert_int_equal(world_last.mr[3], 64);
}

static void test_move_and_mutate(void **state)
{
    (void)state;
    make_endpoint();
    assert_int_equal(world_mint(BADGED, EP, RIGHTS_ALL, 1), 0);
    assert_int_equal(world_move(EMPTY, EP), 0);
    assert_true(cte_is_empty(world_slot(EP)));
    assert_true(cdt_has_children(world_slot(EMPTY)));
    assert_int_equal(world_move(EP, OTHER), seL4_FailedLookup);
    expect_failed_lookup(1, seL4_MissingCapability, 64);
    /* Mutate leaves no way to badge, but sets guards. */
    assert_int_equal(transfer(CNodeMutate, WORDS(EP, 64, EMPTY, 64, 5)), seL4_IllegalOperation);
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_CapTableObject, 4, OTHER, 1), 0);
    assert_int_equal(transfer(CNodeMutate, WORDS(EP, 64, OTHER, 64, 0x3ul << 6 | 4)), 0);
    assert_int_equal(cap_cnode_guard(world_slot(EP)->cap), 3);
    assert_int_equal(transfer(CNodeMutate, WORDS(OTHER, 64, EP, 64, 61)), seL4_IllegalOperation);
    world_check();
}

static word_t rotate(word_t dest, word_t pivot, word_t source, word_t pivot_data,
                     word_t source_data)
{
    return world_invoke(SLOT_CNODE, CNodeRotate, CAPS(SLOT_CNODE, SLOT_CNODE),
                        WORDS(dest, 64, pivot_data, pivot, 64, source_data, source, 64));
}

static void test_rotate(void **state)
{
    (void)state;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_TCBObject, 0, EP, 2), 0);
    word_t first = world_slot(EP)->cap.w[0];
    word_t second = world_slot(EP + 1)->cap.w[0];

    assert_int_equal(rotate(EMPTY, EP + 1, EP, 0, 0), 0);
    assert_true(cte_is_empty(world_slot(EP)));
    assert_int_equal(world_slot(EP + 1)->cap.w[0], first);
    assert_int_equal(world_slot(EMPTY)->cap.w[0], second);
    world_check();
    /* Source and destination may be the same: a swap. The two are neighbours in the tree. */
    assert_int_equal(rotate(EMPTY, EP + 1, EMPTY, 0, 0), 0);
    assert_int_equal(world_slot(EP + 1)->cap.w[0], second);
    assert_int_equal(world_slot(EMPTY)->cap.w[0], first);
    world_check();
    assert_int_equal(rotate(EMPTY, EP + 1, EP + 1, 0, 0), seL4_IllegalOperation);
    assert_int_equal(rotate(EMPTY, EMPTY, EP + 1, 0, 0), seL4_IllegalOperation);
    assert_int_equal(rotate(SLOT_TCB, EMPTY, EP + 1, 0, 0), seL4_DeleteFirst);
    assert_int_equal(rotate(60, EMPTY, 61, 0, 0), seL4_FailedLookup);
    expect_failed_lookup(1, seL4_MissingCapability, 64);
    assert_int_equal(rotate(60, 61, EMPTY, 0, 0), seL4_FailedLookup);
    expect_failed_lookup(0, seL4_MissingCapability, 64);
    assert_int_equal(world_invoke(SLOT_CNODE, CNodeRotate, CAPS(SLOT_CNODE),
                                  WORDS(60, 64, 0, EMPTY, 64, 0, EP + 1, 64)),
                     seL4_TruncatedMessage);
    world_check();
}

static void test_swap_of_distant_slots(void **state)
{
    (void)state;
    assert_int_equal(world_retype(SLOT_UNTYPED, seL4_TCBObject, 0, EP, 5), 0);
    for (word_t i = 0; i < 5; i++) {
        for (word_t j = 0; j < 5; j++) {
            if (i != j) {
                assert_int_equal(rotate(EP + i, EP + j, EP + i, 0, 0), 0);
                world_check();
            }
        }
    }
    assert_int_equal(world_revoke(SLOT_UNTYPED), 0);
    for (word_t i = 0; i < 5; i++) {
        assert_true(cte_is_empty(world_slot(EP + i)));
    }
}

static void test_cancel_badged_sends_needs_all_rights(void **state)
{
    (void)state;
    make_endpoint();
    assert_int_equal(world_copy(COPY, EP, RIGHT_READ | RIGHT_WRITE), 0);
    assert_int_equal(world_invoke(SLOT_CNODE, CNodeCancelBadgedSends, NO_CAPS, WORDS(COPY, 64)),
                     seL4_IllegalOperation);
    assert_int_equal(world_invoke(SLOT_CNODE, CNodeCancelBadgedSends, NO_CAPS, WORDS(SLOT_TCB, 64)),
                     seL4_IllegalOperation);
    assert_int_equal(world_invoke(SLOT_CNODE, CNodeCancelBadgedSends, NO_CAPS, WORDS(EP, 64)), 0);
}

static void test_save_caller_without_caller(void **state)
{
    (void)state;
    make_endpoint();
    assert_int_equal(world_invoke(SLOT_CNODE, CNodeSaveCaller, NO_CAPS, WORDS(EP, 64)),
                     seL4_DeleteFirst);
    assert_int_equal(world_invoke(SLOT_CNODE, CNodeSaveCaller, NO_CAPS, WORDS(EMPTY, 64)), 0);
    assert_true(cte_is_empty(world_slot(EMPTY)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_copy_and_mint),
        WORLD_TEST(test_order_of_checks),
        WORLD_TEST(test_lookup_failures),
        WORLD_TEST(test_move_and_mutate),
        WORLD_TEST(test_rotate),
        WORLD_TEST(test_swap_of_distant_slots),
        WORLD_TEST(test_cancel_badged_sends_needs_all_rights),
        WORLD_TEST(test_save_caller_without_caller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
