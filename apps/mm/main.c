// SPDX-License-Identifier: BSD-2-Clause
/*
 * Address spaces over the platform's frames and page tables. Every part leaves all counters where
 * they were.
 */
#include "mm.h"

void must(int err, const char *what)
{
    if (err != 0) {
        ax_panic("%s: %s", what, ax_strerror(err));
    }
}

uintptr_t place(size_t pages)
{
    struct ax_aspace *as = ax_aspace_own();
    uintptr_t start;

    must(ax_aspace_find_free(as, ax_aspace_base(as), pages * PAGE, PAGE, ax_aspace_base(as),
                             ax_aspace_size(as), &start),
         "a free place");
    return start;
}

uint64_t pages_mapped(void)
{
    struct ax_hal_paging_stats stats;

    ax_hal_paging_stats(&stats);
    return stats.pages;
}

/* What must be back where it was: memory, frames, slots, areas. */
struct counters {
    uint64_t heap, reserve, slots, pages, frames, areas;
};

static struct counters counters(void)
{
    struct ax_alloc_stats alloc;
    struct ax_task_stats tasks;
    struct ax_hal_stats hal;
    struct ax_hal_paging_stats paging;
    struct ax_aspace_stats aspace;

    /* The collector gives stacks of ended tasks back. What is kept for the next is not missing. */
    for (ax_task_stats(&tasks); tasks.ended != 0; ax_task_stats(&tasks)) {
        ax_task_sleep_ns(AX_NS_PER_MS);
    }
    ax_alloc_stats(&alloc);
    ax_hal_stats(&hal);
    ax_hal_paging_stats(&paging);
    ax_aspace_stats(ax_aspace_own(), &aspace);
    return (struct counters){alloc.heap_used - tasks.spare_bytes,
                             hal.reserve_used,
                             hal.slots_used - hal.slots_cached - hal.slots_kept,
                             paging.pages,
                             paging.frames,
                             aspace.areas};
}

static void same(const char *what, uint64_t before, uint64_t after)
{
    if (before != after) {
        ax_panic("%s: %llu before, %llu afterwards", what, (unsigned long long)before,
                 (unsigned long long)after);
    }
}

static const struct {
    void (*run)(void);
    const char *line;
} parts[] = {
    {test_populated, "Memory that is mapped at once is there!"},
    {test_lazy, "Memory comes when it is touched!"},
    {test_protect, "Access changes, and is kept to!"},
    {test_unmap, "What is unmapped is gone, and nothing else!"},
    {test_linear, "Frames can be mapped several times!"},
    {test_exhaustion, "What does not fit is refused!"},
    {test_shared, "Tasks that touch the same page get one page!"},
    {test_random, "Tasks map, touch, protect and unmap at random!"},
};

int main(void)
{
    for (size_t i = 0; i < AX_ARRAY_LEN(parts); i++) {
        /* Tables that are made for the first time stay. */
        parts[i].run();
        struct counters before = counters();
        parts[i].run();
        struct counters after = counters();

        same("heap", before.heap, after.heap);
        same("reserve", before.reserve, after.reserve);
        same("slots", before.slots, after.slots);
        same("pages", 0, after.pages);
        same("frames", 0, after.frames);
        same("areas", 0, after.areas);
        ax_puts(parts[i].line);
    }
    ax_puts("All counters are where they were!");
    ax_puts("Address space tests run OK!");
    return 0;
}
