// SPDX-License-Identifier: BSD-2-Clause

#include "stress.h"

/* The order of struct counters. Of what is kept for the next task only the sum of used and kept can
 * differ. */
static const char *const names[] = {
    "bytes of the heap",
    "blocks of the heap",
    "pages outside the heap",
    "bytes of stacks",
    "bytes of objects",
    "capability slots",
    "threads",
    "tasks living",
    "tasks ended",
    "tasks held",
    "timers",
    "interrupt sources",
    "pages mapped",
    "frames",
    "areas",
};

_Static_assert(AX_ARRAY_LEN(names) <= AX_ARRAY_LEN(((struct counters *)0)->values), "all fit");

/* The gc tasks may still be at work on tasks that have ended. */
static void let_gc_finish(struct ax_task_stats *tasks)
{
    uint64_t deadline = ax_deadline_after(PATIENCE_NS);

    ax_task_stats(tasks);
    while (tasks->ended > 0) {
        CHECK(NULL, ax_hal_time_now_ns() < deadline);
        ax_task_sleep_ns(AX_NS_PER_MS);
        ax_task_stats(tasks);
    }
}

static uint64_t interrupt_sources(void)
{
    struct ax_hal_irq_stat stat;
    unsigned n = 0;

    while (ax_hal_irq_stat(n, &stat) == 0) {
        n++;
    }
    return n;
}

void counters_read(struct counters *out)
{
    struct ax_task_stats tasks;
    struct ax_alloc_stats memory;
    struct ax_hal_stats hal;
    struct ax_hal_paging_stats paging;
    struct ax_aspace_stats areas;

    let_gc_finish(&tasks);
    ax_alloc_stats(&memory);
    ax_hal_stats(&hal);
    ax_hal_paging_stats(&paging);
    ax_aspace_stats(ax_aspace_own(), &areas);
    *out = (struct counters){
        {memory.heap_used - tasks.spare_bytes, memory.heap_blocks - tasks.spare,
         memory.pages_used - memory.heap_pages, hal.stack_used,
         hal.object_used - hal.object_cached - hal.object_kept,
         hal.slots_used - hal.slots_cached - hal.slots_kept, hal.threads, tasks.living, tasks.ended,
         tasks.held, tasks.timers, interrupt_sources(), paging.pages, paging.frames, areas.areas}};
}

unsigned counters_compare(const struct counters *before, const struct counters *after)
{
    unsigned different = 0;

    for (size_t i = 0; i < AX_ARRAY_LEN(names); i++) {
        if (before->values[i] != after->values[i]) {
            different++;
            ax_printf("stress: %s: %llu before, %llu afterwards\n", names[i],
                      (unsigned long long)before->values[i], (unsigned long long)after->values[i]);
        }
    }
    return different;
}
