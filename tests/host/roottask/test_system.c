// SPDX-License-Identifier: BSD-2-Clause
/* Descriptions of systems: what is read, what is refused, and how the machine is shared out. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <roottask/system.h>

#define MIB (1ULL << 20)

static enum system_error parse(const char *text, struct system_plan *plan)
{
    /* A copy of exactly its size: the sanitizer sees a byte read too many. */
    size_t size = strlen(text);
    char *copy = malloc(size != 0 ? size : 1);
    enum system_error error;

    memcpy(copy, text, size);
    error = system_parse(copy, size, 2, plan);
    free(copy);
    return error;
}

static void everything_is_read(void **state)
{
    struct system_plan plan;

    (void)state;
    assert_int_equal(parse("# two\n"
                           "[a.0]\n"
                           "image = 1\n"
                           "cores = 2-3\n"
                           "memory = 64M\n"
                           "devices = rtc virtio:1 virtio:7\n"
                           "fault = restart:5\n"
                           "params = log=info x=1\n"
                           "\n"
                           "[b]\n"
                           "image = 0\n"
                           "memory = 25%",
                           &plan),
                     SYSTEM_OK);
    assert_int_equal(plan.count, 2);
    assert_string_equal(plan.rows[0].name, "a.0");
    assert_int_equal(plan.rows[0].image_number, 1);
    assert_int_equal(plan.rows[0].first_core, 2);
    assert_int_equal(plan.rows[0].cores, 2);
    assert_int_equal(plan.rows[0].memory_fixed, 64 * MIB);
    assert_int_equal(plan.rows[0].classes, DEVICE_RTC);
    assert_int_equal(plan.rows[0].groups, 0x82);
    assert_true(plan.rows[0].fault_given);
    assert_int_equal(plan.rows[0].fault, FAULT_RESTART);
    assert_int_equal(plan.rows[0].restarts, 5);
    assert_string_equal(plan.rows[0].params, "log=info x=1");
    assert_string_equal(plan.rows[1].name, "b");
    assert_int_equal(plan.rows[1].first_core, 0);
    assert_int_equal(plan.rows[1].cores, INSTANCE_MAX_CORES);
    assert_int_equal(plan.rows[1].memory_percent, 25);
    assert_false(plan.rows[1].fault_given);
    assert_int_equal(plan.rows[1].classes, 0);
    assert_string_equal(plan.rows[1].params, "");
}

static void wrong_lines_are_named(void **state)
{
    static const struct {
        const char *text;
        enum system_error error;
        uint32_t line;
    } wrong[] = {
        {"", SYSTEM_ROWS, 0},
        {"# nothing\n", SYSTEM_ROWS, 1},
        {"image = 0\n[a]\n", SYSTEM_LINE, 1},
        {"[a]\nimage 0\n", SYSTEM_LINE, 2},
        {"[a]\nimage =\n", SYSTEM_LINE, 2},
        {"[a]\nimage = 0\nimage = 1\n", SYSTEM_LINE, 3},
        {"[a]\nimage = 0\ncolour = red\n", SYSTEM_LINE, 3},
        {"[]\n", SYSTEM_NAME, 1},
        {"[a\n", SYSTEM_NAME, 1},
        {"[", SYSTEM_NAME, 1},
        {"[a]\nimage = 0\n[a]\n", SYSTEM_NAME, 3},
        {"[abcdefghijklmnopqrstuvwxyz0123456789]\n", SYSTEM_NAME, 1},
        {"[a]\n", SYSTEM_IMAGE, 1},
        {"[a]\nimage = 2\n", SYSTEM_IMAGE, 2},
        {"[a]\nimage = x\n", SYSTEM_IMAGE, 2},
        {"[a]\nimage = 99999999999999999999\n", SYSTEM_IMAGE, 2},
        {"[a]\ncores = 1\n", SYSTEM_CORES, 2},
        {"[a]\ncores = 1-0\n", SYSTEM_CORES, 2},
        {"[a]\ncores = 0-8\n", SYSTEM_CORES, 2},
        {"[a]\ncores = -\n", SYSTEM_CORES, 2},
        {"[a]\nmemory = 0M\n", SYSTEM_MEMORY, 2},
        {"[a]\nmemory = 101%\n", SYSTEM_MEMORY, 2},
        {"[a]\nmemory = M\n", SYSTEM_MEMORY, 2},
        {"[a]\nmemory = 5\n", SYSTEM_MEMORY, 2},
        {"[a]\ndevices = rtc uart\n", SYSTEM_DEVICES, 2},
        {"[a]\ndevices = virtio:8\n", SYSTEM_DEVICES, 2},
        {"[a]\nfault = sometimes\n", SYSTEM_FAULT, 2},
    };
    struct system_plan plan;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(parse(wrong[i].text, &plan), wrong[i].error);
        assert_int_equal(plan.line, wrong[i].line);
        assert_string_not_equal(system_error_text(wrong[i].error), "unknown error");
    }
    assert_string_equal(system_error_text(SYSTEM_ERROR_END), "unknown error");
}

