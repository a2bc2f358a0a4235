// SPDX-License-Identifier: BSD-2-Clause
/* Device trees, and the table's decisions over them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <roottask/devtree.h>
#include <roottask/system.h>
#include "tree.h"

static struct devtree tree;

static void parse(struct tree_options options)
{
    uint64_t size;
    const void *fdt = tree_make(&options, &size);

    assert_int_equal(devtree_parse(fdt, size, &tree), DEVTREE_OK);
}

static void all_is_found(void **state)
{
    (void)state;
    parse((struct tree_options){.bootargs = "log=info x", .virtio = 4});
    assert_string_equal(tree.bootargs, "log=info x");
    assert_int_equal(tree.count, 7);
    assert_int_equal(tree.timer_irq, 30);
    assert_int_equal(tree.cpus, 2);
    assert_false(tree.psci_smc);
    assert_int_equal(tree.console, 0);
    assert_int_equal(tree.devices[0].paddr, 0x9000000);
    assert_int_equal(tree.devices[0].irq, 33);
    assert_false(tree.devices[0].edge);
    assert_false(tree.devices[0].coherent);
    assert_int_equal(tree.devices[2].class, DEVICE_RTC);
    assert_string_equal(tree.devices[2].compatible, "arm,pl031");
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(tree.devices[3 + i].paddr, 0xa000000 + i * 0x200);
        assert_int_equal(tree.devices[3 + i].irq, 48 + i);
        assert_true(tree.devices[3 + i].edge);
        assert_true(tree.devices[3 + i].coherent);
    }
}

static void the_console_is_the_chosen_one(void **state)
{
    (void)state;
    parse((struct tree_options){.stdout_path = "/pl011@9040000"});
    assert_int_equal(tree.devices[tree.console].paddr, 0x9040000);
    parse((struct tree_options){.stdout_path = "/pl011@9040000:115200n8"});
    assert_int_equal(tree.devices[tree.console].paddr, 0x9040000);
    parse((struct tree_options){.stdout_path = "/nothing"});
    assert_int_equal(tree.devices[tree.console].paddr, 0x9000000);
    parse((struct tree_options){.second_uart_disabled = true, .smc = true});
    assert_int_equal(tree.count, 2);
    assert_true(tree.psci_smc);
    assert_string_equal(tree.bootargs, "");
}

static void a_long_command_line_is_cut_and_told(void **state)
{
    static char line[DEVTREE_BOOTARGS + 1];

    (void)state;
    memset(line, 'x', DEVTREE_BOOTARGS - 1);
    parse((struct tree_options){.bootargs = line});
    assert_string_equal(tree.bootargs, line);
    assert_false(tree.bootargs_cut);
    line[DEVTREE_BOOTARGS - 1] = 'x';
    parse((struct tree_options){.bootargs = line});
    assert_int_equal(strlen(tree.bootargs), DEVTREE_BOOTARGS - 1);
    assert_true(tree.bootargs_cut);
}

static void more_devices_than_room_are_counted(void **state)
{
    (void)state;
    parse((struct tree_options){.virtio = 70});
    assert_int_equal(tree.count, DEVTREE_MAX_DEVICES);
    assert_int_equal(tree.dropped, 73 - DEVTREE_MAX_DEVICES);
}

static void damaged_trees_are_survived(void **state)
{
    static uint64_t copy[4096];
    uint64_t size;
    const void *fdt = tree_make(&(struct tree_options){.bootargs = "a b", .virtio = 3}, &size);

    (void)state;
    srand(3);
    for (unsigned i = 0; i < 20000; i++) {
        memcpy(copy, fdt, size);
        for (unsigned n = 0; n < 3; n++) {
            ((uint8_t *)copy)[(size_t)rand() % size] = (uint8_t)rand();
        }
        (void)devtree_parse(copy, size, &tree);
        assert_in_range(tree.count, 0, DEVTREE_MAX_DEVICES);
        assert_true(strnlen(tree.bootargs, DEVTREE_BOOTARGS) < DEVTREE_BOOTARGS);
    }
    for (uint64_t n = 0; n < size; n++) {
        assert_int_equal(devtree_parse(fdt, n, &tree), DEVTREE_MALFORMED);
    }
}

static struct instance_row row = {.name = "test",
                                  .first_core = 1,
                                  .cores = 2,
                                  .classes = DEVICE_VIRTIO,
                                  .rights = RIGHT_IRQ | RIGHT_SHUTDOWN};

static void requests_are_checked(void **state)
{
    static const struct {
        uint64_t label;
        unsigned words, caps;
        enum instance_error error;
    } cases[] = {
        {INSTANCE_REGISTER_IRQ, 3, 0, INSTANCE_OK},
        {INSTANCE_REGISTER_IRQ, 2, 0, INSTANCE_ERR_MESSAGE},
        {INSTANCE_REGISTER_IRQ, 4, 0, INSTANCE_ERR_MESSAGE},
        {INSTANCE_REGISTER_IRQ, 3, 1, INSTANCE_ERR_MESSAGE},
        {INSTANCE_UNREGISTER_IRQ, 2, 0, INSTANCE_OK},
        {INSTANCE_TRANSLATE, 1, 0, INSTANCE_ERR_DENIED},
        {INSTANCE_MORE_UNTYPED, 1, 0, INSTANCE_ERR_DENIED},
        {INSTANCE_CONSOLE_DRAIN, 0, 0, INSTANCE_OK},
        {INSTANCE_SHUTDOWN, 1, 0, INSTANCE_OK},
        {INSTANCE_SERVICE_END, 0, 0, INSTANCE_ERR_SERVICE},
        {INSTANCE_REGISTER_IRQ - 1, 0, 0, INSTANCE_ERR_SERVICE},
        {UINT64_MAX, 120, 3, INSTANCE_ERR_SERVICE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(table_check_request(&row, cases[i].label, cases[i].words, cases[i].caps),
                         cases[i].error);
    }
}

static void interrupts_are_granted_by_device(void **state)
{
    bool edge = false;
    uint32_t wrong;

    (void)state;
    parse((struct tree_options){.virtio = 2});
    assert_true(system_deal_devices(&row, 1, &tree, &wrong));
    assert_true(table_grants_irq(&row, &tree, 48, &edge));
    assert_true(edge);
    assert_true(table_grants_irq(&row, &tree, 30, &edge));
    assert_false(edge);
    assert_false(table_grants_irq(&row, &tree, 33, &edge));
    assert_false(table_grants_irq(&row, &tree, 34, &edge));
    assert_false(table_grants_irq(&row, &tree, 50, &edge));
    assert_false(table_grants_irq(&row, &tree, DEVTREE_NO_IRQ, &edge));
    assert_false(table_grants_irq(&row, &tree, (1ULL << 32) + 48, &edge));
}

static void the_console_is_never_granted(void **state)
{
    struct instance_row greedy = {.devices = UINT64_MAX};
    bool edge;

    (void)state;
    parse((struct tree_options){.virtio = 1});
    assert_false(table_grants_device(&greedy, &tree, tree.console));
    assert_true(table_grants_device(&greedy, &tree, tree.console + 1));
    assert_false(table_grants_device(&greedy, &tree, tree.count));
    assert_false(table_grants_irq(&greedy, &tree, 33, &edge));
}

static void cores_are_what_the_machine_has(void **state)
{
    (void)state;
    assert_int_equal(table_cores(&row, 1), 0);
    assert_int_equal(table_cores(&row, 2), 1);
    assert_int_equal(table_cores(&row, 3), 2);
    assert_int_equal(table_cores(&row, 8), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_found),
        cmocka_unit_test(the_console_is_the_chosen_one),
        cmocka_unit_test(a_long_command_line_is_cut_and_told),
        cmocka_unit_test(more_devices_than_room_are_counted),
        cmocka_unit_test(damaged_trees_are_survived),
        cmocka_unit_test(requests_are_checked),
        cmocka_unit_test(interrupts_are_granted_by_device),
        cmocka_unit_test(the_console_is_never_granted),
        cmocka_unit_test(cores_are_what_the_machine_has),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
