// SPDX-License-Identifier: BSD-2-Clause
/* Slots: both shapes, growing, runs, refusals. */

#include "rig.h"

static void slots_are_unique(void **state)
{
    static bool seen[8192];
    seL4_CPtr slot;

    (void)state;
    for (unsigned i = FAKE_FIRST + 2; i < 8192; i++) {
        assert_int_equal(oskit_slot_alloc(&rig.cs, &slot), OSKIT_OK);
        assert_in_range(slot, FAKE_FIRST + 2, 8191);
        assert_false(seen[slot]);
        seen[slot] = true;
    }
    assert_int_equal(oskit_slot_alloc(&rig.cs, &slot), OSKIT_ERR_SLOTS);
    assert_int_equal(oskit_slot_free(&rig.cs, 5000), OSKIT_OK);
    assert_int_equal(oskit_slot_free(&rig.cs, 5000), OSKIT_ERR_UNKNOWN);
    assert_int_equal(oskit_slot_alloc(&rig.cs, &slot), OSKIT_OK);
    assert_int_equal(slot, 5000);
    rig_check();
}

static void runs_stay_in_a_node(void **state)
{
    seL4_CPtr first;

    (void)state;
    assert_int_equal(oskit_slots_alloc(&rig.cs, 4000, &first), OSKIT_OK);
    assert_int_equal(first >> 12, (first + 3999) >> 12);
    assert_int_equal(oskit_slots_alloc(&rig.cs, 4096, &first), OSKIT_OK);
    assert_int_equal(first, 4096);
    assert_int_equal(oskit_slots_alloc(&rig.cs, 64, &first), OSKIT_ERR_SLOTS);
    assert_int_equal(oskit_slots_alloc(&rig.cs, 0, &first), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_slots_alloc(&rig.cs, 4097, &first), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_slots_free(&rig.cs, 4096, 4096), OSKIT_OK);
    assert_int_equal(oskit_slots_alloc(&rig.cs, 64, &first), OSKIT_OK);
    rig_check();
}

static void one_slot_can_be_taken(void **state)
{
    (void)state;
    assert_int_equal(oskit_slot_take(&rig.cs, 777), OSKIT_OK);
    assert_int_equal(oskit_slot_take(&rig.cs, 777), OSKIT_ERR_EXISTS);
    assert_int_equal(oskit_slot_take(&rig.cs, 8192), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_slot_free(&rig.cs, 777), OSKIT_OK);
    assert_int_equal(oskit_slot_free(&rig.cs, 8192), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_cspace_release_range(&rig.cs, 777, 778), OSKIT_ERR_ARGUMENT);
}

static void nodes_are_made_on_demand(void **state)
{
    seL4_CPtr slot;
    unsigned taken = 0;

    (void)state;
    while (oskit_slot_alloc(&rig.cs, &slot) == OSKIT_OK) {
        taken++;
        assert_true(fake.node[slot >> 12]);
    }
    /* 63 further nodes of 128 KiB fit 16 MiB less than the splits' halves, which the reserve paid
     * for. */
    assert_true(rig.nodes[FAKE_NODES - 1].present);
    assert_true(taken > 63 * 4096);
    assert_false(rig.cs.growing);
    rig_check();
}

static void no_memory_means_no_node(void **state)
{
    uint32_t block;
    seL4_CPtr slot;

    (void)state;
    assert_int_equal(oskit_pool_alloc(&rig.pool, RIG_BITS, &block), OSKIT_OK);
    while (oskit_slot_alloc(&rig.cs, &slot) == OSKIT_OK) {
    }
    assert_int_equal(rig.cs.slots_total, 4096);
    assert_int_equal(rig.cs.slots_used, 4096);
    assert_int_equal(oskit_slots_alloc(&rig.cs, 2, &slot), OSKIT_ERR_SLOTS);
    rig_check();
}

static void a_part_has_names_of_its_own(void **state)
{
    static struct oskit_node nodes[4];
    struct oskit_cspace part;
    seL4_CPtr base = FAKE_PART << 12;
    seL4_CPtr slot = 0;

    (void)state;
    assert_int_equal(oskit_cspace_init_part(&part, FAKE_CNODE, base + 1, FAKE_PART_INDEX,
                                            FAKE_PART_DEPTH, nodes, 4),
                     OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_cspace_init_part(&part, FAKE_CNODE, base, FAKE_PART_INDEX, 52, nodes, 4),
                     OSKIT_ERR_ARGUMENT);
    assert_int_equal(
        oskit_cspace_init_part(&part, FAKE_CNODE, base, FAKE_PART_INDEX, FAKE_PART_DEPTH, nodes, 4),
        OSKIT_OK);
    fake.node[FAKE_PART] = true;
    assert_int_equal(oskit_cspace_release_range(&part, 0, 1), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_cspace_release_range(&part, base, base + 4096), OSKIT_OK);
    oskit_cspace_set_pool(&part, &rig.pool);
    for (unsigned i = 0; i < 4 * 4096; i++) {
        assert_int_equal(oskit_slot_alloc(&part, &slot), OSKIT_OK);
        assert_in_range(slot, base, base + 4 * 4096 - 1);
    }
    assert_int_equal(oskit_slot_alloc(&part, &slot), OSKIT_ERR_SLOTS);
    assert_true(fake.node[FAKE_PART + 3]);
    assert_false(fake.node[FAKE_PART + 4]);
    assert_int_equal(oskit_slot_free(&part, base + 4096), OSKIT_OK);
    assert_int_equal(oskit_slots_alloc(&part, 1, &slot), OSKIT_OK);
    assert_int_equal(slot, base + 4096);
    assert_int_equal(oskit_cap_mint(&part, slot, FAKE_ENDPOINT, seL4_CanWrite, 7), OSKIT_OK);
    assert_int_equal(fake.caps[slot].badge, 7);
    assert_int_equal(oskit_slot_delete(&part, slot), OSKIT_OK);
    assert_int_equal(oskit_slot_take(&part, 77), OSKIT_ERR_ARGUMENT);
}

