// SPDX-License-Identifier: BSD-2-Clause
/* Untypeds, pools and cap sets: exact figures, merging, and the refusal of every single kernel
 * call. */

#include <stdlib.h>
#include <oskit/capset.h>
#include "rig.h"

static void watermark_is_the_kernels(void **state)
{
    struct oskit_untyped ut = {.cap = FAKE_FIRST, .paddr = RIG_RAM, .bits = RIG_BITS};
    uint64_t paddr;

    (void)state;
    assert_int_equal(oskit_untyped_retype(&ut, &rig.cs, seL4_EndpointObject, 0, 1, 100, &paddr),
                     OSKIT_OK);
    assert_int_equal(paddr, RIG_RAM);
    assert_int_equal(
        oskit_untyped_retype(&ut, &rig.cs, seL4_ARM_SmallPageObject, 0, 2, 101, &paddr), OSKIT_OK);
    assert_int_equal(paddr, RIG_RAM + 0x1000);
    assert_int_equal(fake.caps[102].paddr, RIG_RAM + 0x2000);
    assert_int_equal(ut.used, fake.caps[FAKE_FIRST].watermark);
    assert_int_equal(oskit_untyped_left(&ut, 21), (1ULL << RIG_BITS) - (1ULL << 21));
    assert_int_equal(oskit_untyped_left(&ut, 25), 0);
    assert_int_equal(oskit_untyped_retype(&ut, &rig.cs, seL4_ARM_LargePageObject, 0, 8, 110, NULL),
                     OSKIT_ERR_MEMORY);
    assert_int_equal(oskit_untyped_retype(&ut, &rig.cs, 999, 0, 1, 110, NULL), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_untyped_retype(&ut, &rig.cs, seL4_TCBObject, 0, 1, 100, NULL),
                     OSKIT_ERR_EXISTS);
    assert_int_equal(oskit_untyped_reset(&ut, &rig.cs), OSKIT_OK);
    assert_int_equal(ut.used, 0);
    assert_int_equal(fake_cap_count(), 2);
}

static void many_objects_take_several_calls(void **state)
{
    struct oskit_untyped ut = {.cap = FAKE_FIRST, .paddr = RIG_RAM, .bits = RIG_BITS};
    unsigned before = fake.calls;

    (void)state;
    assert_int_equal(
        oskit_untyped_retype(&ut, &rig.cs, seL4_ARM_SmallPageObject, 0, 1000, 2000, NULL),
        OSKIT_OK);
    assert_int_equal(fake.calls - before, 4);
    assert_int_equal(fake.caps[2999].paddr, RIG_RAM + 999 * 0x1000);
}

static void pool_splits_and_merges(void **state)
{
    uint32_t a;
    uint32_t b;

    (void)state;
    assert_int_equal(oskit_pool_alloc(&rig.pool, 12, &a), OSKIT_OK);
    assert_int_equal(rig.blocks[a].paddr, RIG_RAM);
    assert_int_equal(rig.pool.used_bytes, 4096);
    assert_int_equal(oskit_pool_largest(&rig.pool), 23);
    assert_int_equal(oskit_pool_alloc(&rig.pool, 23, &b), OSKIT_OK);
    rig_check();
    assert_int_equal(oskit_pool_free(&rig.pool, a), OSKIT_OK);
    assert_int_equal(oskit_pool_free(&rig.pool, a), OSKIT_ERR_UNKNOWN);
    assert_int_equal(oskit_pool_free(&rig.pool, b), OSKIT_OK);
    assert_int_equal(oskit_pool_free(&rig.pool, OSKIT_NO_BLOCK), OSKIT_ERR_UNKNOWN);
    rig_check_idle();
}

