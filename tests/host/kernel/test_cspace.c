// SPDX-License-Identifier: BSD-2-Clause

/* Capability addresses over several levels of CNodes with guards. */

#include <string.h>
#include "world.h"

#define NODES 6

/** CNodes that the tests link to each other; not part of any system. */
static struct cte nodes[NODES][256];

static int clear_nodes(void **state)
{
    (void)state;
    memset(nodes, 0, sizeof(nodes));
    return 0;
}

static void set(int node, word_t index, struct cap cap)
{
    nodes[node][index].cap = cap;
}

static void test_one_level(void **state)
{
    (void)state;
    struct lookup_failure failure;
    struct cap root = cap_cnode(nodes[0], 8, 0, 56);
    assert_ptr_equal(cspace_resolve(root, 200, 64, &failure).slot, &nodes[0][200]);
    assert_null(cspace_resolve(root, 256, 64, &failure).slot);
    assert_int_equal(failure.type, seL4_GuardMismatch);
    /* Without guard, eight bits are enough and higher ones do not count. */
    root = cap_cnode(nodes[0], 8, 0, 0);
    assert_ptr_equal(cspace_resolve(root, 0xff00 | 17, 8, &failure).slot, &nodes[0][17]);
    /* More bits than the node translates: they are left over. */
    struct slot_result result = cspace_resolve(root, 0x12ul << 56, 64, &failure);
    assert_ptr_equal(result.slot, &nodes[0][0x12]);
    assert_int_equal(result.bits_left, 56);
}

static void test_several_levels(void **state)
{
    (void)state;
    struct lookup_failure failure;
    struct cap root = cap_cnode(nodes[0], 8, 0xab, 8);
    set(0, 3, cap_cnode(nodes[1], 4, 0, 0));
    set(1, 5, cap_cnode(nodes[2], 8, 0x3, 4));
    set(2, 77, cap_cnode(nodes[3], 8, 0, 24));
    set(3, 1, cap_domain());
    word_t address = 0xabul << 56 | 3ul << 48 | 5ul << 44 | 3ul << 40 | 77ul << 32 | 1;
    struct slot_result result = cspace_resolve(root, address, 64, &failure);
    assert_ptr_equal(result.slot, &nodes[3][1]);
    assert_int_equal(result.bits_left, 0);
    /* The walk stops early where a depth says so, and where there is no CNode. */
    result = cspace_resolve(root, address >> 32, 32, &failure);
    assert_ptr_equal(result.slot, &nodes[2][77]);
    assert_int_equal(result.bits_left, 0);
    set(1, 5, cap_domain());
    result = cspace_resolve(root, address, 64, &failure);
    assert_ptr_equal(result.slot, &nodes[1][5]);
    assert_int_equal(result.bits_left, 44);
}

static void test_failures_tell_where(void **state)
{
    (void)state;
    struct lookup_failure failure;
    struct cap root = cap_cnode(nodes[0], 8, 0, 0);
    set(0, 1, cap_cnode(nodes[1], 8, 0x5, 4));

    assert_null(cspace_resolve(root, 1ul << 56 | 4ul << 52, 64, &failure).slot);
    assert_int_equal(failure.type, seL4_GuardMismatch);
    assert_int_equal(failure.bits_left, 56);
    assert_int_equal(failure.guard_found, 5);
    assert_int_equal(failure.bits_found, 4);
    assert_null(cspace_resolve(root, 0x0151, 16, &failure).slot);
    assert_int_equal(failure.type, seL4_DepthMismatch);
    assert_int_equal(failure.bits_left, 8);
    assert_int_equal(failure.bits_found, 12);
    assert_null(cspace_resolve(cap_domain(), 1, 64, &failure).slot);
    assert_int_equal(failure.type, seL4_InvalidRoot);
}

static void test_full_depth_of_one_bit_nodes(void **state)
{
    (void)state;
    struct lookup_failure failure;
    /* A node of two slots that holds itself translates 64 levels. */
    struct cap root = cap_cnode(nodes[0], 1, 0, 0);
    set(0, 0, root);
    set(0, 1, root);
    struct slot_result result = cspace_resolve(root, 0x5555555555555555ul, 64, &failure);
    assert_ptr_equal(result.slot, &nodes[0][1]);
    assert_int_equal(result.bits_left, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_one_level, clear_nodes),
        cmocka_unit_test_setup(test_several_levels, clear_nodes),
        cmocka_unit_test_setup(test_failures_tell_where, clear_nodes),
        cmocka_unit_test_setup(test_full_depth_of_one_bit_nodes, clear_nodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
