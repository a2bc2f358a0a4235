// SPDX-License-Identifier: BSD-2-Clause
#include "rig.h"

struct rig rig;

static int start(bool two_level)
{
    fake_start(two_level);
    if (two_level) {
        assert_int_equal(oskit_cspace_init_two_level(&rig.cs, FAKE_CNODE, rig.nodes, FAKE_NODES),
                         OSKIT_OK);
        assert_int_equal(oskit_cspace_release_range(&rig.cs, FAKE_FIRST + 2, 4096), OSKIT_OK);
    } else {
        assert_int_equal(oskit_cspace_init_flat(&rig.cs, FAKE_CNODE, 13, rig.nodes), OSKIT_OK);
        assert_int_equal(oskit_cspace_release_range(&rig.cs, FAKE_FIRST + 2, 8192), OSKIT_OK);
    }
    assert_int_equal(oskit_pool_init(&rig.pool, &rig.cs, rig.blocks, RIG_BLOCKS), OSKIT_OK);
    fake_untyped(FAKE_FIRST, RIG_RAM, RIG_BITS, false);
    fake_untyped(FAKE_FIRST + 1, RIG_DEVICE, 20, true);
    assert_int_equal(oskit_pool_add(&rig.pool, FAKE_FIRST, RIG_RAM, RIG_BITS, false), OSKIT_OK);
    assert_int_equal(oskit_pool_add(&rig.pool, FAKE_FIRST + 1, RIG_DEVICE, 20, true), OSKIT_OK);
    oskit_cspace_set_pool(&rig.cs, &rig.pool);
    return 0;
}

int rig_two_level(void **state)
{
    (void)state;
    return start(true);
}

int rig_flat(void **state)
{
    (void)state;
    return start(false);
}

int rig_stop(void **state)
{
    (void)state;
    fake_stop();
    return 0;
}

static uint64_t listed(const uint32_t *heads)
{
    uint64_t bytes = 0;

    for (unsigned bits = 0; bits <= OSKIT_UNTYPED_MAX_BITS; bits++) {
        uint32_t prev = OSKIT_NO_BLOCK;

        for (uint32_t i = heads[bits]; i != OSKIT_NO_BLOCK; i = rig.blocks[i].next) {
            assert_int_equal(rig.blocks[i].state, OSKIT_BLOCK_FREE);
            assert_int_equal(rig.blocks[i].bits, bits);
            assert_int_equal(rig.blocks[i].prev, prev);
            bytes += 1ULL << bits;
            prev = i;
        }
    }
    return bytes;
}

void rig_check(void)
{
    uint64_t used = 0;
    uint64_t slots = 0;
    uint32_t descriptors = 0;

    for (uint32_t i = 0; i < RIG_BLOCKS; i++) {
        const struct oskit_block *b = &rig.blocks[i];

        descriptors += b->state != OSKIT_BLOCK_UNUSED;
        if (b->state == OSKIT_BLOCK_UNUSED) {
            continue;
        }
        assert_int_equal(fake.caps[b->cap].type, FAKE_UNTYPED);
        assert_int_equal(fake.caps[b->cap].paddr, b->paddr);
        assert_int_equal(fake.caps[b->cap].bits, b->bits);
        if (b->state == OSKIT_BLOCK_TAKEN && !b->device) {
            used += 1ULL << b->bits;
        }
    }
    assert_int_equal(rig.pool.descriptors_used, descriptors);
    assert_int_equal(rig.pool.used_bytes, used);
    assert_int_equal(rig.pool.free_bytes, listed(rig.pool.free));
    assert_int_equal(rig.pool.device_free_bytes, listed(rig.pool.dev_free));
    assert_int_equal(rig.pool.free_bytes + rig.pool.used_bytes, rig.pool.total_bytes);
    for (uint32_t n = 0; n < rig.cs.node_count; n++) {
        unsigned free = 0;

        if (!rig.nodes[n].present) {
            continue;
        }
        for (unsigned i = 0; i < OSKIT_NODE_SLOTS / 64; i++) {
            free += 64 - (unsigned)__builtin_popcountll(rig.nodes[n].used[i]);
        }
        assert_int_equal(rig.nodes[n].free, free);
        slots += OSKIT_NODE_SLOTS - free;
    }
    assert_int_equal(rig.cs.slots_used, slots);
}

void rig_check_idle(void)
{
    rig_check();
    assert_int_equal(rig.pool.free_bytes, rig.pool.total_bytes);
    assert_int_equal(rig.pool.descriptors_used, 2);
    assert_int_equal(fake_cap_count(), 2);
    assert_int_equal(rig.cs.slots_used, FAKE_FIRST + 2);
}
