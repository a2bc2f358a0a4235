// SPDX-License-Identifier: BSD-2-Clause
/* Console rings against a well-behaved and an ill-behaved instance; memory plans; addresses in
 * words. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <roottask/instance.h>
#include <roottask/plan.h>
#include <roottask/ring.h>

static struct instance_console console;
static struct ring tx;
static struct ring rx;

static int setup(void **state)
{
    (void)state;
    memset(&console, 0, sizeof(console));
    ring_init(&tx, &console.tx, console.tx_data, INSTANCE_CONSOLE_TX_SIZE);
    ring_init(&rx, &console.rx, console.rx_data, INSTANCE_CONSOLE_RX_SIZE);
    return 0;
}

static void produce(uint8_t byte)
{
    console.tx_data[console.tx.head % INSTANCE_CONSOLE_TX_SIZE] = byte;
    console.tx.head++;
}

static void bytes_come_in_order(void **state)
{
    uint8_t byte;

    (void)state;
    for (unsigned i = 0; i < 100000; i++) {
        produce((uint8_t)(i * 7));
        assert_int_equal(ring_waiting(&tx), 1);
        assert_true(ring_take(&tx, &byte));
        assert_int_equal(byte, (uint8_t)(i * 7));
        ring_taken(&tx);
        assert_int_equal(console.tx.tail, console.tx.head);
        assert_false(ring_take(&tx, &byte));
    }
    assert_int_equal(tx.spoiled, 0);
}

static void indices_may_wrap(void **state)
{
    uint8_t byte;

    (void)state;
    console.tx.head = console.tx.tail = tx.own = UINT32_MAX - 2;
    for (unsigned i = 0; i < 6; i++) {
        produce((uint8_t)i);
    }
    assert_int_equal(ring_waiting(&tx), 6);
    for (unsigned i = 0; i < 6; i++) {
        assert_true(ring_take(&tx, &byte));
        assert_int_equal(byte, i);
    }
    assert_int_equal(tx.own, 3);
}

static void spoiled_indices_are_survived(void **state)
{
    uint8_t byte;

    (void)state;
    console.tx.head = INSTANCE_CONSOLE_TX_SIZE + 1;
    assert_int_equal(ring_waiting(&tx), 0);
    assert_int_equal(tx.spoiled, 1);
    assert_false(ring_take(&tx, &byte));
    assert_int_equal(console.tx.tail, console.tx.head);
    produce('x');
    assert_true(ring_take(&tx, &byte));
    assert_int_equal(byte, 'x');
    console.tx.tail = 0x12345678;
    ring_taken(&tx);
    assert_int_equal(console.tx.tail, console.tx.head);
    srand(4);
    for (unsigned i = 0; i < 100000; i++) {
        console.tx.head = (uint32_t)rand();
        console.rx.tail = (uint32_t)rand();
        (void)ring_take(&tx, &byte);
        (void)ring_put(&rx, byte);
    }
}

static void nobody_sleeps_over_a_byte(void **state)
{
    (void)state;
    assert_true(ring_sleep(&tx));
    assert_int_equal(console.tx.wake, 1);
    produce('a');
    assert_false(ring_sleep(&tx));
    assert_int_equal(console.tx.wake, 0);
}

static void typed_bytes_stop_when_full(void **state)
{
    (void)state;
    for (unsigned i = 0; i < INSTANCE_CONSOLE_RX_SIZE; i++) {
        assert_true(ring_put(&rx, (uint8_t)i));
    }
    assert_false(ring_put(&rx, 0));
    assert_false(ring_publish(&rx));
    assert_int_equal(console.rx.head, INSTANCE_CONSOLE_RX_SIZE);
    assert_true(ring_wait_room(&rx));
    assert_int_equal(console.rx.full, 1);
    console.rx.tail = 1;
    assert_false(ring_wait_room(&rx));
    assert_int_equal(console.rx.full, 0);
    console.rx.wake = 1;
    assert_true(ring_put(&rx, 99));
    assert_true(ring_publish(&rx));
    assert_int_equal(console.rx.wake, 0);
    assert_int_equal(console.rx_data[0], 99);
}

static void plans_leave_memory(void **state)
{
    struct elf_plan image = {.pages = 300};
    uint64_t body = plan_body_bytes(&image, 8, 34);
    struct memory_plan plan;

    (void)state;
    assert_true(body > 300 * 4096 + 256 * 1024 && body < 2 << 20);
    for (uint64_t mib = 64; mib <= 16384; mib *= 2) {
        plan = plan_memory(mib << 20, 8, 32, body);
        assert_true((1ULL << plan.object_bits) + (1ULL << plan.reserve_bits) + (4 << 20) <
                    plan.bytes);
        assert_true(plan.bytes + (1ULL << plan.body_bits) <= mib << 20);
        assert_true(plan.object_bits >= PLAN_OBJECT_MIN_BITS &&
                    plan.reserve_bits >= PLAN_RESERVE_MIN_BITS);
    }
    plan = plan_memory(16 << 20, 8, 32, body);
    assert_true(plan_fits(&plan));
    /* An image that is larger than the share: nothing is left, and nothing may be taken. */
    plan = plan_memory(16 << 20, 8, 32, 20 << 20);
    assert_int_equal(plan.bytes, 0);
    assert_false(plan_fits(&plan));
    plan = plan_memory((2 << 20) + (8 << 20) - 1, 8, 32, 2 << 20);
    assert_false(plan_fits(&plan));
    plan = plan_memory((2 << 20) + (8 << 20), 8, 32, 2 << 20);
    assert_true(plan_fits(&plan));
    assert_int_equal(plan_memory(1 << 20, 8, 32, body).bytes, 0);
    assert_int_equal(plan_memory(0, 0, 0, 1).object_bits, PLAN_OBJECT_MIN_BITS);
    assert_int_equal(plan_log2_floor(4097), 12);
    assert_int_equal(plan_log2_ceil(4097), 13);
    assert_int_equal(plan_log2_ceil(4096), 12);
}

