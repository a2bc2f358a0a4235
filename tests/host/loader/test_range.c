// SPDX-License-Identifier: BSD-2-Clause
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <loader/range.h>

static struct range_list list_of(unsigned count, const struct range *ranges)
{
    struct range_list list = {0};

    for (unsigned i = 0; i < count; i++) {
        assert_int_equal(range_list_add(&list, ranges[i]), LOADER_OK);
    }
    return list;
}

#define LIST(...)                                                                                  \
    list_of(sizeof((struct range[]){__VA_ARGS__}) / sizeof(struct range),                          \
            (struct range[]){__VA_ARGS__})

static void assert_range(struct range range, uint64_t start, uint64_t end)
{
    assert_int_equal(range.start, start);
    assert_int_equal(range.end, end);
}

static void test_overlap(void **state)
{
    (void)state;
    assert_true(range_overlaps((struct range){0, 10}, (struct range){9, 20}));
    assert_true(range_overlaps((struct range){0, 10}, (struct range){3, 4}));
    assert_true(range_overlaps((struct range){3, 4}, (struct range){0, 10}));
    assert_false(range_overlaps((struct range){0, 10}, (struct range){10, 20}));
    assert_false(range_overlaps((struct range){0, 10}, (struct range){5, 5}));
    assert_false(range_overlaps((struct range){5, 5}, (struct range){0, 10}));
}

static void test_add_keeps_order(void **state)
{
    struct range_list list = LIST({50, 60}, {10, 20}, {30, 40}, {70, 70});

    (void)state;
    assert_int_equal(list.count, 3);
    assert_range(list.range[0], 10, 20);
    assert_range(list.range[1], 30, 40);
    assert_range(list.range[2], 50, 60);
    assert_int_equal(range_list_total(&list), 30);
}

static void test_add_merges(void **state)
{
    struct range_list list = LIST({10, 20}, {30, 40}, {50, 60}, {20, 30});

    (void)state;
    assert_int_equal(list.count, 2);
    assert_range(list.range[0], 10, 40);
    assert_range(list.range[1], 50, 60);
    assert_int_equal(range_list_add(&list, (struct range){5, 70}), LOADER_OK);
    assert_int_equal(list.count, 1);
    assert_range(list.range[0], 5, 70);
    assert_int_equal(range_list_add(&list, (struct range){6, 7}), LOADER_OK);
    assert_int_equal(list.count, 1);
    assert_range(list.range[0], 5, 70);
}

static void test_add_full(void **state)
{
    struct range_list list = {0};

    (void)state;
    for (uint64_t i = 0; i < RANGE_LIST_MAX; i++) {
        assert_int_equal(range_list_add(&list, (struct range){i * 10, i * 10 + 5}), LOADER_OK);
    }
    assert_int_equal(range_list_add(&list, (struct range){1000, 1001}), LOADER_DT_TOO_MANY);
    assert_int_equal(list.count, RANGE_LIST_MAX);
    /* Where it merges there is still room. */
    assert_int_equal(range_list_add(&list, (struct range){3, 12}), LOADER_OK);
    assert_int_equal(list.count, RANGE_LIST_MAX - 1);
    assert_range(list.range[0], 0, 15);
    assert_range(list.range[RANGE_LIST_MAX - 2], (RANGE_LIST_MAX - 1) * 10,
                 (RANGE_LIST_MAX - 1) * 10 + 5);
}

static void test_contains(void **state)
{
    struct range_list list = LIST({10, 20}, {30, 40});

    (void)state;
    assert_true(range_list_contains(&list, (struct range){10, 20}));
    assert_true(range_list_contains(&list, (struct range){31, 33}));
    assert_false(range_list_contains(&list, (struct range){15, 35}));
    assert_false(range_list_contains(&list, (struct range){20, 30}));
    assert_true(range_list_overlaps(&list, (struct range){15, 35}));
    assert_false(range_list_overlaps(&list, (struct range){20, 30}));
}

static void test_find(void **state)
{
    struct range_list ram = LIST({0x1000, 0x9000}, {0x10000, 0x20000});
    struct range_list taken = LIST({0x2800, 0x3001}, {0x5000, 0x8000});
    struct range place;

    (void)state;
    assert_true(range_find(&ram, &taken, 0, 0x1000, 0x1000, &place));
    assert_range(place, 0x1000, 0x2000);
    assert_true(range_find(&ram, &taken, 0x1001, 0x1000, 0x1000, &place));
    assert_range(place, 0x4000, 0x5000);
    assert_true(range_find(&ram, &taken, 0, 0x2000, 0x1000, &place));
    assert_range(place, 0x10000, 0x12000);
    assert_true(range_find(&ram, &taken, 0, 0x10000, 0x1000, &place));
    assert_range(place, 0x10000, 0x20000);
    assert_false(range_find(&ram, &taken, 0, 0x10001, 0x1000, &place));
    assert_false(range_find(&ram, &taken, 0x20000, 0x1000, 0x1000, &place));
    assert_false(range_find(&ram, &taken, 0, UINT64_MAX, 0x1000, &place));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overlap),    cmocka_unit_test(test_add_keeps_order),
        cmocka_unit_test(test_add_merges), cmocka_unit_test(test_add_full),
        cmocka_unit_test(test_contains),   cmocka_unit_test(test_find),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
