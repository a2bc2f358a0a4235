// SPDX-License-Identifier: BSD-2-Clause
/* Lists, heap, bitmap, ring and argument words, against simple models. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <ax/core.h>

static unsigned seed = 1;

static unsigned random_below(unsigned n)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 8) % n;
}

struct item {
    int value;
    struct ax_list link;
};

static void lists_keep_order(void **state)
{
    struct ax_list head = AX_LIST_INIT(head);
    struct ax_list other = AX_LIST_INIT(other);
    struct item items[6];
    int expected[] = {2, 0, 1, 3, 5};
    int n = 0;

    (void)state;
    for (int i = 0; i < 6; i++) {
        items[i].value = i;
        ax_list_init(&items[i].link);
        assert_true(ax_list_empty(&items[i].link));
    }
    ax_list_push_back(&head, &items[0].link);
    ax_list_push_back(&head, &items[1].link);
    ax_list_push_front(&head, &items[2].link);
    ax_list_push_back(&other, &items[3].link);
    ax_list_push_back(&other, &items[4].link);
    ax_list_push_back(&other, &items[5].link);
    ax_list_splice_back(&head, &other);
    assert_true(ax_list_empty(&other));
    ax_list_splice_back(&head, &other);
    ax_list_remove(&items[4].link);
    ax_list_remove(&items[4].link);
    ax_list_for_each_safe(it, &head)
    {
        struct item *item = ax_list_entry(it, struct item, link);
        assert_int_equal(item->value, expected[n++]);
        if (item->value == 1) {
            ax_list_remove(it);
        }
    }
    assert_int_equal(n, 5);
    assert_ptr_equal(ax_list_pop_front(&head), &items[2].link);
    assert_ptr_equal(ax_list_pop_front(&head), &items[0].link);
    assert_ptr_equal(ax_list_pop_front(&head), &items[3].link);
    assert_ptr_equal(ax_list_pop_front(&head), &items[5].link);
    assert_null(ax_list_pop_front(&head));
}

#define NODES 200

static void heap_agrees_with_a_model(void **state)
{
    static struct ax_heap_node nodes[NODES];
    static uint64_t inserted[NODES];
    struct ax_heap heap = {0};
    uint64_t clock = 0;

    (void)state;
    for (int step = 0; step < 100000; step++) {
        unsigned i = random_below(NODES);
        if (ax_heap_queued(&nodes[i])) {
            assert_true(ax_heap_remove(&heap, &nodes[i]));
            assert_false(ax_heap_remove(&heap, &nodes[i]));
        } else {
            ax_heap_insert(&heap, &nodes[i], random_below(40));
            inserted[i] = clock++;
        }
        struct ax_heap_node *least = NULL;
        for (unsigned j = 0; j < NODES; j++) {
            struct ax_heap_node *n = &nodes[j];
            if (n->queued && (least == NULL || n->key < least->key ||
                              (n->key == least->key && inserted[j] < inserted[least - nodes]))) {
                least = n;
            }
        }
        assert_ptr_equal(ax_heap_min(&heap), least);
        if (step % 5000 == 0) {
            /* All out, in order. */
            uint64_t last = 0;
            while ((least = ax_heap_min(&heap)) != NULL) {
                assert_true(least->key >= last);
                last = least->key;
                ax_heap_remove(&heap, least);
            }
        }
    }
}

static void bitmap_finds_what_is_there(void **state)
{
    uint64_t map[AX_BITMAP_WORDS(150)] = {0};

    (void)state;
    assert_int_equal(ax_bitmap_next_set(map, 150, 0), 150);
    assert_int_equal(ax_bitmap_next_clear(map, 150, 149), 149);
    for (unsigned step = 0; step < 2000; step++) {
        size_t bit = random_below(150);
        size_t from = random_below(150);
        if (ax_bitmap_test(map, bit)) {
            ax_bitmap_clear(map, bit);
        } else {
            ax_bitmap_set(map, bit);
        }
        size_t set = from;
        size_t clear = from;
        size_t count = 0;
        while (set < 150 && !ax_bitmap_test(map, set)) {
            set++;
        }
        while (clear < 150 && ax_bitmap_test(map, clear)) {
            clear++;
        }
        for (size_t i = 0; i < 150; i++) {
            count += ax_bitmap_test(map, i);
        }
        assert_int_equal(ax_bitmap_next_set(map, 150, from), set);
        assert_int_equal(ax_bitmap_next_clear(map, 150, from), clear);
        assert_int_equal(ax_bitmap_count(map, 150), count);
    }
    /* Bits beyond the end do not count. */
    map[2] = UINT64_MAX;
    map[0] = map[1] = 0;
    assert_int_equal(ax_bitmap_count(map, 130), 2);
    assert_int_equal(ax_bitmap_next_set(map, 128, 0), 128);
}

