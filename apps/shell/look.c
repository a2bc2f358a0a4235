// SPDX-License-Identifier: BSD-2-Clause
/* Looking at the system: ps, date, irqs, caps, uptime. */

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

/* Days from 1 March of year 0 to the first of March of year `y`, Gregorian. */
static uint64_t days_to_march(uint64_t y)
{
    return 365 * y + y / 4 - y / 100 + y / 400;
}

int command_date(int argc, char **argv)
{
    uint64_t seconds = ax_hal_wall_time_ns() / AX_NS_PER_SEC;
    /* 719468 days from 1 March of year 0 to 1 January 1970: years that begin in March end with the
     * leap day. */
    uint64_t days = seconds / 86400 + 719468;
    uint64_t year = days / 366;
    unsigned month = 0; /* 0 = March */

    (void)argc;
    (void)argv;
    while (days_to_march(year + 1) <= days) {
        year++;
    }
    unsigned day = (unsigned)(days - days_to_march(year));
    /* From March on, months have 31, 30, 31, 30, 31 days, and again. */
    while ((153 * (month + 1) + 2) / 5 <= day) {
        month++;
    }
    day -= (153 * month + 2) / 5;
    ax_printf("%04llu-%02u-%02u %02llu:%02llu:%02llu UTC\n",
              (unsigned long long)year + (month >= 10), (month + 2) % 12 + 1, day + 1,
              (unsigned long long)(seconds / 3600 % 24), (unsigned long long)(seconds / 60 % 60),
              (unsigned long long)(seconds % 60));
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
