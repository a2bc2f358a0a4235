// SPDX-License-Identifier: BSD-2-Clause
/* Looking at the system: ps, irqs, caps, uptime. */

#include "shell.h"

/* A time as seconds with three digits behind the point. */
#define SECONDS(ns)                                                                                \
    (unsigned long long)((ns) / AX_NS_PER_SEC), (unsigned long long)((ns) / AX_NS_PER_MS % 1000)

static void print_task(const struct ax_task_info *info, void *arg)
{
    (void)arg;
    ax_printf("%5llu  %-16s %-8s %4u %4d %9llu %9llu %7llu.%03llu\n", (unsigned long long)info->id,
              info->name, ax_task_state_name(info->state), info->cpu, info->priority,
              (unsigned long long)info->switches, (unsigned long long)info->preemptions,
              SECONDS(info->cpu_ns));
}

int command_ps(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    ax_printf("%5s  %-16s %-8s %4s %4s %9s %9s %11s\n", "ID", "NAME", "STATE", "CORE", "PRIO",
              "SWITCHES", "PREEMPTED", "TIME");
    ax_task_for_each(print_task, NULL);
    return 0;
}

int command_irqs(int argc, char **argv)
{
    struct ax_hal_irq_stat stat;

    (void)argc;
    (void)argv;
    ax_printf("%-16s %4s  %-8s %10s %12s\n", "SOURCE", "CORE", "STATE", "COUNT", "HELD BACK");
    for (unsigned i = 0; ax_hal_irq_stat(i, &stat) == 0; i++) {
        ax_printf("%-16s %4u  %-8s %10llu %12llu\n", stat.name, stat.cpu,
                  stat.enabled ? "enabled" : "disabled", (unsigned long long)stat.count,
                  (unsigned long long)stat.masked);
    }
    return 0;
}

static void print_share(const char *name, uint64_t used, uint64_t total, const char *unit)
{
    ax_printf("  %-30s %12llu of %12llu %s\n", name, (unsigned long long)used,
              (unsigned long long)total, unit);
}

int command_caps(int argc, char **argv)
{
    struct ax_hal_stats s;

    (void)argc;
    (void)argv;
    ax_hal_stats(&s);
    print_share("capability slots", s.slots_used, s.slots_total, "slots");
    print_share("  of them ready for new threads", s.slots_cached, s.slots_used, "slots");
    print_share("untyped for kernel objects", s.object_used, s.object_total, "bytes");
    print_share("  of it ready for new threads", s.object_cached, s.object_used, "bytes");
    print_share("untyped kept for mm, stacks", s.reserve_used, s.reserve_total, "bytes");
    ax_printf("  %-30s %12llu, %llu ready for reuse\n", "threads", (unsigned long long)s.threads,
              (unsigned long long)s.threads_cached);
    ax_printf("  %-30s %12llu handled or not\n", "faults", (unsigned long long)s.faults);
    return 0;
}

int command_uptime(int argc, char **argv)
{
    struct ax_task_stats tasks;
    struct ax_hal_stats hal;
    uint64_t now = ax_hal_time_now_ns();

    (void)argc;
    (void)argv;
    ax_task_stats(&tasks);
    ax_hal_stats(&hal);
    uint64_t total = now * ax_hal_cpu_count();
    ax_printf("up %llu.%03llu s, %u core%s idle for %llu %% of it\n", SECONDS(now),
              ax_hal_cpu_count(), ax_hal_cpu_count() > 1 ? "s" : "",
              (unsigned long long)(tasks.idle_ns / (total / 100 + 1)));
    ax_printf("%llu tasks made, %llu switches, %llu preemptions, %llu ticks, %llu interrupts\n",
              (unsigned long long)tasks.created, (unsigned long long)tasks.switches,
              (unsigned long long)hal.preempted, (unsigned long long)tasks.ticks,
              (unsigned long long)hal.interrupts);
    return 0;
}
