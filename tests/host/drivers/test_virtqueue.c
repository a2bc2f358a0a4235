// SPDX-License-Identifier: BSD-2-Clause
/* The queue alone: random traces far beyond the wrap of its 16-bit indices, nothing lost. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <virtqueue.h>

#include "scenario.h"

static struct virtqueue q;

/* The device's side: what is offered and not answered. */
static uint16_t held[VIRTQUEUE_MAX];
static unsigned held_count;
static uint16_t avail_seen, used_index;

static uint16_t *word_at(size_t offset)
{
    return (uint16_t *)((char *)q.memory.vaddr + offset);
}

static void device_takes(void)
{
    struct virtqueue_layout layout = virtqueue_layout(q.size);

    for (; avail_seen != *word_at(layout.avail + 2); avail_seen++) {
        held[held_count++] = *word_at(layout.avail + 4 + 2u * (avail_seen % q.size));
    }
}

static void device_answers(void)
{
    struct virtqueue_layout layout = virtqueue_layout(q.size);
    unsigned i = scenario_random(held_count);
    uint32_t element[2] = {held[i], 0};

    memcpy(word_at(layout.used + 4 + 8u * (used_index % q.size)), element, sizeof(element));
    *word_at(layout.used + 2) = ++used_index;
    held[i] = held[--held_count];
}

static uint8_t tokens[VIRTQUEUE_MAX]; /* 1: in flight */

static void offer_some(void)
{
    struct virtqueue_piece pieces[6] = {0};
    unsigned count = 1 + scenario_random(5);
    unsigned i = 0;

    while (tokens[i] != 0) {
        i++;
    }
    for (unsigned n = 0; n < count; n++) {
        pieces[n] = (struct virtqueue_piece){.paddr = 0x1000 + n, .size = 1 + i};
    }
    int expected = count > q.size ? -AX_EINVAL : count > q.free ? -AX_EAGAIN : 0;
    int err = virtqueue_offer(&q, pieces, count, &tokens[i]);
    CHECK_EQ(err, expected);
    tokens[i] = err == 0;
}

static void take_all(void)
{
    uint32_t written;
    void *token;

    while (virtqueue_take(&q, &token, &written) == 0) {
        uint8_t *t = token;
        CHECK(t >= tokens && t < tokens + VIRTQUEUE_MAX && *t == 1 && written == 0);
        *t = 0;
    }
}

static void trace(void)
{
    for (uint16_t size = 1; size <= VIRTQUEUE_MAX; size = (uint16_t)(size * 2)) {
        CHECK_EQ(virtqueue_init(&q, size), 0);
        held_count = avail_seen = used_index = 0;
        for (unsigned step = 0; step < 90000; step++) {
            if (q.free > 0 && scenario_random(2) == 0) {
                offer_some();
            }
            device_takes();
            while (held_count > 0 && scenario_random(2) == 0) {
                device_answers();
            }
            take_all();
        }
        while (held_count > 0) {
            device_answers();
        }
        take_all();
        CHECK_EQ(q.free, size);
        CHECK_EQ(q.in_flight, 0);
        CHECK(!q.broken);
        virtqueue_destroy(&q);
    }
}

static void refusals(void)
{
    struct virtqueue_piece piece = {.paddr = 1, .size = 1};
    uint32_t written;
    void *token;

    CHECK_EQ(virtqueue_init(&q, 0), -AX_EINVAL);
    CHECK_EQ(virtqueue_init(&q, 3), -AX_EINVAL);
    CHECK_EQ(virtqueue_init(&q, VIRTQUEUE_MAX * 2), -AX_EINVAL);
    CHECK_EQ(virtqueue_init(&q, 2), 0);
    CHECK_EQ(virtqueue_offer(&q, &piece, 0, &q), -AX_EINVAL);
    CHECK_EQ(virtqueue_offer(&q, &piece, 1, NULL), -AX_EINVAL);
    CHECK_EQ(virtqueue_take(&q, &token, &written), -AX_EAGAIN);
    CHECK_EQ(virtqueue_offer(&q, &piece, 1, &piece), 0);
    CHECK_EQ(virtqueue_offer(&q, &piece, 1, &written), 0);
    CHECK_EQ(virtqueue_offer(&q, &piece, 1, &q), -AX_EAGAIN);
    CHECK(virtqueue_wants_notice(&q));
    void *first = virtqueue_reclaim(&q);
    void *second = virtqueue_reclaim(&q);
    CHECK((first == &piece && second == &written) || (first == &written && second == &piece));
    CHECK(virtqueue_reclaim(&q) == NULL);
    CHECK_EQ(virtqueue_offer(&q, &piece, 1, &q), -AX_EIO);
    CHECK_EQ(virtqueue_take(&q, &token, &written), -AX_EIO);
    CHECK(!virtqueue_wants_notice(&q));
    virtqueue_destroy(&q);
}

static void test_trace(void **state)
{
    (void)state;
    scenario_pass(trace, NULL);
}

static void test_refusals(void **state)
{
    (void)state;
    scenario_pass(refusals, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_trace),
                                       cmocka_unit_test(test_refusals)};

    return cmocka_run_group_tests_name("drivers/virtqueue", tests, NULL, NULL);
}
