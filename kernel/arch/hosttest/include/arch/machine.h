// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Memory of the test process is the kernel's memory; an interrupt waits when the test says so. */

#include <kernel/types.h>

static inline kptr_t phys_to_kernel(paddr_t address)
{
    return address;
}

static inline paddr_t kernel_to_phys(kptr_t address)
{
    return address;
}

bool preempt_pending(void);
