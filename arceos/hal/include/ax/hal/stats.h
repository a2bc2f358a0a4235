// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the platform has given out, for `free` and `caps`. Exact: after every task that was created
 * is gone and collected, each "in use", less what is cached and kept, is where it was.
 */
#pragma once

#include <ax/core/types.h>

/* Counters of the platform, a snapshot. */
struct ax_hal_stats {
    /* Kernel objects and what they are made of; all 0 on platforms without. */
    uint64_t slots_total;   /* Capability slots. */
    uint64_t slots_used;    /* Cached ones included. */
    uint64_t slots_cached;  /* Of them, those of stacks and objects kept for the next task. */
    uint64_t slots_kept;    /* Of them, those of page tables, of tables and of parts of untyped
                             * memory: made when they are first wanted, and kept. */
    uint64_t object_total;  /* Bytes of untyped memory for kernel objects. */
    uint64_t object_used;   /* Bytes of it in objects, cached ones included. */
    uint64_t object_cached; /* Bytes of it kept for the next task. */
    uint64_t object_kept;   /* Bytes of it in page tables and tables, kept likewise. */
    uint64_t memory_total;  /* Bytes of memory given as heap. */
    uint64_t reserve_total; /* Bytes kept unmapped for mm and user space. */
    uint64_t reserve_used;  /* Without what is kept for the next stacks and frames. */

    /* Threads and their stacks. */
    uint64_t threads;        /* Created and not destroyed. */
    uint64_t threads_cached; /* Object sets ready for reuse. */
    uint64_t stack_used;     /* Bytes of frames in stacks of living threads. */
    uint64_t stack_cached;   /* Bytes of frames in stacks ready for reuse. */
    uint64_t stack_total;    /* Bytes the pool can hold. */

    /* Events since start, on all cores. */
    uint64_t switches;   /* Threads switched to, but for switches in user space. */
    uint64_t preempted;  /* Of these, by injected yields. */
    uint64_t kicks;      /* Of one core by another (ax_hal_cpu_kick). */
    uint64_t interrupts; /* Handlers run. */
    uint64_t faults;     /* Faults of tasks, handled ones included. */
};

/* Fills *out. Any context. */
void ax_hal_stats(struct ax_hal_stats *out);
