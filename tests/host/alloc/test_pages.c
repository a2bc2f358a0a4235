// SPDX-License-Identifier: BSD-2-Clause
/* The buddy allocator: random traces against a model, exact figures, no page lost. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "scenario.h"

#define RUNS 64

static struct run {
    uint8_t *start;
    size_t count;
    uint8_t mark;
} runs[RUNS];

static uint64_t used_pages(void)
{
    struct ax_alloc_stats s;

    ax_alloc_stats(&s);
    return s.pages_used;
}

/* Every page of a run carries its mark at both ends: nobody else was given it. */
static void paint(const struct run *r)
{
    for (size_t i = 0; i < r->count; i++) {
        r->start[i * AX_PAGE_SIZE] = r->mark;
        r->start[(i + 1) * AX_PAGE_SIZE - 1] = r->mark;
    }
}

static void check_paint(const struct run *r)
{
    for (size_t i = 0; i < r->count; i++) {
        CHECK(r->start[i * AX_PAGE_SIZE] == r->mark);
        CHECK(r->start[(i + 1) * AX_PAGE_SIZE - 1] == r->mark);
    }
}

static void free_some(struct run *r)
{
    check_paint(r);
    /* Perhaps only the end of it. */
    size_t keep = scenario_random(3) == 0 ? scenario_random((uint32_t)r->count) : 0;
    ax_page_free(r->start + keep * AX_PAGE_SIZE, r->count - keep);
    r->count = keep;
}

static void random_trace(void)
{
    uint64_t before = used_pages();
    uint64_t mine = 0;

    for (unsigned step = 0; step < 40000; step++) {
        struct run *r = &runs[scenario_random(RUNS)];
        if (r->count > 0) {
            mine -= r->count;
            free_some(r);
            mine += r->count;
        } else {
            size_t align = AX_PAGE_SIZE << scenario_random(10);
            size_t count =
                1 + (scenario_random(8) == 0 ? scenario_random(700) : scenario_random(9));
            r->start = ax_page_alloc(count, align);
            if (r->start != NULL) {
                CHECK((uintptr_t)r->start % align == 0);
                r->count = count;
                r->mark = (uint8_t)step;
                paint(r);
                mine += count;
            }
        }
        CHECK_EQ(used_pages(), before + mine);
    }
    for (unsigned i = 0; i < RUNS; i++) {
        if (runs[i].count > 0) {
            check_paint(&runs[i]);
            ax_page_free(runs[i].start, runs[i].count);
        }
    }
    CHECK_EQ(used_pages(), before);
}

static size_t take_all(size_t pages, void **blocks, size_t max)
{
    size_t n = 0;

    while (n < max && (blocks[n] = ax_page_alloc(pages, pages * AX_PAGE_SIZE)) != NULL) {
        n++;
    }
    return n;
}

/* After single pages were all out and came back in any order, large ones are there again. */
static void everything_joins_again(void)
{
    static void *large[64];
    static void *small[20000];
    size_t large_count = take_all(512, large, AX_ARRAY_LEN(large));
    uint64_t before;

    CHECK(large_count > 20);
    for (size_t i = 0; i < large_count; i++) {
        CHECK((uintptr_t)large[i] % AX_LARGE_PAGE_SIZE == 0);
        ax_page_free(large[i], 512);
    }
    before = used_pages();
    size_t n = take_all(1, small, AX_ARRAY_LEN(small));
    CHECK(n >= large_count * 512 && n < AX_ARRAY_LEN(small));
    CHECK(ax_page_alloc(1, AX_PAGE_SIZE) == NULL);
    for (size_t i = n; i > 0; i--) {
        size_t j = scenario_random((uint32_t)i);
        void *p = small[j];
        small[j] = small[i - 1];
        ax_page_free(p, 1);
    }
    CHECK_EQ(used_pages(), before);
    CHECK_EQ(take_all(512, large, AX_ARRAY_LEN(large)), large_count);
}

/* A range of an odd number of pages: what lies behind its end is nobody's buddy. */
static void odd_ranges_keep_to_their_ends(void)
{
    static uint8_t odd[37 * 4096] __attribute__((aligned(65536)));
    static void *all[4000];
    struct ax_alloc_stats s;

    CHECK_EQ(ax_page_add(odd, sizeof(odd)), 0);
    ax_alloc_stats(&s);
    for (int round = 0; round < 3; round++) {
        size_t n = take_all(1, all, AX_ARRAY_LEN(all));
        CHECK_EQ(n, s.pages_total - s.pages_used);
        for (size_t i = 0; i < n; i++) {
            memset(all[i], 0, AX_PAGE_SIZE);
        }
        for (size_t i = 0; i < n; i++) {
            ax_page_free(all[i], 1);
        }
    }
}

