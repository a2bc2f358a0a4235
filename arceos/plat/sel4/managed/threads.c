// SPDX-License-Identifier: BSD-2-Clause
/*
 * TASK=managed: each task is a seL4 thread. A task asks its manager to switch, which keeps the
 * right to answer it, and answers the next one: the original protocol, with kept reply capabilities
 * in place of the reading and writing of registers.
 */
#include <ax/core/errno.h>
#include <ax/core/string.h>
#include <ax/hal/init.h>
#include <ax/hal/trace.h>

#include "../plat.h"

static struct plat_thread *plat_thread(struct ax_hal_thread *thread)
{
    return (struct plat_thread *)thread;
}

struct plat_context *plat_model_context(struct plat_thread *thread)
{
    return &thread->context;
}

struct plat_thread *plat_model_running(const struct plat_cpu *cpu)
{
    return cpu->running;
}

bool plat_model_serves(enum plat_service service)
{
    (void)service;
    return true;
}

/* Once, should it move again before it runs. */
uint64_t plat_model_behind(struct plat_thread *thread, uint64_t pc)
{
    if (thread->state == PLAT_THREAD_STOPPED && !thread->behind) {
        thread->behind = true;
        return pc + 4;
    }
    return pc;
}

/* A task that waits in the kernel holds up nobody else. */
bool ax_hal_offload(struct ax_hal_job *job)
{
    (void)job;
    return false;
}

bool plat_model_faulted(struct plat_thread *thread, seL4_MessageInfo_t tag)
{
    (void)thread;
    (void)tag;
    return false;
}

void plat_model_arrived(void)
{
}

uint64_t plat_model_tasks(void)
{
    return plat_thread_stats().living;
}

uint64_t plat_model_kept(void)
{
    return 0;
}

void ax_hal_run(struct ax_hal_thread *first)
{
    plat_manager_resume(plat_thread(first));
    plat_manager_run();
}

int ax_hal_thread_create(struct ax_hal_thread *thread, const struct ax_hal_thread_args *args)
{
    ax_irq_save();
    int result;
    if (plat_in_task()) {
        seL4_Word words[2] = {(uintptr_t)args, (uintptr_t)thread};
        seL4_Word none[2] = {0, 0};

        ax_trace_event(AX_TRACE_CALL, PLAT_CREATE_TASK, AX_TRACE_MANAGER);
        seL4_CallWithMRs(PLAT_TASK_MANAGER, seL4_MessageInfo_new(PLAT_CREATE_TASK, 0, 0, 2),
                         &words[0], &words[1], &none[0], &none[1]);
        ax_trace_event(AX_TRACE_RETURN, PLAT_CREATE_TASK, AX_TRACE_MANAGER);
        result = (int)(long)words[0];
    } else {
        result = plat_thread_create(plat_thread(thread), args);
    }
    ax_irq_restore();
    return result;
}

void ax_hal_thread_switch(struct ax_hal_thread *prev, struct ax_hal_thread *next)
{
    (void)prev;
    plat_ask(PLAT_SWITCH_TASK, plat_thread(next)->objects->number);
}

void ax_hal_thread_exit(struct ax_hal_thread *prev, struct ax_hal_thread *next)
{
    (void)prev;
    plat_ask(PLAT_EXIT_TASK, plat_thread(next)->objects->number);
    __builtin_trap();
}

static void recycle(void *arg)
{
    plat_thread_recycle(arg);
}

/* Only the manager holds the capabilities. Nobody waits for it, so the kick is the whole cost. */
void ax_hal_thread_destroy(struct ax_hal_thread *hal_thread)
{
    struct plat_thread *thread = plat_thread(hal_thread);

    ax_assert(thread->state == PLAT_THREAD_DEAD || thread->state == PLAT_THREAD_NEW);
    plat_stack_free(&thread->context.stack);
    plat_in_manager(recycle, thread->objects);
    memset(hal_thread, 0, sizeof(*hal_thread));
}

struct ax_hal_stack ax_hal_thread_stack(const struct ax_hal_thread *thread)
{
    return ((const struct plat_thread *)thread)->context.stack;
}

int ax_hal_thread_migrate(struct ax_hal_thread *hal_thread, unsigned cpu)
{
    struct plat_thread *thread = plat_thread(hal_thread);
    int result;

    ax_irq_save();
    if (plat_in_task()) {
        seL4_Word words[2] = {thread->objects->number, cpu};
        seL4_Word none[2] = {0, 0};

        ax_trace_event(AX_TRACE_CALL, PLAT_MIGRATE_TASK, AX_TRACE_MANAGER);
        seL4_CallWithMRs(PLAT_TASK_MANAGER, seL4_MessageInfo_new(PLAT_MIGRATE_TASK, 0, 0, 2),
                         &words[0], &words[1], &none[0], &none[1]);
        ax_trace_event(AX_TRACE_RETURN, PLAT_MIGRATE_TASK, AX_TRACE_MANAGER);
        result = (int)(long)words[0];
    } else {
        result = plat_thread_move(thread, cpu);
    }
    ax_irq_restore();
    return result;
}
