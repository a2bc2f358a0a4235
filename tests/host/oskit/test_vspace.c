// SPDX-License-Identifier: BSD-2-Clause
/* Mappings, tables on demand, regions with translation both ways. */

#include <oskit/region.h>
#include <oskit/vspace.h>
#include "rig.h"

#define TABLES 8

static struct oskit_vspace vs;
static struct oskit_table tables[TABLES];

static int setup(void **state)
{
    rig_two_level(state);
    assert_int_equal(oskit_vspace_init(&vs, FAKE_VSPACE, &rig.cs, &rig.pool, NULL, tables, TABLES),
                     OSKIT_OK);
    return 0;
}

static seL4_CPtr frame(seL4_Word type)
{
    seL4_CPtr slot;
    uint32_t block;

    assert_int_equal(oskit_object_alloc(&rig.pool, type, 0, &slot, &block), OSKIT_OK);
    return slot;
}

static void tables_are_made_on_demand(void **state)
{
    seL4_CPtr a = frame(seL4_ARM_SmallPageObject);
    seL4_CPtr b = frame(seL4_ARM_SmallPageObject);

    (void)state;
    assert_int_equal(oskit_map(&vs, a, 0x400000, 12, OSKIT_MAP_READ | OSKIT_MAP_EXEC), OSKIT_OK);
    assert_int_equal(vs.table_count, 3);
    assert_int_equal(oskit_map(&vs, b, 0x401000, 12, OSKIT_MAP_WRITE), OSKIT_OK);
    assert_int_equal(vs.table_count, 3);
    assert_ptr_equal(fake_mapping(0x400fff), &fake.caps[a]);
    assert_int_equal(fake.caps[a].rights, seL4_CanRead.words[0]);
    assert_int_equal(fake.caps[a].attributes, seL4_ARM_Default_VMAttributes);
    assert_int_equal(fake.caps[b].rights, seL4_ReadWrite.words[0]);
    assert_int_equal(fake.caps[b].attributes,
                     seL4_ARM_Default_VMAttributes | seL4_ARM_ExecuteNever);
}

static void devices_are_uncached_and_never_executed(void **state)
{
    seL4_CPtr a = frame(seL4_ARM_SmallPageObject);

    (void)state;
    assert_int_equal(oskit_map(&vs, a, 0, 12, OSKIT_MAP_DEVICE | OSKIT_MAP_EXEC), OSKIT_ERR_RIGHTS);
    assert_int_equal(oskit_map(&vs, a, 0, 12, OSKIT_MAP_DEVICE | OSKIT_MAP_WRITE), OSKIT_OK);
    assert_int_equal(fake.caps[a].attributes, seL4_ARM_ExecuteNever);
}

static void bad_mappings_are_refused(void **state)
{
    seL4_CPtr a = frame(seL4_ARM_SmallPageObject);
    seL4_CPtr b = frame(seL4_ARM_SmallPageObject);
    seL4_CPtr large = frame(seL4_ARM_LargePageObject);

    (void)state;
    assert_int_equal(oskit_map(&vs, a, 0, 12, OSKIT_MAP_WRITE | OSKIT_MAP_EXEC), OSKIT_ERR_RIGHTS);
    assert_int_equal(oskit_map(&vs, a, 0x800, 12, OSKIT_MAP_READ), OSKIT_ERR_ALIGNMENT);
    assert_int_equal(oskit_map(&vs, large, 0x1000, 21, OSKIT_MAP_READ), OSKIT_ERR_ALIGNMENT);
    assert_int_equal(oskit_map(&vs, a, 0x1000, 12, OSKIT_MAP_READ), OSKIT_OK);
    assert_int_equal(oskit_map(&vs, b, 0x1000, 12, OSKIT_MAP_READ), OSKIT_ERR_EXISTS);
    assert_int_equal(oskit_map(&vs, a, 0x1000, 12, OSKIT_MAP_WRITE), OSKIT_OK);
    assert_int_equal(oskit_unmap(&vs, a), OSKIT_OK);
    assert_int_equal(oskit_map(&vs, b, 0x1000, 12, OSKIT_MAP_READ), OSKIT_OK);
    assert_int_equal(oskit_vspace_init(&vs, FAKE_VSPACE, &rig.cs, NULL, NULL, tables, TABLES),
                     OSKIT_ERR_ARGUMENT);
}

