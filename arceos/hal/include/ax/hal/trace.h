// SPDX-License-Identifier: BSD-2-Clause
/*
 * Where the core's events go (<ax/trace.h>): one line at each place that is to be seen. Without
 * FEATURES=trace nothing is left of it.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/hal/arch/cpu.h>
#include <ax/hal/percpu.h>
#include <ax/trace.h>

_Static_assert(AX_TRACE_CPUS >= AX_MAX_CPUS, "a ring for each core");

/*
 * Adds an event to this core's ring: fewer than 20 instructions. Count raised, or manager or
 * bring-up context; nothing before the rings are there.
 */
static inline void ax_trace_event(enum ax_trace_kind kind, uint64_t id, uint32_t arg)
{
    if (AX_TRACE) {
        const struct ax_percpu *cpu = ax_percpu();
        struct ax_trace_ring *ring = cpu->trace[cpu->in_irq];

        if (ring != NULL) {
            ax_trace_put(ring, ax_arch_counter(), ax_trace_what(kind, (uint32_t)id, arg));
        }
    }
}

/* The same in any task context. */
static inline void ax_trace_event_masked(enum ax_trace_kind kind, uint64_t id, uint32_t arg)
{
    if (AX_TRACE) {
        ax_irq_save();
        ax_trace_event(kind, id, arg);
        ax_irq_restore();
    }
}
