// SPDX-License-Identifier: BSD-2-Clause
/*
 * The bring-up, in ArceOS's order.
 */

#define AX_LOG_TARGET "axruntime"

#include <ax/alloc.h>
#include <ax/core/args.h>
#include <ax/core/assert.h>
#include <ax/core/errno.h>
#include <ax/core/log.h>
#include <ax/core/printf.h>
#include <ax/drivers.h>
#include <ax/hal/arch/cpu.h>
#include <ax/hal/init.h>
#include <ax/hal/percpu.h>
#include <ax/hal/power.h>
#include <ax/hal/thread.h>
#include <ax/mm.h>
#include <ax/runtime.h>
#include <ax/task/task.h>
#include <ax/trace.h>

#include "private.h"

/* What the boot command line chose. */
static struct {
    char scheduler[24];
} choice = {.scheduler = "fifo"};

/* Cores that are done with their bring-up. */
static unsigned cores_ready;

int ax_boot_arg(const char *name, char *buf, size_t n)
{
    return ax_arg_get(ax_hal_bootargs(), name, buf, n);
}

uint64_t ax_boot_number(const char *name, uint64_t otherwise, uint64_t least, uint64_t most)
{
    uint64_t value = otherwise;
    int err = ax_arg_get_number(ax_hal_bootargs(), name, &value);

    if ((err != 0 && err != -AX_ENOENT) || value < least || value > most) {
        ax_printf("%s=: give a number from %llu to %llu\n", name, (unsigned long long)least,
                  (unsigned long long)most);
        ax_system_exit(1);
    }
    return value;
}

void ax_system_exit(int status)
{
    ax_info("Shutting down...");
    ax_hal_shutdown(status);
}

static void read_boot_args(void)
{
    char value[24];

    /* One that is too long is empty then, and so no name either. */
    if (ax_boot_arg("log", value, sizeof(value)) != -AX_ENOENT) {
        int level = ax_log_level_from_name(value);
        if (level >= 0) {
            ax_log_set_level((enum ax_log_level)level);
        } else {
            ax_warn("log=%s: no such level", value);
        }
    }
    /* Likewise: ax_task_init() refuses what is no scheduler's name. */
    ax_boot_arg("sched", choice.scheduler, sizeof(choice.scheduler));
}

/* Nothing can go on without what failed. */
static void need(int err, const char *what)
{
    if (err != 0) {
        ax_error("%s: %s", what, ax_strerror(err));
        ax_hal_shutdown(AX_EXIT_PANIC);
    }
}

/* However main ends, by returning, ax_task_exit() or a fault, the system ends with it. */
static void main_ended(struct ax_task *task, int code)
{
    (void)task;
    ax_system_exit(code);
}

static const struct ax_task_ext_ops main_ops = {.exit = main_ended};

static int run_main(void *arg)
{
    static char name[] = "main";
    static char *argv[] = {name, NULL};

    (void)arg;
    ax_drivers_spread();
    return main(1, argv);
}

static void start_secondary_cpus(void)
{
    for (unsigned cpu = 1; cpu < ax_hal_cpu_count(); cpu++) {
        ax_debug("starting CPU %u...", cpu);
        need(ax_hal_cpu_start(cpu), "starting a core");
    }
}

/* No task runs before every core can take tasks. */
static void meet_other_cores(void)
{
    __atomic_add_fetch(&cores_ready, 1, __ATOMIC_RELEASE);
    while (__atomic_load_n(&cores_ready, __ATOMIC_ACQUIRE) < ax_hal_cpu_count()) {
        ax_cpu_relax();
    }
    ax_glue_ready();
}

void ax_runtime_main(void)
{
    struct ax_task_options main_task = {.name = "main", .ext_ops = &main_ops};

    ax_hal_init_early();
    ax_glue_init();
    read_boot_args();
    ax_banner_print(choice.scheduler);
    ax_info("Logging is enabled.");
    ax_info("Primary CPU %u started.", ax_cpu_id());

    need(ax_hal_mem_init(), "memory");
    ax_regions_print();

    ax_info("Initialize global memory allocator...");
    ax_info("  use TLSF allocator.");
    need(ax_alloc_init(), "global memory allocator");
    if (AX_TRACE) {
        need(ax_trace_init(), "trace");
        ax_trace_attach(ax_cpu_id());
    }

    ax_info("Initialize virtual memory management...");
    ax_mm_init();

    ax_info("Initialize platform devices...");
    need(ax_hal_init_late(), "platform devices");

    need(ax_task_init(choice.scheduler), "scheduling");

    ax_info("Initialize device drivers...");
    ax_drivers_init();

    start_secondary_cpus();

    ax_info("Initialize interrupt handlers...");
    need(ax_task_init_timer(), "interrupt handlers");

    ax_info("Primary CPU %u init OK.", ax_cpu_id());
    meet_other_cores();

    need(ax_task_spawn(run_main, NULL, &main_task, NULL), "task main");
    ax_task_start();
}

void ax_runtime_secondary(unsigned cpu)
{
    ax_info("Secondary CPU %u started.", cpu);
    if (AX_TRACE) {
        ax_trace_attach(cpu);
    }
    need(ax_task_init_secondary(), "scheduling");
    need(ax_task_init_timer(), "interrupt handlers");
    ax_info("Secondary CPU %u init OK.", cpu);
    meet_other_cores();
    ax_task_start();
}