/* Two address space managers, each with tables of its own, in one address space. */
static void tables_that_others_make_are_used(void **state)
{
    seL4_CPtr a = frame(seL4_ARM_SmallPageObject);
    seL4_CPtr b = frame(seL4_ARM_SmallPageObject);

    (void)state;
    fake.table_race = true;
    fake.other_tables = FAKE_SLOTS - 1;
    assert_int_equal(oskit_map(&vs, a, 0x400000, 12, OSKIT_MAP_WRITE), OSKIT_OK);
    assert_ptr_equal(fake_mapping(0x400000), &fake.caps[a]);
    assert_int_equal(FAKE_SLOTS - 1 - fake.other_tables + vs.table_count, 3);
    assert_int_equal(oskit_map(&vs, b, 0x400000, 12, OSKIT_MAP_WRITE), OSKIT_ERR_EXISTS);
    rig_check();
}

static void the_table_array_may_fill(void **state)
{
    seL4_CPtr a = frame(seL4_ARM_SmallPageObject);
    enum oskit_error error = OSKIT_OK;

    (void)state;
    for (uint64_t vaddr = 0; error == OSKIT_OK; vaddr += 1ULL << 21) {
        error = oskit_map_prepare(&vs, vaddr, 1, 12);
    }
    assert_int_equal(error, OSKIT_ERR_FULL);
    assert_int_equal(oskit_map(&vs, a, 1ULL << 40, 12, OSKIT_MAP_READ), OSKIT_ERR_FULL);
    assert_int_equal(oskit_map(&vs, a, 0x1000, 12, OSKIT_MAP_READ), OSKIT_OK);
    rig_check();
}

static void tables_go_back(void **state)
{
    uint64_t free_before = rig.pool.free_bytes;

    (void)state;
    assert_int_equal(oskit_map_prepare(&vs, 0x1ff000, 0x2000, 12), OSKIT_OK);
    assert_int_equal(vs.table_count, 4);
    assert_int_equal(oskit_map_prepare(&vs, 0x200000, 0, 12), OSKIT_OK);
    assert_int_equal(oskit_map_prepare(&vs, UINT64_MAX, 2, 12), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_vspace_release(&vs, 0x200000, 0x200000), OSKIT_OK);
    assert_int_equal(vs.table_count, 3);
    assert_int_equal(oskit_vspace_release(&vs, 0, UINT64_MAX), OSKIT_OK);
    assert_int_equal(vs.table_count, 0);
    assert_int_equal(rig.pool.free_bytes, free_before);
    rig_check_idle();
}

static void tables_come_from_a_watermark_too(void **state)
{
    struct oskit_untyped ut;
    uint32_t block;
    seL4_CPtr a = frame(seL4_ARM_SmallPageObject);

    (void)state;
    assert_int_equal(oskit_pool_alloc(&rig.pool, 13, &block), OSKIT_OK);
    ut = oskit_pool_untyped(&rig.pool, block);
    assert_int_equal(oskit_vspace_init(&vs, FAKE_VSPACE, &rig.cs, NULL, &ut, tables, TABLES),
                     OSKIT_OK);
    assert_int_equal(oskit_map(&vs, a, 0, 12, OSKIT_MAP_READ), OSKIT_ERR_MEMORY);
    assert_int_equal(vs.table_count, 2);
    assert_int_equal(oskit_vspace_release(&vs, 0, UINT64_MAX), OSKIT_OK);
    rig_check();
}

static void every_call_may_be_refused(void **state)
{
    seL4_CPtr a = frame(seL4_ARM_SmallPageObject);
    enum oskit_error error = OSKIT_ERR_STATE;
    unsigned n = 0;

    (void)state;
    while (error != OSKIT_OK) {
        n++;
        fake.fail_at = fake.calls + n;
        fake.fail_with = seL4_NotEnoughMemory;
        error = oskit_map(&vs, a, 0x400000, 12, OSKIT_MAP_READ);
        fake.fail_at = 0;
        assert_true(error == OSKIT_OK || error == OSKIT_ERR_MEMORY);
        rig_check();
    }
    assert_true(n > 3);
    assert_int_equal(vs.table_count, 3);
}

