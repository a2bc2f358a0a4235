// SPDX-License-Identifier: BSD-2-Clause
/* The virtio block driver and the block interface on a fake device, honest and not. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fake.h"
#include "scenario.h"

#define TASKS  6
#define ROUNDS 150

static void pass(const struct fake_options *options, void (*run)(void))
{
    fake_add(options);
    scenario_pass(run, NULL);
}

/* ---- honest devices ---- */

static uint8_t model[sizeof(fake_medium)];

/* Each task has its own part of the medium; all share the device. */
static int random_transfers(void *arg)
{
    struct ax_block *dev = ax_block_get(0);
    uint64_t part = FAKE_SECTORS / TASKS;
    uint64_t base = (uintptr_t)arg * part;
    struct ax_dma buffer;

    CHECK_EQ(ax_dma_alloc(part * 512, 512, &buffer), 0);
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint64_t first = scenario_random((uint32_t)part);
        size_t size = 512 * (1 + scenario_random((uint32_t)(part - first)));
        uint8_t *expected = model + (base + first) * 512;

        if (scenario_random(2) == 0) {
            for (size_t n = 0; n < size; n++) {
                expected[n] = (uint8_t)scenario_random(256);
            }
            memcpy(buffer.vaddr, expected, size);
            CHECK_EQ(ax_block_write(dev, base + first, buffer.vaddr, size), 0);
        } else {
            memset(buffer.vaddr, 0x5a, size);
            CHECK_EQ(ax_block_read(dev, base + first, buffer.vaddr, size), 0);
            CHECK(memcmp(buffer.vaddr, expected, size) == 0);
        }
        if (scenario_random(20) == 0) {
            CHECK_EQ(ax_block_flush(dev), 0);
        }
    }
    ax_dma_free(&buffer);
    return 0;
}

static void many_tasks(void)
{
    struct ax_task *tasks[TASKS];
    struct ax_alloc_stats before, after;

    CHECK(ax_block_get(0) != NULL && ax_block_get(1) == NULL);
    CHECK_EQ(ax_block_get(0)->sectors, FAKE_SECTORS);
    ax_alloc_stats(&before);
    ax_host_set_probe(fake_step);
    for (uintptr_t i = 0; i < TASKS; i++) {
        tasks[i] = scenario_spawn("io", random_transfers, (void *)i);
    }
    for (unsigned i = 0; i < TASKS; i++) {
        scenario_join(tasks[i]);
    }
    CHECK(memcmp(fake_medium, model, sizeof(model)) == 0);
    CHECK(fake_counts.answers >= TASKS * ROUNDS && fake_counts.flushes > 0);
    ax_alloc_stats(&after);
    CHECK_EQ(after.pages_used - after.heap_pages, before.pages_used - before.heap_pages);
}

static void many_in_flight(void)
{
    many_tasks();
    CHECK(fake_counts.most_in_flight > 3);
}

static void test_versions(void **state)
{
    (void)state;
    for (unsigned version = 1; version <= 2; version++) {
        pass(&(struct fake_options){.version = version, .seg_max = 126}, many_in_flight);
        pass(&(struct fake_options){.version = version, .seg_max = 126, .scribbles = true},
             many_tasks);
        pass(&(struct fake_options){.version = version, .seg_max = 126, .no_notice = true},
             many_tasks);
    }
}

static void test_small_devices(void **state)
{
    (void)state;
    pass(&(struct fake_options){.version = 2, .queue_max = 4, .seg_max = 126}, many_tasks);
    pass(&(struct fake_options){.version = 2, .queue_max = 16, .seg_max = 3, .size_max = 1024},
         many_tasks);
    pass(&(struct fake_options){.version = 1, .queue_max = 8}, many_tasks);
    pass(&(struct fake_options){.version = 2, .queue_max = 8, .seg_max = 2, .size_max = 700},
         many_tasks);
}

static unsigned notices_seen;

static void no_notices(void)
{
    many_tasks();
    notices_seen = fake_counts.notices;
    CHECK(notices_seen < fake_counts.answers / 4);
}