static void ring_keeps_every_byte_in_order(void **state)
{
    uint8_t data[16];
    struct ax_ring ring;
    uint8_t next_put = 0;
    uint8_t next_got = 0;
    size_t used = 0;

    (void)state;
    ax_ring_init(&ring, data, sizeof(data));
    /* The counters pass their wrap in the test. */
    ring.head = ring.tail = UINT32_MAX - 1000;
    for (int step = 0; step < 5000; step++) {
        uint8_t bytes[24];
        size_t n = random_below(sizeof(bytes) + 1);
        if (random_below(2) == 0) {
            for (size_t i = 0; i < n; i++) {
                bytes[i] = (uint8_t)(next_put + i);
            }
            size_t put = ax_ring_put(&ring, bytes, n);
            assert_int_equal(put, AX_MIN(n, sizeof(data) - used));
            next_put = (uint8_t)(next_put + put);
            used += put;
        } else {
            size_t got = ax_ring_get(&ring, bytes, n);
            assert_int_equal(got, AX_MIN(n, used));
            for (size_t i = 0; i < got; i++) {
                assert_int_equal(bytes[i], next_got++);
            }
            used -= got;
        }
        assert_int_equal(ax_ring_used(&ring), used);
    }
}

static void argument_words(void **state)
{
    const char *args = "  log=info sched=rr log=debug empty= n=0x20 bad=12z  xlog=no";
    char buf[6];
    uint64_t number = 99;

    (void)state;
    assert_int_equal(ax_arg_get(args, "log", buf, sizeof(buf)), 5);
    assert_string_equal(buf, "debug");
    assert_int_equal(ax_arg_get(args, "sched", buf, sizeof(buf)), 2);
    assert_string_equal(buf, "rr");
    assert_int_equal(ax_arg_get(args, "empty", buf, sizeof(buf)), 0);
    assert_string_equal(buf, "");
    assert_int_equal(ax_arg_get(args, "lo", buf, sizeof(buf)), -AX_ENOENT);
    assert_int_equal(ax_arg_get(args, "log", buf, 5), -AX_ERANGE);
    assert_string_equal(buf, "");
    assert_int_equal(ax_arg_get("", "log", buf, sizeof(buf)), -AX_ENOENT);
    assert_int_equal(ax_arg_get_number(args, "n", &number), 0);
    assert_int_equal(number, 32);
    assert_int_equal(ax_arg_get_number(args, "bad", &number), -AX_EINVAL);
    assert_int_equal(ax_arg_get_number(args, "empty", &number), -AX_EINVAL);
    assert_int_equal(ax_arg_get_number(args, "none", &number), -AX_ENOENT);
    assert_int_equal(number, 32);
}

static unsigned grow(unsigned *value)
{
    return (*value)++;
}

/* A value that another core changes must not be compared as one and taken as another. */
static void least_and_most_look_once(void **state)
{
    unsigned value = 3;

    (void)state;
    assert_int_equal(AX_MIN(grow(&value), 10u), 3);
    assert_int_equal(AX_MIN(10u, AX_MIN(grow(&value), 9u)), 4);
    assert_int_equal(AX_MAX(grow(&value), 1u), 5);
    assert_int_equal(AX_MAX(1u, AX_MAX(grow(&value), 2u)), 6);
    assert_int_equal(value, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(least_and_most_look_once),
        cmocka_unit_test(lists_keep_order),
        cmocka_unit_test(heap_agrees_with_a_model),
        cmocka_unit_test(bitmap_finds_what_is_there),
        cmocka_unit_test(ring_keeps_every_byte_in_order),
        cmocka_unit_test(argument_words),
    };

    return cmocka_run_group_tests_name("core/containers", tests, NULL, NULL);
}