static struct instance_info info = {
    .segment_count = 2,
    .segments = {{0x400000, 0x50000000, 0x10000, 5, 300}, {0x410000, 0x50100000, 0x2000, 6, 316}},
    .device_count = 1,
    .devices = {{"virtio,mmio", 0x20000200, 0xa000200, 0x200, 49, 1}},
    .boot_stack = {0x10130000, 0x50200000, 0x10000, 6, 400},
    .heap_vaddr = INSTANCE_HEAP_BASE,
    .heap_paddr = 0x60000000,
    .heap_size = INSTANCE_LARGE_PAGE_SIZE,
    .info_paddr = 0x51000000,
    .console_paddr = 0x51010000};

static const char *place(uint64_t vaddr)
{
    static char buffer[512];
    struct oskit_text text;

    oskit_text_init(&text, buffer, sizeof(buffer));
    instance_describe_place(&info, vaddr, &text);
    return buffer;
}

static void places_have_names(void **state)
{
    (void)state;
    assert_string_equal(place(0x400010),
                        "in program text (0x400000 to 0x410000, read and execute)");
    assert_string_equal(place(0x411fff), "in program data (0x410000 to 0x412000, read and write)");
    assert_string_equal(place(0x20000210),
                        "in virtio,mmio (0x20000200 to 0x20000400, read and write)");
    assert_string_equal(place(INSTANCE_INFO_VADDR),
                        "in the information pages (0x10000000 to 0x10004000, read only)");
    assert_string_equal(
        place(0),
        "in no region; next above: program text (0x400000 to 0x410000, read and execute)");
    assert_string_equal(
        place(0x412000),
        "in no region; next below: program data (0x410000 to 0x412000, read and write); next "
        "above: the information pages (0x10000000 to 0x10004000, read only)");
    assert_non_null(strstr(place(UINT64_MAX), "next below: the dynamic mappings"));
    assert_non_null(strstr(place(INSTANCE_STACKS_BASE), "in the stacks of tasks"));
}

static void addresses_are_translated(void **state)
{
    uint64_t paddr;
    uint64_t bytes;

    (void)state;
    assert_true(instance_translate(&info, 0x410123, &paddr, &bytes));
    assert_int_equal(paddr, 0x50100123);
    assert_int_equal(bytes, 0x2000 - 0x123);
    assert_true(instance_translate(&info, INSTANCE_CONSOLE_VADDR + 5, &paddr, &bytes));
    assert_int_equal(paddr, 0x51010005);
    assert_true(instance_translate(&info, INSTANCE_HEAP_BASE, &paddr, &bytes));
    assert_int_equal(bytes, INSTANCE_LARGE_PAGE_SIZE);
    assert_false(
        instance_translate(&info, INSTANCE_HEAP_BASE + INSTANCE_LARGE_PAGE_SIZE, &paddr, &bytes));
    assert_false(instance_translate(&info, 0x412000, &paddr, &bytes));
    assert_false(instance_translate(&info, 0, &paddr, &bytes));
    assert_false(instance_translate(&info, UINT64_MAX, &paddr, &bytes));
}

static void faults_are_told_in_words(void **state)
{
    static char buffer[4096];
    const struct instance_row row = {.name = "arceos"};
    struct instance instance = {
        .row = &row, .info = &info, .cores = 2, .extra_count = 1, .irq_count = 3};
    struct oskit_fault fault = {
        .kind = OSKIT_FAULT_PAGE, .access = OSKIT_ACCESS_WRITE, .addr = 8, .ip = 0x400020};
    seL4_UserContext regs = {.sp = 0x10130010};
    struct oskit_text text;

    (void)state;
    oskit_text_init(&text, buffer, sizeof(buffer));
    instance_describe_fault(&instance, 2, &fault, &regs, &text);
    assert_int_equal(text.lost, 0);
    assert_non_null(
        strstr(buffer, "Instance 0 (arceos) faulted on its core 2: page fault: write to 0x8, where "
                       "nothing is mapped, by the instruction at 0x400020\n"));
    assert_non_null(strstr(buffer, "  the address is in no region; next above: program text"));
    assert_non_null(strstr(buffer, "  the instruction is in program text"));
    assert_non_null(strstr(buffer, "  the stack pointer is in the boot stack"));
    assert_non_null(strstr(buffer, "  the instance has 2 cores, 0 MiB for memory and 0 MiB for "
                                   "objects, 1 untyped more taken, "));
    assert_non_null(strstr(buffer, " 3 interrupts registered, and was restarted 0 times\n"));
    assert_null(strstr(buffer, "in the function"));
    assert_non_null(strstr(buffer, "sp   0x0000000010130010"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(bytes_come_in_order, setup),
        cmocka_unit_test_setup(indices_may_wrap, setup),
        cmocka_unit_test_setup(spoiled_indices_are_survived, setup),
        cmocka_unit_test_setup(nobody_sleeps_over_a_byte, setup),
        cmocka_unit_test_setup(typed_bytes_stop_when_full, setup),
        cmocka_unit_test(plans_leave_memory),
        cmocka_unit_test(places_have_names),
        cmocka_unit_test(addresses_are_translated),
        cmocka_unit_test(faults_are_told_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
