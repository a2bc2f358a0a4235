// SPDX-License-Identifier: BSD-2-Clause

#include <ax/hal/percpu.h>
#include <ax/hal/thread.h>

/*
 * Count zero: this task may be preempted and go on on another core at any point here. Then the
 * manager has handled what was pending on the old core before it let the task yield, and reading
 * another core's fields at worst asks a manager that has nothing to do. But whoever it asks leaves
 * it to the task whether to yield, which has to be looked up on the core that it is on by then.
 */
void ax_hal_irq_attention(void)
{
    if (ax_in_irq()) {
        return;
    }
    if (__atomic_load_n(&ax_percpu()->irq_pending, __ATOMIC_RELAXED) != 0) {
        ax_plat_irq_kick();
    }
    if (__atomic_load_n(&ax_percpu()->need_resched, __ATOMIC_RELAXED) != 0) {
        ax_hal_task_hooks()->preempt();
    }
}