static void places_name_both_shapes(void **state)
{
    struct oskit_place place = oskit_place(&rig.cs, 3 << 12 | 7);

    (void)state;
    assert_int_equal(place.node_index, 3);
    assert_int_equal(place.node_depth, 52);
    assert_int_equal(place.offset, 7);
    assert_int_equal(place.index, 3 << 12 | 7);
    rig.cs.two_level = false;
    place = oskit_place(&rig.cs, 5000);
    assert_int_equal(place.node_depth, 0);
    assert_int_equal(place.offset, 5000);
}

static void caps_move_between_slots(void **state)
{
    (void)state;
    assert_int_equal(oskit_cap_mint(&rig.cs, 100, FAKE_ENDPOINT, seL4_CanWrite, 42), OSKIT_OK);
    assert_int_equal(fake.caps[100].badge, 42);
    assert_int_equal(oskit_cap_copy(&rig.cs, 100, FAKE_ENDPOINT, seL4_AllRights), OSKIT_ERR_EXISTS);
    assert_int_equal(oskit_cap_move(&rig.cs, 101, 100), OSKIT_OK);
    assert_int_equal(fake.caps[100].type, FAKE_NULL);
    assert_int_equal(oskit_cap_save_caller(&rig.cs, 100), OSKIT_OK);
    assert_int_equal(oskit_cap_save_caller(&rig.cs, 100), OSKIT_ERR_EXISTS);
    assert_int_equal(oskit_cap_revoke(&rig.cs, FAKE_ENDPOINT), OSKIT_OK);
    assert_int_equal(fake.caps[101].type, FAKE_NULL);
    assert_int_equal(oskit_cap_delete(&rig.cs, 100), OSKIT_OK);
    assert_int_equal(fake_cap_count(), 2);
}

static void a_failed_delete_keeps_the_slot(void **state)
{
    seL4_CPtr slot;

    (void)state;
    assert_int_equal(oskit_slot_alloc(&rig.cs, &slot), OSKIT_OK);
    fake.fail_at = fake.calls + 1;
    fake.fail_with = seL4_IllegalOperation;
    assert_int_equal(oskit_slot_delete(&rig.cs, slot), OSKIT_ERR_KERNEL_OPERATION);
    assert_int_equal(oskit_slot_take(&rig.cs, slot), OSKIT_ERR_EXISTS);
    assert_int_equal(oskit_slot_delete(&rig.cs, slot), OSKIT_OK);
    rig_check_idle();
}

static void impossible_shapes_are_refused(void **state)
{
    struct oskit_cspace cs;

    (void)state;
    assert_int_equal(oskit_cspace_init_flat(&cs, FAKE_CNODE, 11, rig.nodes), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_cspace_init_flat(&cs, FAKE_CNODE, 19, rig.nodes), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_cspace_init_two_level(&cs, FAKE_CNODE, rig.nodes, 0),
                     OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_cspace_init_two_level(&cs, FAKE_CNODE, rig.nodes, 4097),
                     OSKIT_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(slots_are_unique, rig_flat, rig_stop),
        cmocka_unit_test_setup_teardown(runs_stay_in_a_node, rig_flat, rig_stop),
        cmocka_unit_test_setup_teardown(one_slot_can_be_taken, rig_flat, rig_stop),
        cmocka_unit_test_setup_teardown(nodes_are_made_on_demand, rig_two_level, rig_stop),
        cmocka_unit_test_setup_teardown(no_memory_means_no_node, rig_two_level, rig_stop),
        cmocka_unit_test_setup_teardown(a_part_has_names_of_its_own, rig_two_level, rig_stop),
        cmocka_unit_test_setup_teardown(places_name_both_shapes, rig_two_level, rig_stop),
        cmocka_unit_test_setup_teardown(caps_move_between_slots, rig_flat, rig_stop),
        cmocka_unit_test_setup_teardown(a_failed_delete_keeps_the_slot, rig_two_level, rig_stop),
        cmocka_unit_test_setup_teardown(impossible_shapes_are_refused, rig_flat, rig_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
