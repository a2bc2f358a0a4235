// SPDX-License-Identifier: BSD-2-Clause

#include <ax/hal/spinlock.h>
#include <ax/hal/trace.h>

static bool owned(const struct ax_spinlock *lock, uint32_t ticket)
{
    return __atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) == ticket;
}

/* One event, at the end: a wait that is cut short by the end of the system is not missed. */
void ax_trace_spin(struct ax_spinlock *lock, uint32_t ticket)
{
    if (owned(lock, ticket)) {
        return;
    }
    uint64_t began = ax_arch_counter();
    do {
        ax_cpu_relax();
    } while (!owned(lock, ticket));
    uint64_t ticks = ax_arch_counter() - began;
    ax_trace_event(AX_TRACE_LOCK, (uintptr_t)lock, (uint32_t)AX_MIN(ticks, 0xfffffful));
}