static void pool_gives_a_wanted_address(void **state)
{
    uint32_t a;
    uint32_t b;

    (void)state;
    assert_int_equal(oskit_pool_alloc_at(&rig.pool, RIG_DEVICE + 0x31000, 12, &a), OSKIT_OK);
    assert_int_equal(rig.blocks[a].paddr, RIG_DEVICE + 0x31000);
    assert_true(rig.blocks[a].device);
    assert_int_equal(oskit_pool_alloc_at(&rig.pool, RIG_DEVICE + 0x31000, 12, &b),
                     OSKIT_ERR_MEMORY);
    assert_int_equal(oskit_pool_alloc_at(&rig.pool, RIG_DEVICE, 20, &b), OSKIT_ERR_MEMORY);
    assert_int_equal(oskit_pool_alloc_at(&rig.pool, RIG_DEVICE + 8, 12, &b), OSKIT_ERR_ALIGNMENT);
    assert_int_equal(oskit_pool_alloc_at(&rig.pool, 0, 12, &b), OSKIT_ERR_MEMORY);
    assert_int_equal(oskit_pool_alloc_at(&rig.pool, RIG_RAM + 0x5000, 12, &b), OSKIT_OK);
    rig_check();
    assert_int_equal(oskit_pool_free(&rig.pool, a), OSKIT_OK);
    assert_int_equal(oskit_pool_free(&rig.pool, b), OSKIT_OK);
    rig_check_idle();
}

static void pool_refuses(void **state)
{
    struct oskit_pool small;
    struct oskit_block few[2];
    uint32_t block;

    (void)state;
    assert_int_equal(oskit_pool_alloc(&rig.pool, 3, &block), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_pool_alloc(&rig.pool, 48, &block), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_pool_alloc(&rig.pool, 25, &block), OSKIT_ERR_MEMORY);
    assert_int_equal(oskit_pool_add(&rig.pool, 100, 0x1000, 13, false), OSKIT_ERR_ALIGNMENT);
    assert_int_equal(oskit_pool_add(&rig.pool, 100, 0, 3, false), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_pool_init(&small, &rig.cs, few, 0), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_pool_init(&small, &rig.cs, few, 2), OSKIT_OK);
    assert_int_equal(oskit_pool_add(&small, FAKE_FIRST, RIG_RAM, RIG_BITS, false), OSKIT_OK);
    assert_int_equal(oskit_pool_alloc(&small, 12, &block), OSKIT_ERR_FULL);
    assert_int_equal(small.free_bytes, small.total_bytes);
    assert_int_equal(small.descriptors_used, 1);
    assert_int_equal(oskit_pool_largest(&small), RIG_BITS);
    rig_check_idle();
}

static void random_trace_loses_nothing(void **state)
{
    uint32_t taken[64];
    unsigned count = 0;

    (void)state;
    srand(2);
    for (unsigned step = 0; step < 3000; step++) {
        if (count < 64 && rand() % 2 == 0) {
            unsigned bits = 4 + (unsigned)rand() % 18;

            if (oskit_pool_alloc(&rig.pool, bits, &taken[count]) == OSKIT_OK) {
                count++;
            }
        } else if (count > 0) {
            unsigned i = (unsigned)rand() % count;

            assert_int_equal(oskit_pool_free(&rig.pool, taken[i]), OSKIT_OK);
            count--;
            taken[i] = taken[count];
        }
        if (step % 50 == 0) {
            rig_check();
        }
    }
    while (count > 0) {
        count--;
        assert_int_equal(oskit_pool_free(&rig.pool, taken[count]), OSKIT_OK);
    }
    rig_check_idle();
}

/* Some of everything; stops at the first error. */
static enum oskit_error scenario(uint32_t *blocks, unsigned *count)
{
    seL4_CPtr slot;
    enum oskit_error error = oskit_pool_alloc(&rig.pool, 14, &blocks[*count]);

    if (error != OSKIT_OK) {
        return error;
    }
    (*count)++;
    error = oskit_pool_alloc_at(&rig.pool, RIG_RAM + 0x800000, 16, &blocks[*count]);
    if (error != OSKIT_OK) {
        return error;
    }
    (*count)++;
    error = oskit_object_alloc(&rig.pool, seL4_TCBObject, 0, &slot, &blocks[*count]);
    if (error != OSKIT_OK) {
        return error;
    }
    return oskit_object_free(&rig.pool, slot, blocks[*count]);
}

