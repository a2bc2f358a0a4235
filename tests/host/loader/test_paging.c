// SPDX-License-Identifier: BSD-2-Clause
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <loader/paging.h>

#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

#define TABLES     16
#define ADDRESS    UINT64_C(0x0000fffffffff000)
#define ATTRIBUTES (~ADDRESS & ~UINT64_C(3))
#define NOWHERE    UINT64_MAX

static struct paging_table *memory;
static struct paging_pool pool;
static struct paging_table *root;

static int setup(void **state)
{
    (void)state;
    memory = aligned_alloc(sizeof(*memory), TABLES * sizeof(*memory));
    memset(memory, 0xa5, TABLES * sizeof(*memory));
    pool = (struct paging_pool){memory, TABLES, 0};
    root = paging_new_table(&pool);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

/* Walks as the hardware does. Returns the physical address, and the size and bits of the leaf. */
static uint64_t walk(uint64_t virt, uint64_t *size, uint64_t *bits)
{
    const struct paging_table *table = root;

    for (unsigned level = 0; level < 4; level++) {
        uint64_t span = PAGE_SIZE << (9 * (3 - level));
        uint64_t entry = table->entry[virt / span % PAGING_ENTRIES];

        if ((entry & 1) == 0) {
            return NOWHERE;
        }
        if (level == 3 || (entry & 2) == 0) {
            assert_true(level > 0);
            assert_int_equal(entry & 3, level == 3 ? 3 : 1);
            assert_int_equal((entry & ADDRESS) % span, 0);
            *size = span;
            *bits = entry & ATTRIBUTES;
            return (entry & ADDRESS) + virt % span;
        }
        table = (const struct paging_table *)(entry & ADDRESS);
        assert_true(table > memory && table < memory + TABLES);
    }
    return NOWHERE;
}

static void assert_maps(uint64_t virt, uint64_t phys, uint64_t leaf)
{
    uint64_t size = 0;
    uint64_t bits = 0;

    assert_int_equal(walk(virt, &size, &bits), phys);
    assert_int_equal(size, leaf);
}

static void assert_unmapped(uint64_t virt)
{
    uint64_t size;
    uint64_t bits;

    assert_int_equal(walk(virt, &size, &bits), NOWHERE);
}

static void test_largest_leaves(void **state)
{
    struct range range = {GIB - 2 * MIB - 4 * KIB, 3 * GIB + 2 * MIB + 8 * KIB};

    (void)state;
    assert_int_equal(paging_map(&pool, root, range.start, range, PAGING_DATA), LOADER_OK);
    assert_maps(range.start, range.start, 4 * KIB);
    assert_maps(GIB - 2 * MIB, GIB - 2 * MIB, 2 * MIB);
    assert_maps(GIB - 1, GIB - 1, 2 * MIB);
    assert_maps(GIB, GIB, GIB);
    assert_maps(3 * GIB - 1, 3 * GIB - 1, GIB);
    assert_maps(3 * GIB + 5, 3 * GIB + 5, 2 * MIB);
    assert_maps(range.end - 1, range.end - 1, 4 * KIB);
    assert_unmapped(range.start - 1);
    assert_unmapped(range.end);
}

static void test_upper_half(void **state)
{
    const uint64_t virt = UINT64_C(0xffffff8040000000);

    (void)state;
    assert_int_equal(
        paging_map(&pool, root, virt, (struct range){GIB, GIB + 4 * MIB}, PAGING_EVERYTHING),
        LOADER_OK);
    assert_maps(virt, GIB, 2 * MIB);
    assert_maps(virt + 4 * MIB - 1, GIB + 4 * MIB - 1, 2 * MIB);
    assert_unmapped(virt + 4 * MIB);
    assert_unmapped(virt - 1);
}

static void test_odd_offset_takes_pages(void **state)
{
    const uint64_t virt = UINT64_C(0xffff808000201000);

    (void)state;
    assert_int_equal(
        paging_map(&pool, root, virt, (struct range){GIB, GIB + 4 * MIB}, PAGING_EVERYTHING),
        LOADER_OK);
    assert_maps(virt, GIB, 4 * KIB);
    assert_maps(virt + 3 * MIB + 7, GIB + 3 * MIB + 7, 4 * KIB);
}

static uint64_t bits_of(enum paging_kind kind)
{
    uint64_t virt = (kind + 1) * GIB;
    uint64_t size;
    uint64_t bits = 0;

    assert_int_equal(paging_map(&pool, root, virt, (struct range){virt, virt + PAGE_SIZE}, kind),
                     LOADER_OK);
    assert_int_equal(walk(virt, &size, &bits), virt);
    return bits;
}

/* AttrIndx 4:2, AP 7:6, SH 9:8, AF 10, nG 11, PXN 53, UXN 54 (Arm ARM D8.3). */
static void test_attributes(void **state)
{
    const uint64_t pxn = UINT64_C(1) << 53;
    const uint64_t uxn = UINT64_C(1) << 54;
    const uint64_t always = 1 << 11 | 1 << 10 | uxn;
    const uint64_t normal = 4 << 2 | 3 << 8;

    (void)state;
    assert_int_equal(bits_of(PAGING_DEVICE), always | pxn);
    assert_int_equal(bits_of(PAGING_DATA), always | normal | pxn);
    assert_int_equal(bits_of(PAGING_TEXT), always | normal | 2 << 6);
    assert_int_equal(bits_of(PAGING_EVERYTHING), always | normal);
}

static void test_errors(void **state)
{
    struct range page = {GIB, GIB + PAGE_SIZE};
    struct range block = {GIB, GIB + 2 * MIB};
    struct paging_pool empty = {memory, 2, 2};

    (void)state;
    assert_int_equal(paging_map(&pool, root, GIB + 1, page, PAGING_DATA), LOADER_MAP_UNALIGNED);
    page.end++;
    assert_int_equal(paging_map(&pool, root, GIB, page, PAGING_DATA), LOADER_MAP_UNALIGNED);
    page.end--;
    assert_int_equal(paging_map(&empty, root, GIB, page, PAGING_DATA), LOADER_MAP_TABLES);
    assert_int_equal(paging_map(&pool, root, GIB, page, PAGING_DATA), LOADER_OK);
    assert_int_equal(paging_map(&pool, root, GIB, page, PAGING_DATA), LOADER_MAP_CONFLICT);
    assert_int_equal(paging_map(&pool, root, GIB, block, PAGING_DATA), LOADER_MAP_CONFLICT);
    assert_int_equal(paging_map(&pool, root, 2 * GIB, block, PAGING_DATA), LOADER_OK);
    assert_int_equal(paging_map(&pool, root, 2 * GIB + PAGE_SIZE, page, PAGING_DATA),
                     LOADER_MAP_CONFLICT);
    assert_int_equal(paging_map(&pool, root, GIB, (struct range){GIB, GIB}, PAGING_DATA),
                     LOADER_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_largest_leaves, setup, teardown),
        cmocka_unit_test_setup_teardown(test_upper_half, setup, teardown),
        cmocka_unit_test_setup_teardown(test_odd_offset_takes_pages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_attributes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_errors, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