static void regions_translate_both_ways(void **state)
{
    static uint32_t frames[16];
    static uint32_t pages[8];
    struct oskit_region r;
    struct oskit_untyped ut;
    uint32_t block;
    unsigned done;
    uint64_t out;

    (void)state;
    assert_int_equal(oskit_pool_alloc(&rig.pool, 23, &block), OSKIT_OK);
    ut = oskit_pool_untyped(&rig.pool, block);
    assert_int_equal(oskit_region_init(&r, &vs, 0x1000000000, frames, 16, RIG_RAM, pages,
                                       1ULL << (RIG_BITS - 21)),
                     OSKIT_OK);
    assert_int_equal(oskit_region_extend(&r, &ut, 3, &done), OSKIT_OK);
    assert_int_equal(done, 3);
    assert_int_equal(oskit_region_to_phys(&r, 0x1000000000 + 0x412345, &out), OSKIT_OK);
    assert_int_equal(out, ut.paddr + 0x412345);
    assert_int_equal(fake_mapping(0x1000412345)->paddr, ut.paddr + 0x400000);
    assert_int_equal(oskit_region_to_virt(&r, out, &out), OSKIT_OK);
    assert_int_equal(out, 0x1000412345);
    assert_int_equal(oskit_region_to_phys(&r, 0x1000600000, &out), OSKIT_ERR_UNKNOWN);
    assert_int_equal(oskit_region_to_phys(&r, 0xfffffffff, &out), OSKIT_ERR_UNKNOWN);
    assert_int_equal(oskit_region_to_virt(&r, RIG_RAM - 1, &out), OSKIT_ERR_UNKNOWN);
    assert_int_equal(oskit_region_to_virt(&r, RIG_RAM + (1 << RIG_BITS), &out), OSKIT_ERR_UNKNOWN);
    assert_int_equal(oskit_region_extend(&r, &ut, 3, &done), OSKIT_ERR_MEMORY);
    assert_int_equal(done, 1);
    assert_int_equal(r.count, 4);
    rig_check();
}

static void regions_adopt_and_refuse(void **state)
{
    static uint32_t frames[2];
    static uint32_t pages[4];
    struct oskit_region r;
    uint64_t out;

    (void)state;
    assert_int_equal(oskit_region_init(&r, &vs, 0x1000, frames, 2, RIG_RAM, pages, 4),
                     OSKIT_ERR_ALIGNMENT);
    assert_int_equal(oskit_region_init(&r, &vs, 0, frames, 0, RIG_RAM, pages, 4),
                     OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_region_init(&r, &vs, 0, frames, 2, RIG_RAM, pages, 4), OSKIT_OK);
    assert_int_equal(oskit_region_adopt(&r, RIG_RAM + 0x600000), OSKIT_OK);
    assert_int_equal(oskit_region_adopt(&r, RIG_RAM + 0x600000), OSKIT_ERR_EXISTS);
    assert_int_equal(oskit_region_adopt(&r, RIG_RAM + 0x800000), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_region_adopt(&r, RIG_RAM + 0x1000), OSKIT_ERR_ALIGNMENT);
    assert_int_equal(oskit_region_adopt(&r, RIG_RAM), OSKIT_OK);
    assert_int_equal(oskit_region_adopt(&r, RIG_RAM + 0x200000), OSKIT_ERR_FULL);
    assert_int_equal(oskit_region_to_virt(&r, RIG_RAM + 5, &out), OSKIT_OK);
    assert_int_equal(out, 0x200005);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tables_are_made_on_demand, setup, rig_stop),
        cmocka_unit_test_setup_teardown(devices_are_uncached_and_never_executed, setup, rig_stop),
        cmocka_unit_test_setup_teardown(bad_mappings_are_refused, setup, rig_stop),
        cmocka_unit_test_setup_teardown(tables_that_others_make_are_used, setup, rig_stop),
        cmocka_unit_test_setup_teardown(the_table_array_may_fill, setup, rig_stop),
        cmocka_unit_test_setup_teardown(tables_go_back, setup, rig_stop),
        cmocka_unit_test_setup_teardown(tables_come_from_a_watermark_too, setup, rig_stop),
        cmocka_unit_test_setup_teardown(every_call_may_be_refused, setup, rig_stop),
        cmocka_unit_test_setup_teardown(regions_translate_both_ways, setup, rig_stop),
        cmocka_unit_test_setup_teardown(regions_adopt_and_refuse, setup, rig_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