static void every_call_may_be_refused(void **state)
{
    enum oskit_error error = OSKIT_ERR_STATE;
    unsigned n = 0;

    (void)state;
    while (error != OSKIT_OK) {
        uint32_t blocks[3];
        unsigned count = 0;

        n++;
        fake.fail_at = fake.calls + n;
        fake.fail_with = seL4_InvalidCapability;
        error = scenario(blocks, &count);
        fake.fail_at = 0;
        assert_true(error == OSKIT_OK || error == OSKIT_ERR_KERNEL_CAP);
        rig_check();
        for (unsigned i = 0; i < count; i++) {
            assert_int_equal(oskit_pool_free(&rig.pool, blocks[i]), OSKIT_OK);
        }
        rig_check();
        if (error != OSKIT_OK) {
            /* A merge that was refused leaves halves that the next run of the pool merges. */
            rig_stop(NULL);
            rig_two_level(NULL);
        }
    }
    assert_true(n > 20);
}

static void capset_is_recycled_whole(void **state)
{
    struct oskit_capset set;
    uint32_t block;
    seL4_CPtr slot;
    seL4_CPtr first;
    uint64_t paddr;

    (void)state;
    assert_int_equal(oskit_pool_alloc(&rig.pool, 14, &block), OSKIT_OK);
    assert_int_equal(oskit_capset_init(&set, &rig.cs, oskit_pool_untyped(&rig.pool, block), 8),
                     OSKIT_OK);
    for (unsigned round = 0; round < 100; round++) {
        assert_int_equal(oskit_capset_object(&set, seL4_ARM_SmallPageObject, 0, &slot, &paddr),
                         OSKIT_OK);
        assert_int_equal(paddr, rig.blocks[block].paddr);
        first = slot;
        assert_int_equal(oskit_capset_slot(&set, &slot), OSKIT_OK);
        assert_int_equal(slot, first + 1);
        assert_int_equal(oskit_cap_mint(&rig.cs, slot, FAKE_ENDPOINT, seL4_AllRights, round),
                         OSKIT_OK);
        assert_int_equal(oskit_capset_object(&set, seL4_TCBObject, 0, &slot, NULL), OSKIT_OK);
        assert_int_equal(oskit_capset_object(&set, seL4_CapTableObject, 9, &slot, NULL),
                         OSKIT_ERR_MEMORY);
        assert_int_equal(oskit_capset_recycle(&set), OSKIT_OK);
        assert_int_equal(fake.caps[first + 1].type, FAKE_NULL);
    }
    for (unsigned i = 0; i < 8; i++) {
        assert_int_equal(oskit_capset_slot(&set, &slot), OSKIT_OK);
    }
    assert_int_equal(oskit_capset_slot(&set, &slot), OSKIT_ERR_SLOTS);
    assert_int_equal(oskit_capset_object(&set, seL4_TCBObject, 0, &slot, NULL), OSKIT_ERR_SLOTS);
    assert_int_equal(oskit_capset_init(&set, &rig.cs, set.untyped, 0), OSKIT_ERR_ARGUMENT);
    assert_int_equal(oskit_capset_init(&set, &rig.cs, set.untyped, OSKIT_CAPSET_MAX + 1),
                     OSKIT_ERR_ARGUMENT);
}

/* ---- pools that lend to each other ---- */

#define LENT_BLOCKS 64

static struct oskit_pool borrower;
static struct oskit_block lent[LENT_BLOCKS];
static unsigned asked;

static bool lend(struct oskit_pool *pool, unsigned bits)
{
    struct oskit_untyped chunk;
    uint32_t block;

    asked++;
    if (oskit_pool_alloc(&rig.pool, bits > 18 ? bits : 18, &block) != OSKIT_OK) {
        return false;
    }
    chunk = oskit_pool_untyped(&rig.pool, block);
    return oskit_pool_add(pool, chunk.cap, chunk.paddr, chunk.bits, false) == OSKIT_OK;
}