/* Any run of free pages is found, wherever its ends lie, and what lies beside it stays as it is. */
static void runs_across_blocks(void)
{
    static uint8_t odd[512 * 4096] __attribute__((aligned(4096)));
    static void *all[4000];
    struct ax_alloc_stats s;

    while (ax_page_alloc(1, AX_PAGE_SIZE) != NULL) {
    }
    CHECK_EQ(ax_page_add(odd, sizeof(odd)), 0);
    size_t pages = take_all(1, all, AX_ARRAY_LEN(all));
    uint8_t *base = odd + sizeof(odd) - pages * AX_PAGE_SIZE;
    for (unsigned round = 0; round < 2000; round++) {
        size_t count = 1 + scenario_random(100);
        size_t first = scenario_random((uint32_t)(pages - count - 1));
        uint8_t *start = base + first * AX_PAGE_SIZE;

        ax_page_free(start, count);
        CHECK(ax_page_alloc(count + 1, AX_PAGE_SIZE) == NULL);
        CHECK(ax_page_alloc(count, AX_PAGE_SIZE) == start);
        /* An aligned part of it. */
        ax_page_free(start, count);
        uint8_t *aligned = (uint8_t *)AX_ALIGN_UP((uintptr_t)start, 16 * AX_PAGE_SIZE);
        size_t rest = start + count * AX_PAGE_SIZE > aligned
                          ? (size_t)(start + count * AX_PAGE_SIZE - aligned) / AX_PAGE_SIZE
                          : 0;
        if (rest > 0) {
            CHECK(ax_page_alloc(rest, 16 * AX_PAGE_SIZE) == aligned);
            ax_page_free(aligned, rest);
        }
        CHECK(ax_page_alloc(count, AX_PAGE_SIZE) == start);
        ax_alloc_stats(&s);
        CHECK_EQ(s.pages_used, s.pages_total);
    }
}

static void impossible_requests(void)
{
    struct ax_alloc_stats a;
    struct ax_alloc_stats b;

    ax_alloc_stats(&a);
    CHECK(ax_page_alloc(0, AX_PAGE_SIZE) == NULL);
    CHECK(ax_page_alloc(1 << 18, AX_PAGE_SIZE) == NULL);
    CHECK(ax_page_alloc(SIZE_MAX, AX_PAGE_SIZE) == NULL);
    CHECK(ax_page_alloc(1, (size_t)1 << 40) == NULL);
    ax_alloc_stats(&b);
    CHECK_EQ(b.failures, a.failures + 4);
    CHECK_EQ(b.pages_used, a.pages_used);
    CHECK_EQ(ax_page_add(&a, sizeof(a)), -AX_EINVAL);
}

static void freeing_twice(void)
{
    void *p = ax_page_alloc(4, AX_PAGE_SIZE);

    ax_page_free(p, 4);
    ax_page_free(p, 4);
}

static void test_random_trace(void **state)
{
    (void)state;
    scenario_pass(random_trace, NULL);
}

static void test_joining(void **state)
{
    (void)state;
    scenario_pass(everything_joins_again, NULL);
}

static void test_odd_ranges(void **state)
{
    struct scenario s = {.run = odd_ranges_keep_to_their_ends, .memory = 4 * AX_MIB};

    (void)state;
    assert_int_equal(scenario_run(&s, 0), 0);
}

static void test_runs_across_blocks(void **state)
{
    struct scenario s = {.run = runs_across_blocks, .memory = 4 * AX_MIB};

    (void)state;
    assert_int_equal(scenario_run(&s, 0), 0);
}

static void test_impossible(void **state)
{
    (void)state;
    scenario_pass(impossible_requests, NULL);
}

static void test_double_free_is_noticed(void **state)
{
    struct scenario s = {.run = freeing_twice};

    (void)state;
    assert_int_equal(scenario_run(&s, AX_EXIT_PANIC), AX_EXIT_PANIC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_trace), cmocka_unit_test(test_joining),
        cmocka_unit_test(test_odd_ranges),   cmocka_unit_test(test_runs_across_blocks),
        cmocka_unit_test(test_impossible),   cmocka_unit_test(test_double_free_is_noticed),
    };

    return cmocka_run_group_tests_name("alloc/pages", tests, NULL, NULL);
}
