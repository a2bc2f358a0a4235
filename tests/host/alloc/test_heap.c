// SPDX-License-Identifier: BSD-2-Clause
/* The byte allocator: random traces against a model, alignment, exhaustion, exact figures. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "scenario.h"

#define BLOCKS 200

static struct block {
    uint8_t *p;
    size_t size;
    uint8_t mark;
} blocks[BLOCKS];

static struct ax_alloc_stats stats(void)
{
    struct ax_alloc_stats s;

    ax_alloc_stats(&s);
    return s;
}

static void check_block(const struct block *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        CHECK(b->p[i] == b->mark);
    }
}

static void fill_block(struct block *b, uint8_t *p, size_t size, unsigned step)
{
    b->p = p;
    b->size = size;
    b->mark = (uint8_t)step;
    memset(p, b->mark, size);
}

static size_t random_size(void)
{
    return scenario_random(10) == 0 ? scenario_random(100000) : scenario_random(600);
}

static void step_free(struct block *b)
{
    check_block(b, b->size);
    ax_free(b->p);
    b->p = NULL;
}

static void step_realloc(struct block *b, unsigned step)
{
    size_t size = random_size();

    check_block(b, b->size);
    uint8_t *p = ax_realloc(b->p, size);
    CHECK(p != NULL && (uintptr_t)p % 16 == 0);
    b->p = p;
    check_block(b, AX_MIN(b->size, size));
    fill_block(b, p, size, step);
}

static void random_trace(void)
{
    struct ax_alloc_stats before = stats();

    for (unsigned step = 0; step < 60000; step++) {
        struct block *b = &blocks[scenario_random(BLOCKS)];
        if (b->p != NULL && scenario_random(3) == 0) {
            step_realloc(b, step);
        } else if (b->p != NULL) {
            step_free(b);
        } else {
            size_t align = 16u << scenario_random(9);
            size_t size = random_size();
            uint8_t *p = scenario_random(2) == 0 ? ax_alloc(size) : ax_alloc_aligned(align, size);
            CHECK(p != NULL && (uintptr_t)p % 16 == 0);
            CHECK(ax_alloc_usable(p) >= size);
            fill_block(b, p, size, step);
        }
        uint64_t count = 0;
        uint64_t used = 0;
        for (unsigned i = 0; i < BLOCKS && step % 64 == 0; i++) {
            count += blocks[i].p != NULL;
            used += blocks[i].p != NULL ? ax_alloc_usable(blocks[i].p) : 0;
        }
        if (step % 64 == 0) {
            CHECK_EQ(stats().heap_blocks, before.heap_blocks + count);
            CHECK_EQ(stats().heap_used, before.heap_used + used);
        }
    }
    for (unsigned i = 0; i < BLOCKS; i++) {
        if (blocks[i].p != NULL) {
            step_free(&blocks[i]);
        }
    }
    CHECK_EQ(stats().heap_used, before.heap_used);
    CHECK_EQ(stats().heap_blocks, before.heap_blocks);
    CHECK(stats().heap_peak > before.heap_used);
}

static void exhaustion_is_an_error(void)
{
    static void *all[100000];
    struct ax_alloc_stats before;
    size_t counts[3];

    for (int round = 0; round < 3; round++) {
        size_t n = 0;
        before = stats();
        while (n < AX_ARRAY_LEN(all) && (all[n] = ax_alloc(3000)) != NULL) {
            n++;
        }
        CHECK(n > 3000 && n < AX_ARRAY_LEN(all));
        CHECK(ax_alloc(100 * AX_MIB) == NULL);
        CHECK_EQ(stats().failures, before.failures + 2);
        counts[round] = n;
        void *kept = all[0];
        memset(kept, 0x5a, 3000);
        CHECK(ax_realloc(kept, 200 * AX_MIB) == NULL);
        CHECK(((uint8_t *)kept)[2999] == 0x5a);
        while (n > 0) {
            ax_free(all[--n]);
        }
        CHECK_EQ(stats().heap_used, before.heap_used);
    }
    CHECK_EQ(counts[0], counts[1]);
    CHECK_EQ(counts[1], counts[2]);
}

static void sizes_and_alignments(void)
{
    void *p = ax_alloc(0);

    CHECK(p != NULL);
    ax_free(p);
    ax_free(NULL);
    for (size_t align = 1; align <= AX_LARGE_PAGE_SIZE; align *= 2) {
        for (size_t size = 1; size < 10000; size = size * 3 + 1) {
            p = ax_alloc_aligned(align, size);
            CHECK(p != NULL && (uintptr_t)p % align == 0 && (uintptr_t)p % 16 == 0);
            memset(p, 1, size);
            ax_free(p);
        }
    }
    uint8_t *zeroed = ax_alloc_zeroed(5000);
    for (size_t i = 0; i < 5000; i++) {
        CHECK(zeroed[i] == 0);
    }
    CHECK(ax_alloc(SIZE_MAX) == NULL);
    CHECK(ax_alloc(SIZE_MAX - 4096) == NULL);
    CHECK(ax_alloc((size_t)1 << 32) == NULL);
    CHECK(ax_alloc(((size_t)1 << 32) - 1) == NULL);
    p = ax_alloc(20 * AX_MIB);
    CHECK(p != NULL);
    ax_free(p);
    CHECK(stats().heap_pages * AX_PAGE_SIZE >= stats().heap_total);
}

static void translation(void)
{
    uint8_t *p = ax_page_alloc(512, AX_LARGE_PAGE_SIZE);
    uint64_t paddr;
    void *back;

    CHECK_EQ(ax_hal_virt_to_phys(p + 12345, &paddr), 0);
    CHECK_EQ(ax_hal_phys_to_virt(paddr, &back), 0);
    CHECK(back == p + 12345);
    CHECK_EQ(ax_hal_virt_to_phys(&paddr, &paddr), -AX_EFAULT);
    CHECK_EQ(ax_hal_phys_to_virt(0x1000, &back), -AX_EFAULT);
}

static void test_random_trace(void **state)
{
    (void)state;
    scenario_pass(random_trace, NULL);
}

static void test_exhaustion(void **state)
{
    struct scenario s = {.run = exhaustion_is_an_error, .memory = 16 * AX_MIB};

    (void)state;
    assert_int_equal(scenario_run(&s, 0), 0);
}

static void test_sizes(void **state)
{
    (void)state;
    scenario_pass(sizes_and_alignments, NULL);
}

static void test_translation(void **state)
{
    (void)state;
    scenario_pass(translation, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_trace),
        cmocka_unit_test(test_exhaustion),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_translation),
    };

    return cmocka_run_group_tests_name("alloc/heap", tests, NULL, NULL);
}