static void a_dry_pool_asks_for_more(void **state)
{
    struct oskit_untyped chunk;
    uint32_t a, b, c;

    (void)state;
    asked = 0;
    assert_int_equal(oskit_pool_init(&borrower, &rig.cs, lent, LENT_BLOCKS), OSKIT_OK);
    assert_int_equal(oskit_pool_alloc(&borrower, 12, &a), OSKIT_ERR_MEMORY);
    borrower.refill = lend;
    assert_int_equal(oskit_pool_alloc(&borrower, 12, &a), OSKIT_OK);
    assert_int_equal(oskit_pool_alloc(&borrower, 17, &b), OSKIT_OK);
    assert_int_equal(asked, 1);
    assert_int_equal(oskit_pool_alloc(&borrower, 18, &c), OSKIT_OK);
    assert_int_equal(asked, 2);
    assert_int_equal(borrower.total_bytes, 2 << 18);
    assert_int_equal(oskit_pool_alloc(&borrower, RIG_BITS, &c), OSKIT_ERR_MEMORY);

    /* Only what is free as a whole can be taken out again. */
    assert_int_equal(oskit_pool_remove(&borrower, 12, &chunk), OSKIT_ERR_MEMORY);
    assert_int_equal(oskit_pool_free(&borrower, b), OSKIT_OK);
    assert_int_equal(oskit_pool_remove(&borrower, 12, &chunk), OSKIT_ERR_MEMORY);
    assert_int_equal(oskit_pool_free(&borrower, a), OSKIT_OK);
    assert_int_equal(oskit_pool_remove(&borrower, 19, &chunk), OSKIT_ERR_MEMORY);
    assert_int_equal(oskit_pool_remove(&borrower, 12, &chunk), OSKIT_OK);
    assert_int_equal(chunk.bits, 18);
    assert_int_equal(chunk.used, 0);
    assert_int_equal(borrower.total_bytes, 1 << 18);
    assert_int_equal(borrower.free_bytes, 0);
    assert_int_equal(borrower.descriptors_used, 1);
    rig_check();
}

static void capset_gives_all_back(void **state)
{
    struct oskit_capset set;
    uint32_t block;
    seL4_CPtr slot;

    (void)state;
    assert_int_equal(oskit_pool_alloc(&rig.pool, 14, &block), OSKIT_OK);
    assert_int_equal(oskit_capset_init(&set, &rig.cs, oskit_pool_untyped(&rig.pool, block), 128),
                     OSKIT_OK);
    assert_int_equal(oskit_capset_object(&set, seL4_TCBObject, 0, &slot, NULL), OSKIT_OK);
    fake.fail_at = fake.calls + 1;
    fake.fail_with = seL4_IllegalOperation;
    assert_int_equal(oskit_capset_destroy(&set), OSKIT_ERR_KERNEL_OPERATION);
    assert_int_equal(oskit_capset_destroy(&set), OSKIT_OK);
    assert_int_equal(oskit_pool_free(&rig.pool, block), OSKIT_OK);
    rig_check_idle();
}

/* What could not be begun must not give back slots that it never had: those from 0 on. */
static void a_capset_without_slots_owns_none(void **state)
{
    struct oskit_capset set;
    uint32_t block;
    seL4_CPtr slot;

    (void)state;
    assert_int_equal(oskit_pool_alloc(&rig.pool, 14, &block), OSKIT_OK);
    while (oskit_slot_alloc(&rig.cs, &slot) == OSKIT_OK) {
    }
    assert_int_equal(oskit_capset_init(&set, &rig.cs, oskit_pool_untyped(&rig.pool, block), 8),
                     OSKIT_ERR_SLOTS);
    assert_int_equal(set.capacity, 0);
    assert_int_equal(oskit_capset_slot(&set, &slot), OSKIT_ERR_SLOTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(watermark_is_the_kernels, rig_flat, rig_stop),
        cmocka_unit_test_setup_teardown(a_capset_without_slots_owns_none, rig_flat, rig_stop),
        cmocka_unit_test_setup_teardown(many_objects_take_several_calls, rig_flat, rig_stop),
        cmocka_unit_test_setup_teardown(pool_splits_and_merges, rig_two_level, rig_stop),
        cmocka_unit_test_setup_teardown(pool_gives_a_wanted_address, rig_two_level, rig_stop),
        cmocka_unit_test_setup_teardown(pool_refuses, rig_two_level, rig_stop),
        cmocka_unit_test_setup_teardown(random_trace_loses_nothing, rig_flat, rig_stop),
        cmocka_unit_test_setup_teardown(every_call_may_be_refused, rig_two_level, rig_stop),
        cmocka_unit_test_setup_teardown(capset_is_recycled_whole, rig_two_level, rig_stop),
        cmocka_unit_test_setup_teardown(a_dry_pool_asks_for_more, rig_two_level, rig_stop),
        cmocka_unit_test_setup_teardown(capset_gives_all_back, rig_two_level, rig_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