static void test_notices(void **state)
{
    (void)state;
    pass(&(struct fake_options){.version = 2, .seg_max = 126, .no_notice = true}, no_notices);
}

/* ---- wrong requests ---- */

static void never(struct ax_block_request *request)
{
    (void)request;
    CHECK(false);
}

static int submit(uint64_t sector, void *buffer, size_t size, enum ax_block_op op)
{
    static struct ax_block_request request;

    request = (struct ax_block_request){
        .op = op, .sector = sector, .buffer = buffer, .size = size, .done = never};
    return ax_block_submit(ax_block_get(0), &request);
}

static void wrong_requests(void)
{
    static uint8_t image_memory[512]; /* without a physical address that is known */
    struct ax_block *dev = ax_block_get(0);
    void *p = ax_alloc(4096);

    CHECK_EQ(submit(0, p, 0, AX_BLOCK_READ), -AX_EINVAL);
    CHECK_EQ(submit(0, p, 511, AX_BLOCK_READ), -AX_EINVAL);
    CHECK_EQ(submit(0, p, dev->max_size + 512, AX_BLOCK_READ), -AX_EINVAL);
    CHECK_EQ(submit(FAKE_SECTORS, p, 512, AX_BLOCK_READ), -AX_EINVAL);
    CHECK_EQ(submit(FAKE_SECTORS - 1, p, 1024, AX_BLOCK_READ), -AX_EINVAL);
    CHECK_EQ(submit(UINT64_MAX, p, 1024, AX_BLOCK_READ), -AX_EINVAL);
    CHECK_EQ(submit(0, p, 512, (enum ax_block_op)9), -AX_EINVAL);
    CHECK_EQ(submit(0, p, 512, AX_BLOCK_FLUSH), -AX_EINVAL);
    CHECK_EQ(submit(0, image_memory, 512, AX_BLOCK_READ), -AX_EFAULT);
    CHECK_EQ(submit(0, NULL, 512, AX_BLOCK_READ), -AX_EFAULT);
    CHECK_EQ(ax_block_read(dev, FAKE_SECTORS - 1, p, 1024), -AX_EINVAL);
    CHECK_EQ(ax_block_read(dev, 0, p, 0), 0);
    CHECK_EQ(fake_counts.answers, 0);
}

static void read_only(void)
{
    void *p = ax_alloc(512);

    ax_host_set_probe(fake_step);
    CHECK(ax_block_get(0)->read_only);
    CHECK_EQ(ax_block_write(ax_block_get(0), 0, p, 512), -AX_EROFS);
    CHECK_EQ(ax_block_read(ax_block_get(0), 0, p, 512), 0);
}

static void test_wrong_requests(void **state)
{
    (void)state;
    pass(&(struct fake_options){.version = 2, .seg_max = 126}, wrong_requests);
    pass(&(struct fake_options){.version = 2, .seg_max = 126, .read_only = true}, read_only);
}

/* ---- asynchronous ---- */

#define DEEP 48

static unsigned over;
static struct ax_block_request deep[DEEP];

/* Submits itself again and again from the handler. */
static void count_down(struct ax_block_request *request)
{
    uintptr_t left = (uintptr_t)request->arg;

    CHECK(ax_in_irq());
    CHECK_EQ(request->result, 0);
    request->arg = (void *)(left - 1);
    if (left > 1 && ax_block_submit(ax_block_get(0), request) == 0) {
        return;
    }
    over++;
}

static void deep_queue(void)
{
    struct ax_block *dev = ax_block_get(0);
    unsigned taken = 0;

    for (unsigned i = 0; i < DEEP; i++) {
        deep[i] = (struct ax_block_request){.op = AX_BLOCK_READ,
                                            .sector = i,
                                            .buffer = ax_alloc(512),
                                            .size = 512,
                                            .done = count_down,
                                            .arg = (void *)(uintptr_t)10};
        int err = ax_block_submit(dev, &deep[i]);
        CHECK(err == 0 || err == -AX_EAGAIN);
        taken += err == 0;
    }
    CHECK_EQ(taken, dev->depth);
    ax_host_set_probe(fake_step);
    while (over < taken) {
        ax_task_sleep_ns(1000);
    }
    CHECK_EQ(fake_counts.answers, taken * 10);
    CHECK_EQ(fake_counts.most_in_flight, taken);
}