static void what_does_not_fit_is_refused(void **state)
{
    char text[2048] = "[a]\nimage = 0\nparams = ";
    struct system_plan plan;
    size_t length = strlen(text);

    (void)state;
    memset(text + length, 'x', TABLE_PARAMS_SIZE - 1);
    assert_int_equal(parse(text, &plan), SYSTEM_OK);
    text[length + TABLE_PARAMS_SIZE - 1] = 'x';
    assert_int_equal(parse(text, &plan), SYSTEM_PARAMS);

    text[0] = '\0';
    for (unsigned i = 0; i < TABLE_MAX_INSTANCES; i++) {
        char row[32] = "[x]\nimage = 0\n";

        row[1] = (char)('a' + i);
        strcat(text, row);
    }
    assert_int_equal(parse(text, &plan), SYSTEM_OK);
    strcat(text, "[more]\nimage = 0\n");
    assert_int_equal(parse(text, &plan), SYSTEM_ROWS);
}

/* Any text at all: nothing is read beyond its end, and the answer is one of the enum. */
static void random_text_does_no_harm(void **state)
{
    static const char letters[] = "[]=\n #a0-%M:rtcvioimagecoresmemorydevicesfaultparams";
    struct system_plan plan;
    uint32_t seed = 1;

    (void)state;
    for (unsigned n = 0; n < 20000; n++) {
        char text[64];
        size_t size = n % 64;

        for (size_t i = 0; i < size; i++) {
            seed = seed * 1664525 + 1013904223;
            text[i] = letters[(seed >> 16) % (sizeof(letters) - 1)];
        }
        text[size != 0 ? size - 1 : 0] = '\0';
        assert_true(parse(text, &plan) < SYSTEM_ERROR_END);
        assert_true(plan.count <= TABLE_MAX_INSTANCES);
    }
}

static void add(struct devtree *tree, enum device_class class, uint64_t paddr, uint32_t irq)
{
    tree->devices[tree->count] = (struct device){.class = class, .paddr = paddr, .irq = irq};
    tree->count++;
}

/* Device 0 is the console, 1 the clock, 2 to 17 are virtio slots, eight in a page. */
static struct devtree machine(void)
{
    struct devtree tree = {.console = 0, .timer_irq = 30};

    add(&tree, DEVICE_UART, 0x9000000, 33);
    add(&tree, DEVICE_RTC, 0x9010000, 34);
    for (uint32_t i = 0; i < 16; i++) {
        add(&tree, DEVICE_VIRTIO, 0xa000000 + i * 0x200, 48 + i);
    }
    return tree;
}

#define LOW   0x00003fcULL
#define HIGH  0x003fc00ULL
#define CLOCK 2ULL

