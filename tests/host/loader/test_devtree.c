// SPDX-License-Identifier: BSD-2-Clause
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libfdt.h>
#include <loader/devtree.h>

#define BLOB_SIZE 4096

/* What a test may want different from a usual machine. */
struct variant {
    unsigned cores;
    const char *method;      /* of PSCI; NULL: no such node */
    const char *stdout_path; /* NULL: none */
    const char *bootargs;
    const char *cpu1_status;
    unsigned memories; /* memory nodes of 1 GiB, with holes of 1 GiB between them */
    bool reserve;
};

static const struct variant usual = {4, "hvc", "/pl011@9000000", "log=info", "okay", 1, false};

static void put_reg(void *fdt, uint64_t address, uint64_t size)
{
    const fdt64_t reg[2] = {cpu_to_fdt64(address), cpu_to_fdt64(size)};

    assert_int_equal(fdt_property(fdt, "reg", reg, sizeof(reg)), 0);
}

static void put_cells(void *fdt, uint32_t address_cells, uint32_t size_cells)
{
    fdt_property_u32(fdt, "#address-cells", address_cells);
    fdt_property_u32(fdt, "#size-cells", size_cells);
}

static void put_cpus(void *fdt, const struct variant *variant)
{
    fdt_begin_node(fdt, "cpus");
    put_cells(fdt, 1, 0);
    fdt_begin_node(fdt, "cpu-map");
    fdt_end_node(fdt);
    for (unsigned i = 0; i < variant->cores; i++) {
        char name[16];

        snprintf(name, sizeof(name), "cpu@%u", i);
        fdt_begin_node(fdt, name);
        fdt_property_string(fdt, "device_type", "cpu");
        fdt_property_u32(fdt, "reg", i);
        if (i == 1) {
            fdt_property_string(fdt, "status", variant->cpu1_status);
        }
        fdt_end_node(fdt);
    }
    fdt_end_node(fdt);
}

static void put_devices(void *fdt, const struct variant *variant)
{
    if (variant->method != NULL) {
        static const char compatible[] = "arm,psci-1.0\0arm,psci-0.2\0arm,psci";

        fdt_begin_node(fdt, "psci");
        fdt_property(fdt, "compatible", compatible, sizeof(compatible));
        fdt_property_string(fdt, "method", variant->method);
        fdt_end_node(fdt);
    }
    fdt_begin_node(fdt, "pl011@9000000");
    fdt_property(fdt, "compatible", "arm,pl011\0arm,primecell", 24);
    put_reg(fdt, 0x9000000, 0x1000);
    fdt_end_node(fdt);
    fdt_begin_node(fdt, "bus");
    put_cells(fdt, 2, 2);
    fdt_property(fdt, "ranges", "12345678", 8);
    fdt_begin_node(fdt, "pl011@1000");
    fdt_property_string(fdt, "compatible", "arm,pl011");
    put_reg(fdt, 0x1000, 0x1000);
    fdt_end_node(fdt);
    fdt_end_node(fdt);
}

static void put_reserved(void *fdt)
{
    fdt_begin_node(fdt, "reserved-memory");
    put_cells(fdt, 2, 2);
    fdt_property(fdt, "ranges", "", 0);
    fdt_begin_node(fdt, "fixed@50000000");
    put_reg(fdt, 0x50000000, 0x2000);
    fdt_end_node(fdt);
    fdt_begin_node(fdt, "anywhere");
    fdt_property_u64(fdt, "size", 0x10000);
    fdt_end_node(fdt);
    fdt_end_node(fdt);
}

/* A new blob, the caller's to free. */
static void *make_blob(const struct variant *variant)
{
    void *fdt = malloc(BLOB_SIZE);

    fdt_create(fdt, BLOB_SIZE);
    if (variant->reserve) {
        fdt_add_reservemap_entry(fdt, 0x60000000, 0x1234);
    }
    fdt_finish_reservemap(fdt);
    fdt_begin_node(fdt, "");
    put_cells(fdt, 2, 2);
    fdt_property_string(fdt, "compatible", "linux,dummy-virt");
    for (unsigned i = 0; i < variant->memories; i++) {
        char name[32];

        snprintf(name, sizeof(name), "memory@%x", (2 * i + 1) << 30);
        fdt_begin_node(fdt, name);
        fdt_property_string(fdt, "device_type", "memory");
        put_reg(fdt, (uint64_t)(2 * i + 1) << 30, UINT64_C(1) << 30);
        fdt_end_node(fdt);
    }
    put_cpus(fdt, variant);
    put_devices(fdt, variant);
    if (variant->reserve) {
        put_reserved(fdt);
    }
    fdt_begin_node(fdt, "chosen");
    fdt_property_string(fdt, "bootargs", variant->bootargs);
    if (variant->stdout_path != NULL) {
        fdt_property_string(fdt, "stdout-path", variant->stdout_path);
    }
    fdt_end_node(fdt);
    fdt_end_node(fdt);
    assert_int_equal(fdt_finish(fdt), 0);
    return fdt;
}

