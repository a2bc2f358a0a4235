// SPDX-License-Identifier: BSD-2-Clause
/*
 * What core needs from above it: where its output goes, and what a panic does.
 */

#include <ax/core/assert.h>
#include <ax/core/printf.h>
#include <ax/core/symbol.h>
#include <ax/hal/console.h>
#include <ax/hal/percpu.h>
#include <ax/hal/power.h>
#include <ax/hal/thread.h>
#include <ax/hal/time.h>
#include <ax/hal/trap.h>
#include <ax/task/task.h>

#include "private.h"

static bool ready;

static int cpu_id(void)
{
    /* As ArceOS: with several cores, only when all are there. */
    return ready || ax_hal_cpu_count() == 1 ? (int)ax_cpu_id() : -1;
}

static uint64_t task_id(void)
{
    struct ax_task *task = ready ? ax_task_current() : NULL;

    return task != NULL ? ax_task_id(task) : 0;
}

static const struct ax_console_ops ops = {
    .write = ax_hal_console_write,
    .now_ns = ax_hal_time_now_ns,
    .cpu_id = cpu_id,
    .task_id = task_id,
};

static void on_panic(void)
{
    uintptr_t pcs[24];
    char text[AX_SYMBOL_TEXT];
    size_t n = ax_hal_backtrace(NULL, pcs, AX_ARRAY_LEN(pcs));

    ax_printf("backtrace:\n");
    for (size_t i = 0; i < n; i++) {
        /* A return address may be the first one behind the function that called. */
        ax_printf("  %#lx %s\n", pcs[i] - 1, ax_symbol_text(pcs[i] - 1, text, sizeof(text)));
    }
    ax_hal_shutdown(AX_EXIT_PANIC);
}

void ax_glue_init(void)
{
    ax_console_set_ops(&ops);
    ax_panic_set_hook(on_panic);
}

void ax_glue_ready(void)
{
    __atomic_store_n(&ready, true, __ATOMIC_RELEASE);
}
