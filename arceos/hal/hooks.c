// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/assert.h>
#include <ax/core/string.h>
#include <ax/hal/thread.h>

static bool never(void)
{
    return false;
}

static void nothing(void)
{
}

static void call(void (*fn)(void))
{
    fn();
}

static void no_task(int code) AX_NORETURN;

static void no_task(int code)
{
    ax_panic("no task to end with code %d", code);
}

static const char *describe_nothing(const struct ax_hal_thread *thread, char *buf, size_t n)
{
    (void)thread;
    ax_strlcpy(buf, "no task", n);
    return buf;
}

static uint64_t no_id(void)
{
    return 0;
}

static const struct ax_hal_task_hooks no_hooks = {
    .need_resched = never,
    .ipi = nothing,
    .preempt = nothing,
    .wait_in_kernel = call,
    .fault_exit = no_task,
    .describe = describe_nothing,
    .current_id = no_id,
};
static const struct ax_hal_task_hooks *hooks = &no_hooks;

void ax_hal_set_task_hooks(const struct ax_hal_task_hooks *new_hooks)
{
    hooks = new_hooks;
}

const struct ax_hal_task_hooks *ax_hal_task_hooks(void)
{
    return hooks;
}
