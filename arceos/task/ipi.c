// SPDX-License-Identifier: BSD-2-Clause

#include <ax/alloc.h>
#include <ax/core/errno.h>
#include <ax/hal/power.h>
#include <ax/task/ipi.h>

#include "private.h"

struct request {
    struct ax_list link;
    ax_ipi_fn fn;
    void *arg;
};

static struct {
    struct ax_spinlock lock;
    struct ax_list requests; /* Guarded by lock, oldest first. */
} queues[AX_MAX_CPUS];

void ax_ipi_init(void)
{
    for (unsigned cpu = 0; cpu < AX_MAX_CPUS; cpu++) {
        ax_spin_init(&queues[cpu].lock);
        ax_list_init(&queues[cpu].requests);
    }
}

void ax_ipi_run(void)
{
    unsigned cpu = ax_cpu_id();

    for (;;) {
        ax_spin_lock(&queues[cpu].lock);
        struct ax_list *link = ax_list_pop_front(&queues[cpu].requests);
        ax_spin_unlock(&queues[cpu].lock);
        if (link == NULL) {
            return;
        }
        struct request request = *ax_list_entry(link, struct request, link);
        ax_free(ax_list_entry(link, struct request, link));
        request.fn(request.arg);
    }
}

static void send(unsigned cpu, struct request *request)
{
    ax_spin_lock(&queues[cpu].lock);
    ax_list_push_back(&queues[cpu].requests, &request->link);
    ax_spin_unlock(&queues[cpu].lock);
    ax_hal_cpu_kick(cpu);
}

static bool online(unsigned cpu)
{
    return cpu < ax_hal_cpu_count() && __atomic_load_n(&ax_rq_of(cpu)->online, __ATOMIC_ACQUIRE);
}

/* One request for each core of the mask, or none at all. */
static int make(uint64_t mask, ax_ipi_fn fn, void *arg, struct request *made[AX_MAX_CPUS])
{
    for (unsigned cpu = 0; cpu < AX_MAX_CPUS; cpu++) {
        made[cpu] = NULL;
        if ((mask >> cpu & 1) == 0) {
            continue;
        }
        made[cpu] = ax_alloc(sizeof(*made[cpu]));
        if (made[cpu] == NULL) {
            while (cpu-- > 0) {
                ax_free(made[cpu]);
            }
            return -AX_ENOMEM;
        }
        *made[cpu] = (struct request){.fn = fn, .arg = arg};
        ax_list_init(&made[cpu]->link);
    }
    return 0;
}

static int run_on(uint64_t mask, ax_ipi_fn fn, void *arg)
{
    struct request *made[AX_MAX_CPUS];

    ax_irq_save(); /* This core is this core until the end. */
    unsigned self = ax_cpu_id();
    int err = make(mask & ~((uint64_t)1 << self), fn, arg, made);
    for (unsigned cpu = 0; cpu < AX_MAX_CPUS && err == 0; cpu++) {
        if (made[cpu] != NULL) {
            send(cpu, made[cpu]);
        }
    }
    if (err == 0 && (mask >> self & 1) != 0) {
        fn(arg);
    }
    ax_irq_restore();
    return err;
}

int ax_ipi_run_on_cpu(unsigned cpu, ax_ipi_fn fn, void *arg)
{
    return online(cpu) ? run_on((uint64_t)1 << cpu, fn, arg) : -AX_EINVAL;
}

int ax_ipi_run_on_each_cpu(ax_ipi_fn fn, void *arg)
{
    uint64_t mask = 0;

    for (unsigned cpu = 0; cpu < ax_hal_cpu_count(); cpu++) {
        mask |= (uint64_t)online(cpu) << cpu;
    }
    return run_on(mask, fn, arg);
}