static void test_deep_queue(void **state)
{
    (void)state;
    pass(&(struct fake_options){.version = 1, .seg_max = 126}, deep_queue);
}

/* ---- devices that do not come up ---- */

static void no_device(void)
{
    CHECK(ax_block_get(0) == NULL);
    ax_alloc_stats(&(struct ax_alloc_stats){0});
}

static void test_bring_up_faults(void **state)
{
    (void)state;
    for (enum fake_fault fault = FAKE_MAGIC; fault <= FAKE_NO_PIECES; fault++) {
        for (unsigned version = 1; version <= 2; version++) {
            bool modern_only = fault == FAKE_NO_VERSION_1 || fault == FAKE_NO_FEATURES_OK;

            if (version == 2 || !modern_only) {
                pass(&(struct fake_options){.version = version, .fault = fault, .seg_max = 4},
                     no_device);
            }
        }
    }
}

/* ---- devices that lie ---- */

static enum fake_fault planted;
static unsigned failed;
static uint64_t nap_ns = 1000; /* between looks at what is over */

static void count_failures(struct ax_block_request *request)
{
    CHECK(request->result == 0 || request->result == -AX_EIO || request->result == -AX_ENOSYS);
    failed += request->result != 0;
    over++;
}

static unsigned submit_reads(struct ax_block *dev, unsigned count)
{
    unsigned taken = 0;

    over = 0;
    failed = 0;
    for (unsigned i = 0; i < count; i++) {
        deep[i] = (struct ax_block_request){.op = AX_BLOCK_READ,
                                            .sector = i,
                                            .buffer = ax_alloc(1024),
                                            .size = 1024,
                                            .done = count_failures};
        taken += ax_block_submit(dev, &deep[i]) == 0;
    }
    while (over < taken) {
        ax_task_sleep_ns(nap_ns);
    }
    return taken;
}

/* One request fails, all others are answered, and the device is used on. */
static void one_fails(void)
{
    ax_host_set_probe(fake_step);
    CHECK_EQ(submit_reads(ax_block_get(0), 20), 20);
    CHECK_EQ(failed, 1);
    CHECK_EQ(submit_reads(ax_block_get(0), 20), 20);
    CHECK_EQ(failed, 0);
    CHECK_EQ(fake_counts.resets, 1); /* the one of the bring-up */
}

/* The device is reset; whatever it had ends, whatever comes later is refused; nobody waits. */
static void all_fail(void)
{
    struct ax_block *dev = ax_block_get(0);
    void *p = ax_alloc(1024);

    ax_host_set_probe(fake_step);
    unsigned taken = submit_reads(dev, 20);
    CHECK(taken > 0 && failed > 0);
    CHECK_EQ(over, taken);
    CHECK_EQ(submit_reads(dev, 20), 0);
    CHECK_EQ(ax_block_read(dev, 0, p, 1024), -AX_EIO);
    CHECK_EQ(ax_block_flush(dev), -AX_EIO);
    CHECK_EQ(fake_counts.resets, 2);
    CHECK(strstr(scenario_output(), "it is not used any more") != NULL);
}

/* ---- devices that do not answer in time ---- */

#define LIMIT_S 7

static void pass_limited(enum fake_fault fault, unsigned after, void (*run)(void),
                         const char *bootargs)
{
    fake_add(
        &(struct fake_options){.version = 2, .fault = fault, .fault_after = after, .seg_max = 126});
    scenario_pass(run, bootargs);
}

static uint64_t seconds_since(uint64_t ns)
{
    return (ax_hal_time_now_ns() - ns) / AX_NS_PER_SEC;
}

