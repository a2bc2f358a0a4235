// SPDX-License-Identifier: BSD-2-Clause

#include <stddef.h>
#include <oskit/cspace.h>
#include <oskit/untyped.h>

#define WORDS (OSKIT_NODE_SLOTS / 64)

static void node_fill(struct oskit_node *node, bool present)
{
    for (unsigned i = 0; i < WORDS; i++) {
        node->used[i] = UINT64_MAX;
    }
    node->free = 0;
    node->hint = 0;
    node->present = present;
}

static struct oskit_node *node_of(const struct oskit_cspace *cs, seL4_CPtr slot)
{
    seL4_Word n = (slot - cs->first) >> OSKIT_NODE_BITS;

    if (slot < cs->first || n >= cs->node_count || !cs->nodes[n].present) {
        return NULL;
    }
    return &cs->nodes[n];
}

static bool bit_used(const struct oskit_node *node, unsigned bit)
{
    return (node->used[bit / 64] >> (bit % 64)) & 1;
}

static void bit_take(struct oskit_cspace *cs, struct oskit_node *node, unsigned bit)
{
    node->used[bit / 64] |= 1ULL << (bit % 64);
    node->free--;
    cs->slots_used++;
}

static void bit_give(struct oskit_cspace *cs, struct oskit_node *node, unsigned bit)
{
    node->used[bit / 64] &= ~(1ULL << (bit % 64));
    node->free++;
    cs->slots_used--;
}

enum oskit_error oskit_cspace_init_flat(struct oskit_cspace *cs, seL4_CPtr root, unsigned bits,
                                        struct oskit_node *nodes)
{
    if (bits < OSKIT_NODE_BITS || bits > 18) {
        return OSKIT_ERR_ARGUMENT;
    }
    *cs = (struct oskit_cspace){
        .root = root, .node_count = 1u << (bits - OSKIT_NODE_BITS), .nodes = nodes};
    for (unsigned i = 0; i < cs->node_count; i++) {
        node_fill(&nodes[i], true);
    }
    cs->slots_total = (uint64_t)cs->node_count * OSKIT_NODE_SLOTS;
    cs->slots_used = cs->slots_total;
    return OSKIT_OK;
}

enum oskit_error oskit_cspace_init_two_level(struct oskit_cspace *cs, seL4_CPtr root,
                                             struct oskit_node *nodes, unsigned node_count)
{
    if (node_count == 0 || node_count > OSKIT_NODE_SLOTS) {
        return OSKIT_ERR_ARGUMENT;
    }
    *cs = (struct oskit_cspace){
        .root = root, .two_level = true, .node_count = node_count, .nodes = nodes};
    for (unsigned i = 0; i < node_count; i++) {
        node_fill(&nodes[i], i == 0);
    }
    cs->slots_total = OSKIT_NODE_SLOTS;
    cs->slots_used = OSKIT_NODE_SLOTS;
    return OSKIT_OK;
}

enum oskit_error oskit_cspace_init_part(struct oskit_cspace *cs, seL4_CPtr root, seL4_CPtr first,
                                        seL4_Word index, seL4_Word depth, struct oskit_node *nodes,
                                        unsigned node_count)
{
    if (first % OSKIT_NODE_SLOTS != 0 || depth >= OSKIT_DEPTH - OSKIT_NODE_BITS) {
        return OSKIT_ERR_ARGUMENT;
    }
    enum oskit_error error = oskit_cspace_init_two_level(cs, root, nodes, node_count);

    if (error == OSKIT_OK) {
        cs->first = first;
        cs->level1_index = index;
        cs->level1_depth = depth;
    }
    return error;
}

void oskit_cspace_set_pool(struct oskit_cspace *cs, struct oskit_pool *pool)
{
    cs->pool = pool;
}

enum oskit_error oskit_cspace_release_range(struct oskit_cspace *cs, seL4_CPtr first, seL4_CPtr end)
{
    for (seL4_CPtr slot = first; slot < end; slot++) {
        struct oskit_node *node = node_of(cs, slot);

        if (node == NULL || !bit_used(node, slot % OSKIT_NODE_SLOTS)) {
            return OSKIT_ERR_ARGUMENT;
        }
    }
    for (seL4_CPtr slot = first; slot < end; slot++) {
        bit_give(cs, node_of(cs, slot), slot % OSKIT_NODE_SLOTS);
    }
    return OSKIT_OK;
}

/* Makes the next level 2 node. Its own slots serve from then on. */
static enum oskit_error grow(struct oskit_cspace *cs)
{
    uint32_t n = 1;

    while (n < cs->node_count && cs->nodes[n].present) {
        n++;
    }
    if (!cs->two_level || cs->pool == NULL || n == cs->node_count) {
        return OSKIT_ERR_SLOTS;
    }

    uint32_t block;
    enum oskit_error error = oskit_pool_alloc(cs->pool, OSKIT_NODE_BITS + seL4_SlotBits, &block);

    if (error != OSKIT_OK) {
        return error;
    }
    error = oskit_error_of(seL4_Untyped_Retype(cs->pool->blocks[block].cap, seL4_CapTableObject,
                                               OSKIT_NODE_BITS, cs->root, cs->level1_index,
                                               cs->level1_depth, n, 1));
    if (error != OSKIT_OK) {
        (void)oskit_pool_free(cs->pool, block);
        return error;
    }

