// SPDX-License-Identifier: BSD-2-Clause

#include <ax/hal/stats.h>

#include "frames.h"
#include "plat.h"

void ax_hal_stats(struct ax_hal_stats *out)
{
    const struct oskit_pool *objects = plat_object_pool();
    struct plat_thread_stats threads = plat_thread_stats();
    struct plat_stack_stats stacks = plat_stack_stats();
    struct plat_frame_stats frames = plat_frame_stats();
    struct plat_store_stats stores = plat_store_stats();
    struct plat_kept_stats kept = plat_kept_stats();

    *out = (struct ax_hal_stats){
        .slots_total = plat_cspace()->slots_total + stores.slots_total,
        .slots_used = plat_cspace()->slots_used + stores.slots_used,
        .slots_cached = threads.cached_slots + stacks.cached / AX_PAGE_SIZE + frames.cached_slots,
        .slots_kept = kept.slots + stores.kept.slots,
        .object_total = objects->total_bytes,
        .object_used = objects->used_bytes - stores.free_bytes, /* lent counts as used there */
        .object_cached = threads.cached << plat_thread_bits(),
        .object_kept = kept.bytes + stores.kept.bytes,
        .threads = plat_model_tasks(),
        .threads_cached = threads.cached,
        .stack_used = stacks.used,
        .stack_cached = stacks.cached,
        .stack_total = stacks.total,
        .switches = plat_switch_count(),
        .preempted = plat_preempt_count(),
        .kicks = plat_kick_count(),
        .interrupts = plat_irq_total(),
        .faults = plat_fault_count(),
    };
    plat_memory_stats(&out->memory_total, &out->reserve_total);
    /* All that stacks could have is not used by them: free memory, and what they keep. */
    out->reserve_used = out->reserve_total - (stacks.total - stacks.used) - frames.cached_bytes;
}