static void ends_in_time(void)
{
    uint64_t before = ax_hal_time_now_ns();

    all_fail();
    CHECK_EQ(seconds_since(before), LIMIT_S);
    CHECK(strstr(scenario_output(), "it does not answer") != NULL);
}

static void ends_after_half_a_minute(void)
{
    uint64_t before = ax_hal_time_now_ns();

    all_fail();
    CHECK_EQ(seconds_since(before), 30);
}

/* Nothing is lost with the interrupt but time. */
static void is_found_in_time(void)
{
    struct ax_block *dev = ax_block_get(0);
    uint64_t before = ax_hal_time_now_ns();

    ax_host_set_probe(fake_step);
    CHECK_EQ(submit_reads(dev, 20), 20);
    CHECK_EQ(failed, 0);
    CHECK_EQ(seconds_since(before), LIMIT_S);
    CHECK(strstr(scenario_output(), "an interrupt was lost") != NULL);
    CHECK_EQ(fake_counts.resets, 1);
}

/* One request after the other for longer than the limit: none of them is late. */
static void each_has_its_own_time(void)
{
    ax_host_set_probe(fake_step);
    for (unsigned i = 0; i < 4 * LIMIT_S; i++) {
        CHECK_EQ(submit_reads(ax_block_get(0), 3), 3);
        CHECK_EQ(failed, 0);
        ax_task_sleep_ns(AX_NS_PER_SEC / 2);
    }
    CHECK_EQ(fake_counts.resets, 1);
    CHECK(strstr(scenario_output(), "lost") == NULL);
}

static void waits_for_ever(void)
{
    struct ax_block *dev = ax_block_get(0);

    ax_host_set_probe(fake_step);
    deep[0] = (struct ax_block_request){
        .op = AX_BLOCK_READ, .buffer = ax_alloc(512), .size = 512, .done = never};
    CHECK_EQ(ax_block_submit(dev, &deep[0]), 0);
    ax_task_sleep_ns(3600 * AX_NS_PER_SEC);
    CHECK_EQ(fake_counts.resets, 1);
}

static void test_limit(void **state)
{
    (void)state;
    nap_ns = 10 * AX_NS_PER_MS;
    for (unsigned after = 0; after < 12; after += 4) {
        pass_limited(FAKE_SILENT, after, ends_in_time, "disk-limit=7");
        pass_limited(FAKE_UNHEARD, after, is_found_in_time, "disk-limit=7");
    }
    pass_limited(FAKE_SILENT, 0, ends_after_half_a_minute, NULL);
    pass_limited(FAKE_SILENT, 0, ends_after_half_a_minute, "disk-limit=soon");
    pass_limited(FAKE_NO_FAULT, 0, each_has_its_own_time, "disk-limit=7");
    pass_limited(FAKE_SILENT, 0, waits_for_ever, "disk-limit=0");
    nap_ns = 1000;
}

static void test_failed_answers(void **state)
{
    (void)state;
    for (planted = FAKE_IOERR; planted <= FAKE_SHORT; planted++) {
        for (unsigned after = 0; after < 12; after += 4) {
            pass(
                &(struct fake_options){
                    .version = 2, .fault = planted, .fault_after = after, .seg_max = 126},
                one_fails);
        }
    }
}

static void test_lies(void **state)
{
    (void)state;
    for (planted = FAKE_ID_RANGE; planted <= FAKE_NEEDS_RESET; planted++) {
        for (unsigned after = 0; after < 12; after += 4) {
            pass(&(struct fake_options){.version = 1 + after / 4 % 2,
                                        .fault = planted,
                                        .fault_after = after,
                                        .seg_max = 126},
                 all_fail);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions),       cmocka_unit_test(test_small_devices),
        cmocka_unit_test(test_notices),        cmocka_unit_test(test_wrong_requests),
        cmocka_unit_test(test_deep_queue),     cmocka_unit_test(test_bring_up_faults),
        cmocka_unit_test(test_failed_answers), cmocka_unit_test(test_lies),
        cmocka_unit_test(test_limit),
    };

    return cmocka_run_group_tests_name("drivers/block", tests, NULL, NULL);
}
