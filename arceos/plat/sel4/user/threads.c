// SPDX-License-Identifier: BSD-2-Clause
/*
 * TASK=user: tasks are contexts, a stack and what is saved on it. Each core has one seL4 thread,
 * the worker, that goes from one context to the other by itself (switch.S): no kernel object is a
 * task's, and no kernel entry is made to switch, block, wake, make or end a task on its core. The
 * manager sees one thread that never stops but to wait for interrupts. What it stops in the middle,
 * for a fault or to make it yield, is the context of the core's current task.
 */
#include <ax/core/errno.h>
#include <ax/core/string.h>
#include <ax/hal/init.h>
#include <ax/hal/power.h>

#include "context.h"
#include "helper.h"

/* By core: made in its bring-up, with its first context. */
static struct plat_thread workers[AX_MAX_CPUS];
static uint64_t living; /* atomically */

static struct plat_user_task *user_task(struct ax_hal_thread *thread)
{
    return (struct plat_user_task *)thread;
}

struct plat_context *plat_model_context(struct plat_thread *thread)
{
    (void)thread;
    return ax_percpu()->current;
}

struct plat_thread *plat_model_running(const struct plat_cpu *cpu)
{
    return cpu->running;
}

/* To wait for an interrupt, to go back from a preemption, and the end of all. */
bool plat_model_serves(enum plat_service service)
{
    return service == PLAT_SWITCH_TASK || service == PLAT_EXIT_SYSTEM;
}

/* The worker never moves. */
uint64_t plat_model_behind(struct plat_thread *thread, uint64_t pc)
{
    (void)thread;
    return pc;
}

uint64_t plat_model_kept(void)
{
    return 0;
}

uint64_t plat_model_tasks(void)
{
    return __atomic_load_n(&living, __ATOMIC_RELAXED);
}

/* ---- the worker ---- */

/* On the worker's own small stack, which it leaves for good. */
static void worker_main(void *arg)
{
    (void)arg;
    plat_user_load(ax_percpu()->current);
}

/* Its thread pointer is that of the context that it runs: any will do until then. */
static int make_worker(unsigned cpu, const struct ax_hal_thread_args *first)
{
    struct ax_hal_thread_args args = {.entry = worker_main,
                                      .stack_size = AX_PAGE_SIZE,
                                      .thread_pointer = first->thread_pointer,
                                      .id = first->id,
                                      .cpu = cpu};

    int result = plat_thread_create(&workers[cpu], &args);

    return result == 0 ? plat_helper_make(&workers[cpu], cpu) : result;
}

void ax_hal_run(struct ax_hal_thread *first)
{
    (void)first; /* the current task */
    plat_manager_resume(&workers[ax_percpu()->cpu_id]);
    plat_manager_run();
}

/* ---- contexts ---- */

/* What a switch to it finds: as if it had been switched from just before its first instruction. */
static void prepare(struct plat_user_task *task, const struct ax_hal_thread_args *args)
{
    struct plat_user_frame *frame = (struct plat_user_frame *)plat_stack_top(&task->context) - 1;

    *frame = (struct plat_user_frame){
        .x29 = 0,
        .x30 = (uintptr_t)plat_user_start,
        .x19 = (uintptr_t)args->entry,
        .x20 = (uintptr_t)args->arg,
        .thread_pointer = args->thread_pointer,
    };
    task->frame = frame;
}

int ax_hal_thread_create(struct ax_hal_thread *thread, const struct ax_hal_thread_args *args)
{
    struct plat_user_task *task = user_task(thread);
    int result = 0;

    if (args->thread_pointer == 0 || args->cpu >= ax_hal_cpu_count() || args->id == 0 ||
        args->stack_size == 0 || args->stack_size > AX_TASK_STACK_MAX) {
        return -AX_EINVAL;
    }
    memset(thread, 0, sizeof(*thread));
    if (workers[args->cpu].objects == NULL) {
        ax_assert(!plat_in_task()); /* a core's first tasks are made before any runs there */
        result = make_worker(args->cpu, args);
    }
    if (result == 0) {
        result = plat_stack_get(args->stack_size, &task->context.stack);
    }
    if (result != 0) {
        return result;
    }
    prepare(task, args);
    plat_set_ipc_buffer(args->thread_pointer, workers[args->cpu].objects->ipc_buffer);
    __atomic_fetch_add(&living, 1, __ATOMIC_RELAXED);
    return 0;
}

void ax_hal_thread_exit(struct ax_hal_thread *prev, struct ax_hal_thread *next)
{
    user_task(prev)->dead = true;
    plat_user_load(user_task(next));
}

/* The stack goes back as it is, for the next task: nothing else was ever made. */
void ax_hal_thread_destroy(struct ax_hal_thread *thread)
{
    struct plat_user_task *task = user_task(thread);

    ax_assert(task->context.stack.size != 0);
    plat_stack_free(&task->context.stack);
    memset(thread, 0, sizeof(*thread));
    __atomic_fetch_sub(&living, 1, __ATOMIC_RELAXED);
}

/*
 * A context may run on any worker: all that changes is whose IPC buffer libsel4 finds through its
 * thread pointer. It is on no run queue, and was switched from under the lock of one, so that what
 * it saved is seen here.
 */
int ax_hal_thread_migrate(struct ax_hal_thread *thread, unsigned cpu)
{
    struct plat_user_task *task = user_task(thread);

    if (cpu >= ax_hal_cpu_count()) {
        return -AX_EINVAL;
    }
    if (task->dead) {
        return -AX_ESRCH;
    }
    for (unsigned i = 0; i < ax_hal_cpu_count(); i++) {
        if (plat_cpu_started(i) &&
            __atomic_load_n(&ax_percpu_of(i)->current, __ATOMIC_RELAXED) == thread) {
            return -AX_EBUSY;
        }
    }
    plat_set_ipc_buffer(task->frame->thread_pointer, workers[cpu].objects->ipc_buffer);
    return 0;
}

struct ax_hal_stack ax_hal_thread_stack(const struct ax_hal_thread *thread)
{
    return ((const struct plat_user_task *)thread)->context.stack;
}