    struct oskit_node *node = &cs->nodes[n];

    for (unsigned i = 0; i < WORDS; i++) {
        node->used[i] = 0;
    }
    node->free = OSKIT_NODE_SLOTS;
    node->hint = 0;
    node->present = true;
    cs->slots_total += OSKIT_NODE_SLOTS;
    return OSKIT_OK;
}

/* Keeps the reserve filled. A failure shows later, when the last slot is gone. */
static void grow_if_low(struct oskit_cspace *cs, unsigned wanted)
{
    if (cs->two_level && !cs->growing &&
        cs->slots_total - cs->slots_used < (uint64_t)wanted + OSKIT_CSPACE_RESERVE) {
        cs->growing = true;
        (void)grow(cs);
        cs->growing = false;
    }
}

static bool take_any(struct oskit_cspace *cs, struct oskit_node *node, unsigned *bit)
{
    for (unsigned i = 0; i < WORDS; i++) {
        unsigned word = (node->hint + i) % WORDS;

        if (node->used[word] != UINT64_MAX) {
            *bit = word * 64 + (unsigned)__builtin_ctzll(~node->used[word]);
            node->hint = word;
            bit_take(cs, node, *bit);
            return true;
        }
    }
    return false;
}

enum oskit_error oskit_slot_alloc(struct oskit_cspace *cs, seL4_CPtr *slot)
{
    unsigned bit;

    grow_if_low(cs, 1);
    for (uint32_t n = 0; n < cs->node_count; n++) {
        struct oskit_node *node = &cs->nodes[n];

        if (node->present && node->free != 0 && take_any(cs, node, &bit)) {
            *slot = cs->first + (((seL4_CPtr)n << OSKIT_NODE_BITS) | bit);
            return OSKIT_OK;
        }
    }
    return OSKIT_ERR_SLOTS;
}

/* First run of `count` clear bits of a node. */
static bool find_run(const struct oskit_node *node, unsigned count, unsigned *first)
{
    unsigned run = 0;

    for (unsigned bit = 0; bit < OSKIT_NODE_SLOTS; bit++) {
        if (bit % 64 == 0 && node->used[bit / 64] == UINT64_MAX) {
            bit += 63;
            run = 0;
            continue;
        }
        run = bit_used(node, bit) ? 0 : run + 1;
        if (run == count) {
            *first = bit + 1 - count;
            return true;
        }
    }
    return false;
}

static bool take_run(struct oskit_cspace *cs, unsigned count, seL4_CPtr *first)
{
    for (uint32_t n = 0; n < cs->node_count; n++) {
        struct oskit_node *node = &cs->nodes[n];
        unsigned bit;

        if (node->present && node->free >= count && find_run(node, count, &bit)) {
            for (unsigned i = 0; i < count; i++) {
                bit_take(cs, node, bit + i);
            }
            *first = cs->first + (((seL4_CPtr)n << OSKIT_NODE_BITS) | bit);
            return true;
        }
    }
    return false;
}

enum oskit_error oskit_slots_alloc(struct oskit_cspace *cs, unsigned count, seL4_CPtr *first)
{
    if (count == 0 || count > OSKIT_NODE_SLOTS) {
        return OSKIT_ERR_ARGUMENT;
    }
    grow_if_low(cs, count);
    if (take_run(cs, count, first)) {
        return OSKIT_OK;
    }
    /* Enough slots may be free without so long a run of them: a fresh node has one. */
    if (!cs->growing) {
        cs->growing = true;

        enum oskit_error error = grow(cs);

        cs->growing = false;
        if (error == OSKIT_OK && take_run(cs, count, first)) {
            return OSKIT_OK;
        }
    }
    return OSKIT_ERR_SLOTS;
}

enum oskit_error oskit_slot_take(struct oskit_cspace *cs, seL4_CPtr slot)
{
    struct oskit_node *node = node_of(cs, slot);

    if (node == NULL) {
        return OSKIT_ERR_ARGUMENT;
    }
    if (bit_used(node, slot % OSKIT_NODE_SLOTS)) {
        return OSKIT_ERR_EXISTS;
    }
    bit_take(cs, node, slot % OSKIT_NODE_SLOTS);
    return OSKIT_OK;
}

enum oskit_error oskit_slots_free(struct oskit_cspace *cs, seL4_CPtr first, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct oskit_node *node = node_of(cs, first + i);

        if (node == NULL) {
            return OSKIT_ERR_ARGUMENT;
        }
        if (!bit_used(node, (first + i) % OSKIT_NODE_SLOTS)) {
            return OSKIT_ERR_UNKNOWN;
        }
    }
    for (unsigned i = 0; i < count; i++) {
        bit_give(cs, node_of(cs, first + i), (first + i) % OSKIT_NODE_SLOTS);
    }
    return OSKIT_OK;
}

enum oskit_error oskit_slot_free(struct oskit_cspace *cs, seL4_CPtr slot)
{
    return oskit_slots_free(cs, slot, 1);
}

enum oskit_error oskit_slot_delete(struct oskit_cspace *cs, seL4_CPtr slot)
{
    enum oskit_error error = oskit_cap_delete(cs, slot);

    return error != OSKIT_OK ? error : oskit_slot_free(cs, slot);
}