static enum loader_error read_variant(const struct variant *variant, struct machine *machine)
{
    void *blob = make_blob(variant);
    enum loader_error error;

    assert_int_equal(devtree_check(blob), LOADER_OK);
    error = devtree_read(blob, UINT64_C(0x80000000), machine);
    free(blob);
    return error;
}

static void test_usual(void **state)
{
    struct machine machine;

    (void)state;
    assert_int_equal(read_variant(&usual, &machine), LOADER_OK);
    assert_int_equal(machine.ram.count, 1);
    assert_int_equal(machine.ram.range[0].start, 0x40000000);
    assert_int_equal(machine.ram.range[0].end, 0x80000000);
    assert_int_equal(machine.reserved.count, 0);
    assert_int_equal(machine.cores, 4);
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(machine.affinity[i], i);
    }
    assert_int_equal(machine.conduit, PSCI_HVC);
    assert_int_equal(machine.uart_base, 0x9000000);
    assert_false(machine.verbose);
}

static void test_memory(void **state)
{
    struct variant variant = usual;
    struct machine machine;

    (void)state;
    variant.memories = 3;
    variant.reserve = true;
    assert_int_equal(read_variant(&variant, &machine), LOADER_OK);
    assert_int_equal(machine.ram.count, 3);
    assert_int_equal(machine.ram.range[2].start, UINT64_C(5) << 30);
    assert_int_equal(machine.ram.range[2].end, UINT64_C(6) << 30);
    assert_int_equal(machine.reserved.count, 2);
    assert_int_equal(machine.reserved.range[0].start, 0x50000000);
    assert_int_equal(machine.reserved.range[0].end, 0x50002000);
    assert_int_equal(machine.reserved.range[1].end, 0x60001234);
    variant.memories = 0;
    assert_int_equal(read_variant(&variant, &machine), LOADER_DT_MEMORY);
}

static void test_cores(void **state)
{
    struct variant variant = usual;
    struct machine machine;
    void *blob;

    (void)state;
    variant.cpu1_status = "disabled";
    assert_int_equal(read_variant(&variant, &machine), LOADER_OK);
    assert_int_equal(machine.cores, 3);
    assert_int_equal(machine.affinity[1], 2);
    variant = usual;
    variant.cores = 12;
    assert_int_equal(read_variant(&variant, &machine), LOADER_OK);
    assert_int_equal(machine.cores, BOOT_MAX_CORES);
    assert_int_equal(machine.affinity[7], 7);
    variant.cores = 0;
    assert_int_equal(read_variant(&variant, &machine), LOADER_DT_CPUS);

    /* The running core is number 0 wherever its node stands. */
    blob = make_blob(&usual);
    assert_int_equal(devtree_read(blob, UINT64_C(0x80000002), &machine), LOADER_OK);
    assert_int_equal(machine.cores, 4);
    assert_int_equal(machine.affinity[0], 2);
    assert_int_equal(machine.affinity[1], 0);
    assert_int_equal(machine.affinity[2], 1);
    assert_int_equal(machine.affinity[3], 3);
    assert_int_equal(devtree_read(blob, 77, &machine), LOADER_DT_CPUS);
    free(blob);
}

static void test_psci(void **state)
{
    struct variant variant = usual;
    struct machine machine;

    (void)state;
    variant.method = "smc";
    assert_int_equal(read_variant(&variant, &machine), LOADER_OK);
    assert_int_equal(machine.conduit, PSCI_SMC);
    variant.method = "pigeon";
    assert_int_equal(read_variant(&variant, &machine), LOADER_OK);
    assert_int_equal(machine.conduit, PSCI_NONE);
    variant.method = NULL;
    assert_int_equal(read_variant(&variant, &machine), LOADER_OK);
    assert_int_equal(machine.conduit, PSCI_NONE);
}