static void one_gets_everything(void **state)
{
    struct devtree tree = machine();
    struct instance_row row = {.classes = DEVICE_RTC | DEVICE_VIRTIO};
    uint32_t wrong;
    bool edge;

    (void)state;
    assert_true(system_deal_devices(&row, 1, &tree, &wrong));
    assert_int_equal(row.devices, LOW | HIGH | CLOCK);
    assert_int_equal(row.shared, 0);
    assert_true(table_grants_irq(&row, &tree, 34, &edge));
    assert_true(table_grants_irq(&row, &tree, 48, &edge));
    assert_true(table_grants_irq(&row, &tree, 30, &edge));
    assert_false(table_grants_irq(&row, &tree, 33, &edge));
    assert_false(table_grants_device(&row, &tree, 0));
}

static void groups_are_dealt_whole(void **state)
{
    struct devtree tree = machine();
    struct instance_row rows[3] = {
        {.classes = DEVICE_RTC | DEVICE_VIRTIO},
        {.classes = DEVICE_RTC},
        {.classes = DEVICE_VIRTIO},
    };
    uint32_t wrong;
    bool edge;

    (void)state;
    assert_true(system_deal_devices(rows, 3, &tree, &wrong));
    assert_int_equal(rows[0].devices, HIGH | CLOCK);
    assert_int_equal(rows[1].devices, CLOCK);
    assert_int_equal(rows[2].devices, LOW);
    assert_int_equal(rows[0].shared, CLOCK);
    assert_int_equal(rows[1].shared, CLOCK);
    /* A clock that two have is nobody's to be interrupted by. */
    assert_false(table_grants_irq(&rows[0], &tree, 34, &edge));
    assert_true(table_grants_irq(&rows[0], &tree, 63, &edge));
    assert_false(table_grants_irq(&rows[0], &tree, 48, &edge));
    assert_true(table_grants_irq(&rows[2], &tree, 48, &edge));
    assert_false(table_grants_irq(&rows[1], &tree, 48, &edge));
}

static void named_groups_come_first(void **state)
{
    struct devtree tree = machine();
    struct instance_row rows[2] = {{.classes = DEVICE_VIRTIO}, {.groups = 2}};
    uint32_t wrong;

    (void)state;
    assert_true(system_deal_devices(rows, 2, &tree, &wrong));
    assert_int_equal(rows[0].devices, LOW);
    assert_int_equal(rows[1].devices, HIGH);
    rows[0] = (struct instance_row){.groups = 2};
    assert_false(system_deal_devices(rows, 2, &tree, &wrong));
    assert_int_equal(wrong, 1);
    rows[0] = (struct instance_row){.groups = 4};
    assert_false(system_deal_devices(rows, 2, &tree, &wrong));
    assert_int_equal(wrong, 0);
}

static void memory_is_shared_out(void **state)
{
    struct instance_row rows[4] = {
        {.memory_percent = 25},
        {.memory_fixed = 100},
        {.memory_percent = 0},
        {.memory_percent = 0},
    };
    uint32_t wrong;

    (void)state;
    assert_true(system_share_memory(rows, 4, 1000, &wrong));
    assert_int_equal(rows[0].memory_bytes, 250);
    assert_int_equal(rows[1].memory_bytes, 100);
    assert_int_equal(rows[2].memory_bytes, 325);
    assert_int_equal(rows[3].memory_bytes, 325);
    rows[1].memory_fixed = 751;
    assert_false(system_share_memory(rows, 4, 1000, &wrong));
    assert_int_equal(wrong, 1);
    rows[1].memory_fixed = 750;
    assert_false(system_share_memory(rows, 4, 1000, &wrong));
    assert_int_equal(wrong, 2);
    assert_true(system_share_memory(rows, 2, 1000, &wrong));
    /* All of it to one. */
    rows[0].memory_percent = 100;
    assert_true(system_share_memory(rows, 1, 123456789, &wrong));
    assert_int_equal(rows[0].memory_bytes, 123456789 / 100 * 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_read),           cmocka_unit_test(wrong_lines_are_named),
        cmocka_unit_test(what_does_not_fit_is_refused), cmocka_unit_test(random_text_does_no_harm),
        cmocka_unit_test(one_gets_everything),          cmocka_unit_test(groups_are_dealt_whole),
        cmocka_unit_test(named_groups_come_first),      cmocka_unit_test(memory_is_shared_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
