// SPDX-License-Identifier: BSD-2-Clause
/* Memory for devices: contiguous, aligned, zeroed, all given back. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <ax/dma.h>

#include "scenario.h"

#define BUFFERS 40

static uint64_t in_use(void)
{
    struct ax_alloc_stats s;

    ax_alloc_stats(&s);
    return s.heap_used + (s.pages_used - s.heap_pages) * AX_PAGE_SIZE;
}

static void check_buffer(const struct ax_dma *dma, size_t size, size_t align)
{
    uint64_t paddr;

    CHECK(dma->vaddr != NULL && dma->size >= size);
    CHECK((uintptr_t)dma->vaddr % align == 0 && dma->paddr % align == 0);
    CHECK((uintptr_t)dma->vaddr % AX_DMA_LINE == 0 && dma->size % AX_DMA_LINE == 0);
    for (size_t i = 0; i < dma->size; i++) {
        CHECK(((uint8_t *)dma->vaddr)[i] == 0);
    }
    for (size_t i = 0; i < dma->size; i += AX_PAGE_SIZE / 2) {
        CHECK_EQ(ax_hal_virt_to_phys((uint8_t *)dma->vaddr + i, &paddr), 0);
        CHECK_EQ(paddr, dma->paddr + i);
    }
}

static void random_buffers(void)
{
    struct ax_dma buffers[BUFFERS] = {0};
    uint64_t before = in_use();

    for (unsigned step = 0; step < 3000; step++) {
        struct ax_dma *dma = &buffers[scenario_random(BUFFERS)];
        size_t size = 1 + scenario_random(1u << (4 + scenario_random(15)));
        size_t align = (size_t)1 << scenario_random(15);

        if (dma->vaddr != NULL) {
            ax_dma_free(dma);
            CHECK(dma->vaddr == NULL && dma->size == 0);
        } else if (ax_dma_alloc(size, align, dma) == 0) {
            check_buffer(dma, size, align);
            memset(dma->vaddr, 0xa5, dma->size);
        } else {
            CHECK(dma->vaddr == NULL);
        }
    }
    for (unsigned i = 0; i < BUFFERS; i++) {
        ax_dma_free(&buffers[i]);
    }
    CHECK_EQ(in_use(), before);
}

static void sizes(void)
{
    struct ax_dma dma;
    uint64_t before = in_use(), paddr;
    static char elsewhere;

    CHECK_EQ(ax_dma_alloc(0, 1, &dma), -AX_EINVAL);
    CHECK_EQ(ax_dma_alloc(1, 0, &dma), -AX_EINVAL);
    CHECK_EQ(ax_dma_alloc(1, 3, &dma), -AX_EINVAL);
    CHECK_EQ(ax_dma_alloc(1, 2 * AX_LARGE_PAGE_SIZE, &dma), -AX_EINVAL);
    CHECK_EQ(ax_dma_alloc(SIZE_MAX, 1, &dma), -AX_EINVAL);
    CHECK_EQ(ax_dma_alloc(SIZE_MAX / 2, 1, &dma), -AX_ENOMEM);
    CHECK(dma.vaddr == NULL);
    ax_dma_free(&dma);
    static const size_t edges[] = {1,    127,  128,  129,     3967,        3968,
                                   3969, 4095, 4096, 2097152, 2 * 2097152, 10 * 1048576 + 1};
    for (unsigned i = 0; i < AX_ARRAY_LEN(edges); i++) {
        CHECK_EQ(ax_dma_alloc(edges[i], 1, &dma), 0);
        check_buffer(&dma, edges[i], 1);
        CHECK_EQ(ax_dma_piece(dma.vaddr, dma.size, &paddr), dma.size);
        CHECK_EQ(paddr, dma.paddr);
        ax_dma_free(&dma);
        CHECK_EQ(in_use(), before);
    }
    CHECK_EQ(ax_dma_piece(&elsewhere, 1, &paddr), 0);
}

static void test_random(void **state)
{
    (void)state;
    scenario_pass(random_buffers, NULL);
}

static void test_sizes(void **state)
{
    (void)state;
    scenario_pass(sizes, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_sizes)};

    return cmocka_run_group_tests_name("alloc/dma", tests, NULL, NULL);
}
