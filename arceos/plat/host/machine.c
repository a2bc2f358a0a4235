// SPDX-License-Identifier: BSD-2-Clause
/*
 * Start, end, and what a process has none of: other cores, thread-local templates.
 */

#include <stdio.h>
#include <unistd.h>

#include "host.h"

struct ax_host_config ax_host;

void ax_host_configure(const struct ax_host_config *config)
{
    ax_host = *config;
}

void ax_hal_init_early(void)
{
    ax_hal_init_percpu(0);
}

void ax_hal_init_percpu(unsigned cpu)
{
    ax_percpu_of(cpu)->cpu_id = cpu;
}

int ax_hal_init_late(void)
{
    if (ax_host.wall_time != 0) {
        ax_hal_set_wall_time(ax_host.wall_time * AX_NS_PER_SEC);
    }
    return 0;
}

const char *ax_hal_bootargs(void)
{
    return ax_host.bootargs != NULL ? ax_host.bootargs : "";
}

void ax_hal_shutdown(int status)
{
    /* Not exit(): other threads stand in the middle of everything. */
    fflush(NULL);
    _exit(status & 0xff);
}

unsigned ax_hal_cpu_count(void)
{
    return 1;
}

int ax_hal_cpu_start(unsigned cpu)
{
    return cpu == 0 ? -AX_EALREADY : -AX_EINVAL;
}

int ax_hal_cpu_kick(unsigned cpu)
{
    return cpu == 0 ? 0 : -AX_EINVAL;
}

struct ax_hal_tls_template ax_hal_tls_template(void)
{
    return (struct ax_hal_tls_template){.align = 1}; /* Each pthread has its own. */
}

void ax_hal_stats(struct ax_hal_stats *out)
{
    *out = (struct ax_hal_stats){.faults = host_faults()};
    host_thread_stats(out);
    host_irq_stats(out);
    host_stack_stats(out);
}
