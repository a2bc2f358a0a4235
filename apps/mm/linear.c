// SPDX-License-Identifier: BSD-2-Clause

#include "mm.h"

#define FRAMES 100u

void test_linear(void)
{
    struct ax_aspace *as = ax_aspace_own();
    uintptr_t one = place(2 * FRAMES);
    uintptr_t two = one + FRAMES * PAGE;
    uint64_t paddr, found;

    must(ax_hal_frames_alloc(FRAMES, &paddr), "frames");
    must(ax_aspace_map_linear(as, one, paddr, FRAMES * PAGE, RW), "map");
    must(ax_aspace_map_linear(as, two, paddr, FRAMES * PAGE, AX_MEM_READ), "map");
    for (size_t i = 0; i < FRAMES; i++) {
        volatile uint64_t *p = (volatile uint64_t *)(one + i * PAGE);

        ax_assert(*p == 0);
        *p = i;
        ax_assert(*(volatile uint64_t *)(two + i * PAGE) == i);
        must(ax_hal_virt_to_phys((void *)(two + i * PAGE), &found), "physical address");
        ax_assert(found == paddr + i * PAGE);
    }
    must(ax_hal_frames_free(paddr, FRAMES), "give back");
    ax_assert(ax_hal_frames_free(paddr, 1) == -AX_EFAULT);
    must(ax_aspace_unmap(as, one, FRAMES * PAGE), "unmap");
    ax_assert(*(volatile uint64_t *)(two + 77 * PAGE) == 77);
    must(ax_aspace_unmap(as, two, FRAMES * PAGE), "unmap");

    /* The same frames come again, zeroed. */
    must(ax_hal_frames_alloc(FRAMES, &paddr), "frames");
    must(ax_aspace_map_linear(as, one, paddr, FRAMES * PAGE, AX_MEM_READ), "map");
    for (size_t i = 0; i < FRAMES; i++) {
        ax_assert(*(volatile uint64_t *)(one + i * PAGE) == 0);
    }
    must(ax_aspace_unmap(as, one, FRAMES * PAGE), "unmap");
    must(ax_hal_frames_free(paddr, FRAMES), "give back");
    ax_assert(ax_aspace_map_linear(as, one, paddr, PAGE, RW) == -AX_EFAULT);
}

void test_exhaustion(void)
{
    struct ax_aspace *as = ax_aspace_own();
    struct ax_hal_stats stats;

    ax_hal_stats(&stats);
    /* Large machines: filling all of their memory takes too long. */
    size_t size = AX_MIN(stats.reserve_total, 64 * AX_MIB);
    size_t much = stats.reserve_total / PAGE + 1;
    uintptr_t start = place(much);

    must(ax_aspace_map_alloc(as, start, size / 4, RW, true), "map");
    *(volatile uint64_t *)start = 5;
    if (size == stats.reserve_total) {
        int err = ax_aspace_map_alloc(as, start + size / 4, size, RW, true);
        ax_assert(err == -AX_ENOMEM);
        ax_assert(pages_mapped() == size / 4 / PAGE);
    }
    must(ax_aspace_map_alloc(as, start + size / 4, much * PAGE - size / 4, RW, false), "promise");
    ax_assert(*(volatile uint64_t *)start == 5);
    must(ax_aspace_unmap(as, start, much * PAGE), "unmap");
}
