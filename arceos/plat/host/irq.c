// SPDX-License-Identifier: BSD-2-Clause
/*
 * Interrupts: remembered until the count is zero, then handled on the stack of the thread that
 * stands still.
 */

#include <stdio.h>

#include <ax/hal/arch/probe.h>

#include "host.h"

static struct {
    ax_irq_handler handler;
    void *arg;
    bool enabled;
    bool pending;
    bool was_masked;
    uint64_t count;
    uint64_t masked;
} sources[HOST_IRQS];

static uint64_t handled;
static void (*probe)(void);

int ax_hal_irq_register(ax_irq_t irq, ax_irq_handler handler, void *arg,
                        enum ax_irq_trigger trigger)
{
    (void)trigger;
    if (irq >= HOST_IRQS || handler == NULL) {
        return -AX_EINVAL;
    }
    if (sources[irq].handler != NULL) {
        return -AX_EBUSY;
    }
    sources[irq].handler = handler;
    sources[irq].arg = arg;
    sources[irq].enabled = false;
    return 0;
}

static bool known(ax_irq_t irq)
{
    return irq < HOST_IRQS && sources[irq].handler != NULL;
}

int ax_hal_irq_unregister(ax_irq_t irq)
{
    if (!known(irq)) {
        return -AX_ENOENT;
    }
    sources[irq].handler = NULL;
    sources[irq].enabled = false;
    sources[irq].pending = false;
    return 0;
}

/* All cores of the host are one to a device. */
int ax_hal_irq_move(ax_irq_t irq, unsigned cpu)
{
    if (cpu >= ax_hal_cpu_count()) {
        return -AX_EINVAL;
    }
    return known(irq) ? 0 : -AX_ENOENT;
}

/* Delivers what is pending now, or leaves word that something is. */
static void deliver(void)
{
    struct ax_percpu *cpu = ax_percpu();

    if (cpu->irq_count != 0 || cpu->in_irq != 0) {
        cpu->irq_pending = 1;
        return;
    }
    if (host_irq_run() && cpu->current != NULL && ax_hal_task_hooks()->need_resched()) {
        ax_hal_task_hooks()->preempt();
    }
}

int ax_hal_irq_enable(ax_irq_t irq)
{
    if (!known(irq)) {
        return -AX_ENOENT;
    }
    sources[irq].enabled = true;
    if (sources[irq].pending) {
        deliver();
    }
    return 0;
}

int ax_hal_irq_disable(ax_irq_t irq)
{
    if (!known(irq)) {
        return -AX_ENOENT;
    }
    sources[irq].enabled = false;
    return 0;
}

void ax_host_raise(ax_irq_t irq)
{
    if (!known(irq)) {
        return;
    }
    sources[irq].pending = true;
    sources[irq].was_masked = ax_percpu()->irq_count != 0;
    if (sources[irq].enabled) {
        deliver();
    }
}

bool host_irq_run(void)
{
    struct ax_percpu *cpu = ax_percpu();
    bool any = false;
    bool more;

    cpu->in_irq = 1;
    do {
        more = false;
        cpu->irq_pending = 0;
        for (ax_irq_t i = 0; i < HOST_IRQS; i++) {
            if (!sources[i].pending || !sources[i].enabled) {
                continue;
            }
            sources[i].pending = false;
            sources[i].count++;
            sources[i].masked += sources[i].was_masked;
            handled++;
            sources[i].handler(sources[i].arg);
            any = true;
            more = true;
        }
    } while (more);
    cpu->in_irq = 0;
    return any;
}

void ax_plat_irq_kick(void)
{
    host_irq_run();
}

void ax_hal_cpu_wait(void)
{
    ax_assert(ax_percpu()->irq_count == 1 && !ax_in_irq());
    if (probe != NULL) {
        probe();
    }
    while (!host_irq_run()) {
        if (!host_time_skip() && !host_console_wait()) {
            fprintf(stderr, "host: every task waits and nothing will ever happen\n");
            ax_hal_shutdown(AX_EXIT_PANIC);
        }
    }
}

static void point(void)
{
    static bool inside;

    if (!inside && probe != NULL && ax_percpu()->current != NULL && !ax_in_irq()) {
        inside = true;
        probe();
        inside = false;
    }
}

void ax_host_set_probe(void (*new_probe)(void))
{
    probe = new_probe;
    ax_arch_irq_point = point;
}

int ax_hal_irq_stat(unsigned index, struct ax_hal_irq_stat *out)
{
    for (ax_irq_t i = 0; i < HOST_IRQS; i++) {
        if (known(i) && index-- == 0) {
            *out = (struct ax_hal_irq_stat){.irq = i,
                                            .enabled = sources[i].enabled,
                                            .count = sources[i].count,
                                            .masked = sources[i].masked};
            ax_snprintf(out->name, sizeof(out->name), i == HOST_IRQ_TIMER ? "timer" : "irq %u", i);
            return 0;
        }
    }
    return -AX_ENOENT;
}

void host_irq_stats(struct ax_hal_stats *out)
{
    out->interrupts = handled;
}
