// SPDX-License-Identifier: BSD-2-Clause
/* Event rings: what is read is what was written, whatever the writer does meanwhile. */

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <ax/trace.h>

#define SIZE AX_TRACE_RECORDS

static struct ax_trace_ring ring;
static struct ax_trace_record out[SIZE];

static int clear(void **state)
{
    (void)state;
    memset(&ring, 0, sizeof(ring));
    return 0;
}

/* Event i; both words say so. */
static void put(uint64_t i)
{
    ax_trace_put(&ring, i * 3, ax_trace_what(AX_TRACE_MARK, (uint32_t)i, (uint32_t)(i >> 8)));
}

static void assert_event(const struct ax_trace_record *r, uint64_t i)
{
    assert_int_equal(r->ticks, i * 3);
    assert_int_equal(ax_trace_kind_of(r), AX_TRACE_MARK);
    assert_int_equal(ax_trace_id_of(r), (uint32_t)i);
    assert_int_equal(ax_trace_arg_of(r), (i >> 8) & 0xffffff);
}

static void test_parts(void **state)
{
    struct ax_trace_record r = {.what = ax_trace_what(AX_TRACE_WAKE, 0xfedcba98u, 0x1234567)};

    (void)state;
    assert_int_equal(ax_trace_kind_of(&r), AX_TRACE_WAKE);
    assert_int_equal(ax_trace_id_of(&r), 0xfedcba98u);
    assert_int_equal(ax_trace_arg_of(&r), 0x234567);
    for (unsigned kind = AX_TRACE_SWITCH; kind < AX_TRACE_KINDS; kind++) {
        assert_string_not_equal(ax_trace_kind_name((enum ax_trace_kind)kind), "?");
    }
    assert_string_equal(ax_trace_kind_name(0), "?");
    assert_string_equal(ax_trace_kind_name(AX_TRACE_KINDS), "?");
}

static void test_in_order(void **state)
{
    uint64_t next = 0, lost = 0;

    (void)state;
    assert_int_equal(ax_trace_read(&ring, &next, out, SIZE, &lost), 0);
    for (uint64_t i = 0; i < 10; i++) {
        put(i);
    }
    assert_int_equal(ax_trace_read(&ring, &next, out, 4, &lost), 4);
    assert_event(&out[0], 0);
    assert_int_equal(ax_trace_read(&ring, &next, out, 4, &lost), 4);
    assert_event(&out[0], 4);
    assert_int_equal(ax_trace_read(&ring, &next, out, 4, &lost), 2);
    assert_event(&out[1], 9);
    assert_int_equal(ax_trace_read(&ring, &next, out, 4, &lost), 0);
    assert_int_equal(next, 10);
    assert_int_equal(lost, 0);
}

/* The oldest go, one more of them than must: its place may be half overwritten. */
static void test_overwritten(void **state)
{
    uint64_t next = 0, lost = 0;

    (void)state;
    for (uint64_t i = 0; i < SIZE + 100; i++) {
        put(i);
    }
    assert_int_equal(ax_trace_read(&ring, &next, out, SIZE, &lost), SIZE - 1);
    assert_int_equal(lost, 101);
    for (unsigned i = 0; i < SIZE - 1; i++) {
        assert_event(&out[i], 101 + i);
    }
    assert_int_equal(next, SIZE + 100);
    /* Not lost: what was read before it was overwritten. */
    for (uint64_t i = 0; i < SIZE / 2; i++) {
        put(SIZE + 100 + i);
    }
    assert_int_equal(ax_trace_read(&ring, &next, out, SIZE, &lost), SIZE / 2);
    assert_int_equal(lost, 101);
}

/* ---- a reader and a writer at once ---- */

#define WRITTEN 3000000ull

static void *write_all(void *arg)
{
    (void)arg;
    for (uint64_t i = 0; i < WRITTEN; i++) {
        put(i);
    }
    return NULL;
}

/* Every event is read whole, in order, once, or counted as lost. Both happen. */
static void race(unsigned chunk)
{
    static struct ax_trace_record copy[SIZE];
    uint64_t next = 0, lost = 0, got = 0, last = 0;
    pthread_t writer;

    assert_int_equal(pthread_create(&writer, NULL, write_all, NULL), 0);
    while (next < WRITTEN) {
        unsigned n = ax_trace_read(&ring, &next, copy, chunk, &lost);

        for (unsigned i = 0; i < n; i++) {
            uint64_t id = copy[i].ticks / 3;

            assert_event(&copy[i], id);
            assert_true(got + i == 0 || id > last);
            last = id;
        }
        got += n;
        assert_int_equal(got + lost, next);
    }
    pthread_join(writer, NULL);
    assert_int_equal(got + lost, WRITTEN);
    assert_int_equal(last, WRITTEN - 1);
    print_message("%llu read, %llu lost\n", (unsigned long long)got, (unsigned long long)lost);
}

static void test_race_small(void **state)
{
    (void)state;
    race(7);
}

static void test_race_whole_ring(void **state)
{
    (void)state;
    race(SIZE);
}

/* ---- names ---- */

static void test_names(void **state)
{
    static struct ax_trace_header header;
    static struct ax_trace_name names[AX_TRACE_NAMES];

    (void)state;
    ax_trace_name(1, "before there is a header");
    ax_trace_set_header(&header, names);
    assert_ptr_equal(ax_trace_header(), &header);
    ax_trace_name(5, "idle");
    ax_trace_name(6, "a name that is longer than there is room");
    assert_int_equal(header.names_count, 2);
    assert_int_equal(names[0].id, 5);
    assert_string_equal(names[0].name, "idle");
    assert_int_equal(names[1].id, 6);
    assert_int_equal(strlen(names[1].name), AX_TRACE_NAME_MAX - 1);
    for (unsigned i = 2; i < AX_TRACE_NAMES + 3; i++) {
        ax_trace_name(i, "x");
    }
    /* More than fit are counted. */
    assert_int_equal(header.names_count, AX_TRACE_NAMES + 3);
    assert_int_equal(header.names_max, AX_TRACE_NAMES);
    assert_int_equal(names[AX_TRACE_NAMES - 1].id, AX_TRACE_NAMES - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test_setup(test_in_order, clear),
        cmocka_unit_test_setup(test_overwritten, clear),
        cmocka_unit_test_setup(test_race_small, clear),
        cmocka_unit_test_setup(test_race_whole_ring, clear),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
