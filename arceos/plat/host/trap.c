// SPDX-License-Identifier: BSD-2-Clause

#include <execinfo.h>

#include "host.h"

static uint64_t faults;

void ax_host_fault(struct ax_trap *trap)
{
    struct ax_percpu *cpu = ax_percpu();
    bool fatal = cpu->irq_count != 0 || cpu->in_irq != 0 || cpu->current == NULL;

    faults++;
    if (!fatal) {
        cpu->in_irq = 1;
        bool done = ax_hal_trap_dispatch(trap);
        cpu->in_irq = 0;
        if (done) {
            return;
        }
    }
    ax_printf("fault: %s, address %#lx\n", ax_trap_describe(trap->kind), trap->addr);
    if (fatal) {
        ax_hal_shutdown(AX_EXIT_PANIC);
    }
    ax_hal_task_hooks()->fault_exit(AX_EXIT_FAULT);
}

size_t ax_hal_backtrace(const struct ax_arch_regs *regs, uintptr_t *pcs, size_t max)
{
    void *frames[64];
    int n = backtrace(frames, (int)AX_MIN(max + 1, AX_ARRAY_LEN(frames)));
    size_t count = 0;

    (void)regs;
    for (int i = 1; i < n; i++) {
        pcs[count++] = (uintptr_t)frames[i];
    }
    return count;
}

uint64_t host_faults(void)
{
    return faults;
}