static void test_console(void **state)
{
    static const struct {
        const char *path;
        uint64_t base;
    } cases[] = {
        {"/pl011@9000000:115200n8", 0x9000000},
        {"/pl011@9000001", 0},
        {"/cpus", 0},
        {"/bus/pl011@1000", 0}, /* addresses behind that bus are not physical */
        {"", 0},
        {NULL, 0},
    };
    struct variant variant = usual;
    struct machine machine;

    (void)state;
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        variant.stdout_path = cases[i].path;
        assert_int_equal(read_variant(&variant, &machine), LOADER_OK);
        assert_int_equal(machine.uart_base, cases[i].base);
    }
}

static void test_verbose(void **state)
{
    static const struct {
        const char *bootargs;
        bool verbose;
    } cases[] = {
        {"loader=verbose", true},
        {"log=info  loader=verbose x", true},
        {"loader=verbosely", false},
        {"xloader=verbose", false},
        {"log=info loader=verbose", true},
        {"", false},
        {"loader=verb", false},
    };
    struct variant variant = usual;
    struct machine machine;

    (void)state;
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        variant.bootargs = cases[i].bootargs;
        assert_int_equal(read_variant(&variant, &machine), LOADER_OK);
        assert_int_equal(machine.verbose, cases[i].verbose);
    }
}

static void test_absent_and_malformed(void **state)
{
    void *blob = make_blob(&usual);

    (void)state;
    fdt_set_magic(blob, 0x12345678);
    assert_int_equal(devtree_check(blob), LOADER_DT_ABSENT);
    fdt_set_magic(blob, FDT_MAGIC);
    fdt_set_totalsize(blob, 0x7fffffff);
    assert_int_equal(devtree_check(blob), LOADER_DT_MALFORMED);
    fdt_set_totalsize(blob, fdt_off_dt_struct(blob) + 4);
    assert_int_equal(devtree_check(blob), LOADER_DT_MALFORMED);
    free(blob);
}

/* Packed in place, moved by part of its own length, and still the same tree. */
static void test_pack_and_move(void **state)
{
    uint8_t *area = malloc(BLOB_SIZE + 64);
    void *blob = make_blob(&usual);
    void *room = malloc(BLOB_SIZE);
    struct machine before;
    struct machine after;
    uint64_t size;

    (void)state;
    assert_int_equal(fdt_open_into(blob, room, BLOB_SIZE), 0);
    assert_int_equal(devtree_read(room, 0, &before), LOADER_OK);
    assert_int_equal(devtree_pack(room, &size), LOADER_OK);
    assert_true(size < BLOB_SIZE / 2 + BLOB_SIZE / 4);
    memcpy(area, room, size);
    memmove(area + 64, area, size);
    assert_int_equal(devtree_check(area + 64), LOADER_OK);
    assert_int_equal(fdt_totalsize(area + 64), size);
    assert_int_equal(devtree_read(area + 64, 0, &after), LOADER_OK);
    assert_memory_equal(&before, &after, sizeof(before));
    free(room);
    free(blob);
    free(area);
}

/* Every byte of the tree set to some values, in a block of exactly the tree's size. */
static void test_any_byte(void **state)
{
    static const uint8_t values[] = {0x00, 0x01, 0x03, 0x7f, 0x80, 0xff};
    struct variant variant = usual;
    uint64_t size;
    void *blob;

    (void)state;
    variant.reserve = true;
    blob = make_blob(&variant);
    assert_int_equal(devtree_pack(blob, &size), LOADER_OK);
    for (uint64_t at = 0; at < size; at++) {
        for (unsigned v = 0; v < sizeof(values); v++) {
            uint8_t *copy = malloc(size);
            struct machine machine;
            uint64_t packed;

            memcpy(copy, blob, size);
            copy[at] = values[v];
            /* No reader can know where the memory behind a wrong size ends. */
            if (fdt_totalsize(copy) <= size && devtree_check(copy) == LOADER_OK) {
                devtree_read(copy, 0, &machine);
                devtree_pack(copy, &packed);
            }
            free(copy);
        }
    }
    free(blob);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usual),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_cores),
        cmocka_unit_test(test_psci),
        cmocka_unit_test(test_console),
        cmocka_unit_test(test_verbose),
        cmocka_unit_test(test_absent_and_malformed),
        cmocka_unit_test(test_pack_and_move),
        cmocka_unit_test(test_any_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
