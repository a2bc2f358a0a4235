// SPDX-License-Identifier: BSD-2-Clause
/*
 * One core. A thread is stopped at interrupt points only, so plain C is restartable enough.
 */

#include <ax/core/assert.h>
#include <ax/hal/arch/probe.h>
#include <ax/hal/percpu.h>

static struct ax_percpu cpus[AX_MAX_CPUS] = {{.irq_count = 1}};

static void no_point(void)
{
}

void (*ax_arch_irq_point)(void) = no_point;

struct ax_percpu *ax_percpu(void)
{
    return &cpus[0];
}

struct ax_percpu *ax_percpu_of(unsigned cpu)
{
    return &cpus[cpu];
}

void *ax_percpu_current(void)
{
    return cpus[0].current;
}

unsigned ax_cpu_id(void)
{
    return cpus[0].cpu_id;
}

struct ax_percpu *ax_irq_save(void)
{
    if (cpus[0].irq_count == 0) {
        ax_arch_irq_point();
    }
    cpus[0].irq_count++;
    return &cpus[0];
}

void ax_irq_restore(void)
{
    ax_assert(cpus[0].irq_count > 0);
    cpus[0].irq_count--;
    if (cpus[0].irq_count == 0) {
        if (cpus[0].attention != 0) {
            ax_hal_irq_attention();
        }
        ax_arch_irq_point();
    }
}

void ax_irq_restore_on(struct ax_percpu *cpu)
{
    ax_assert(cpu == &cpus[0]);
    ax_irq_restore();
}

void ax_irq_restore_last(struct ax_percpu *cpu)
{
    ax_assert(cpu == &cpus[0] && cpu->irq_count == 1);
    ax_irq_restore();
}

bool ax_irq_enabled(void)
{
    return cpus[0].masked == 0;
}

bool ax_in_irq(void)
{
    return cpus[0].in_irq != 0;
}
