// SPDX-License-Identifier: BSD-2-Clause
//
// An instance's share of the untyped memory: taken from the pool when it is built, handed back when
// it ends.

#include <roottask/instance.h>
#include <roottask/plan.h>
#include <roottask/root.h>

static enum oskit_error take_block(struct instance *instance, unsigned bits)
{
    if (instance->block_count == INSTANCE_MAX_UNTYPEDS) {
        return OSKIT_ERR_FULL;
    }

    enum oskit_error error =
        oskit_pool_alloc(&root.pool, bits, &instance->blocks[instance->block_count]);

    if (error == OSKIT_OK) {
        instance->block_count++;
    }
    return error;
}

/* The untyped for kernel objects: smaller than planned where memory is in pieces. */
static enum oskit_error take_objects(struct instance *instance, unsigned bits)
{
    enum oskit_error error = take_block(instance, bits);

    while (error == OSKIT_ERR_MEMORY && bits > PLAN_OBJECT_MIN_BITS) {
        bits--;
        error = take_block(instance, bits);
    }
    return error;
}

/* Everything else, the largest blocks first, in pieces of at least 2 MiB. */
static enum oskit_error take_memory(struct instance *instance, uint64_t budget)
{
    enum oskit_error error = OSKIT_OK;

    while (budget >= INSTANCE_LARGE_PAGE_SIZE && error == OSKIT_OK) {
        unsigned bits = plan_log2_floor(budget);
        unsigned largest = oskit_pool_largest(&root.pool);

        bits = bits < largest ? bits : largest;
        if (bits < seL4_LargePageBits || instance->block_count == INSTANCE_MAX_UNTYPEDS) {
            break;
        }
        error = take_block(instance, bits);
        budget -= 1ULL << bits;
    }
    return error;
}

static uint32_t device_pages(const struct instance *instance)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < root.tree.count; i++) {
        n += table_grants_device(instance->row, &root.tree, i) ? 1 : 0;
    }
    return n;
}

static uint64_t block_size(uint32_t block)
{
    return 1ULL << root.pool.blocks[block].bits;
}

enum oskit_error instance_take_memory(struct instance *instance, const struct elf_plan *image)
{
    const struct instance_row *row = instance->row;
    struct memory_plan plan =
        plan_memory(row->memory_bytes, row->object_divisor, row->reserve_divisor,
                    plan_body_bytes(image, instance->cores, device_pages(instance)));
    enum oskit_error error = plan_fits(&plan) ? OSKIT_OK : OSKIT_ERR_MEMORY;

    if (error == OSKIT_OK) {
        error = oskit_pool_alloc(&root.pool, plan.body_bits, &instance->body);
    }
    if (error == OSKIT_OK) {
        error = oskit_pool_alloc(&root.pool, seL4_LargePageBits, &instance->heap_block);
    }
    if (error == OSKIT_OK) {
        error = take_objects(instance, plan.object_bits);
    }
    if (error == OSKIT_OK) {
        error = oskit_pool_alloc(&root.pool, plan.reserve_bits, &instance->reserve_block);
    }
    if (error == OSKIT_OK) {
        uint64_t taken = INSTANCE_LARGE_PAGE_SIZE + block_size(instance->blocks[0]) +
                         block_size(instance->reserve_block);

        instance->reserve = oskit_pool_untyped(&root.pool, instance->reserve_block);
        error = take_memory(instance, plan.bytes > taken ? plan.bytes - taken : 0);
    }
    return error;
}

static void give_back(uint32_t *block)
{
    if (*block != OSKIT_NO_BLOCK) {
        (void)oskit_pool_free(&root.pool, *block);
        *block = OSKIT_NO_BLOCK;
    }
}

void instance_return_memory(struct instance *instance)
{
    for (; instance->extra_count > 0; instance->extra_count--) {
        (void)oskit_slot_delete(&root.cspace, instance->extra[instance->extra_count - 1]);
    }
    give_back(&instance->reserve_block);
    for (; instance->block_count > 0; instance->block_count--) {
        give_back(&instance->blocks[instance->block_count - 1]);
    }
    give_back(&instance->heap_block);
    give_back(&instance->body);
}
