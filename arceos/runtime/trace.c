// SPDX-License-Identifier: BSD-2-Clause
/*
 * The memory of the event rings: contiguous, because who reads them from outside knows physical
 * addresses only, and never given back.
 */

#include <ax/alloc.h>
#include <ax/core/errno.h>
#include <ax/core/string.h>
#include <ax/dma.h>
#include <ax/hal/percpu.h>
#include <ax/hal/power.h>
#include <ax/hal/time.h>
#include <ax/hal/trace.h>

#include "private.h"

static struct ax_trace_ring *rings[AX_MAX_CPUS][2];

/* Zeroed memory; its address for outside in *paddr. NULL: there is none left. */
static void *take(size_t size, uint64_t *paddr)
{
    struct ax_dma memory;

    if (ax_dma_alloc(size, AX_PAGE_SIZE, &memory) != 0) {
        return NULL;
    }
    *paddr = memory.paddr;
    return memory.vaddr;
}

static int make_rings(struct ax_trace_header *header, unsigned cpu)
{
    for (unsigned i = 0; i < 2; i++) {
        rings[cpu][i] = take(sizeof(struct ax_trace_ring), &header->rings[cpu][i]);
        if (rings[cpu][i] == NULL) {
            return -AX_ENOMEM;
        }
    }
    return 0;
}

int ax_trace_init(void)
{
    uint64_t self = 0, names_at = 0;
    struct ax_trace_header *header = take(sizeof(*header), &self);
    struct ax_trace_name *names = take(AX_TRACE_NAMES * sizeof(*names), &names_at);

    if (header == NULL || names == NULL) {
        return -AX_ENOMEM;
    }
    header->self = self;
    header->names = names_at;
    header->frequency = ax_hal_time_frequency();
    header->cpus = ax_hal_cpu_count();
    for (unsigned cpu = 0; cpu < ax_hal_cpu_count(); cpu++) {
        int err = make_rings(header, cpu);
        if (err != 0) {
            return err;
        }
    }
    ax_trace_set_header(header, names);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    memcpy(header->magic, AX_TRACE_MAGIC, sizeof(AX_TRACE_MAGIC));
    return 0;
}

void ax_trace_attach(unsigned cpu)
{
    struct ax_percpu *block = ax_percpu(); /* bring-up context: the count is raised */

    block->trace[0] = rings[cpu][0];
    block->trace[1] = rings[cpu][1];
}
