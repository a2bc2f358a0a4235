// SPDX-License-Identifier: BSD-2-Clause
/*
 * TASK=thread: each task is a seL4 thread. Switching, blocking, waking, ending and, once there are
 * workers, making tasks need no manager: the task that stops answers the core's switcher, which
 * calls the next one's thread (worker.h). The manager does what needs capabilities: new workers and
 * stacks, and moves.
 */
#include <ax/core/errno.h>
#include <ax/core/string.h>
#include <ax/hal/init.h>
#include <ax/hal/power.h>

#include "worker.h"

static uint64_t living; /* atomically */

static struct plat_thread *plat_thread(struct ax_hal_thread *thread)
{
    return (struct plat_thread *)thread;
}

struct plat_context *plat_model_context(struct plat_thread *thread)
{
    return &thread->context;
}

/* Tasks write who runs. */
struct plat_thread *plat_model_running(const struct plat_cpu *cpu)
{
    (void)cpu;
    return ax_percpu()->current;
}

/* To wait for an interrupt, to go back from a preemption, and the end of all. */
bool plat_model_serves(enum plat_service service)
{
    return service == PLAT_SWITCH_TASK || service == PLAT_EXIT_SYSTEM;
}

uint64_t plat_model_behind(struct plat_thread *thread, uint64_t pc)
{
    uint64_t svc = (uintptr_t)plat_worker_svc;

    (void)thread;
    ax_assert(pc == svc || pc == svc + 4);
    return svc + 4;
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
    return __atomic_load_n(&living, __ATOMIC_RELAXED);
}

void ax_hal_run(struct ax_hal_thread *first)
{
    (void)first; /* the current task */
    plat_switcher_start();
    plat_manager_run();
}

/* The worker waits: what it is to begin with is read when it is first switched to. */
static void prepare(struct plat_thread *thread, struct plat_worker *worker,
                    const struct ax_hal_thread_args *args)
{
    thread->objects = worker->objects;
    thread->endpoint = worker->endpoint;
    thread->state = PLAT_THREAD_OWN;
    thread->cpu = args->cpu;
    worker->entry = args->entry;
    worker->arg = args->arg;
    worker->stack = plat_stack_top(&thread->context);
    worker->thread_pointer = args->thread_pointer;
    plat_set_ipc_buffer(args->thread_pointer, worker->objects->ipc_buffer);
    worker->objects->owner = thread;
}

int ax_hal_thread_create(struct ax_hal_thread *hal_thread, const struct ax_hal_thread_args *args)
{
    struct plat_thread *thread = plat_thread(hal_thread);

    if (args->thread_pointer == 0 || args->cpu >= ax_hal_cpu_count() || args->id == 0 ||
        args->stack_size == 0 || args->stack_size > AX_TASK_STACK_MAX) {
        return -AX_EINVAL;
    }
    memset(thread, 0, sizeof(*hal_thread));
    int result = plat_in_task() ? 0 : plat_switcher_make();
    if (result == 0) {
        result = plat_stack_get(args->stack_size, &thread->context.stack);
    }
    if (result != 0) {
        return result;
    }
    struct plat_worker *worker = plat_worker_take(args->cpu);
    if (worker == NULL) {
        plat_stack_free(&thread->context.stack);
        return -AX_ENOMEM;
    }
    prepare(thread, worker, args);
    __atomic_fetch_add(&living, 1, __ATOMIC_RELAXED);
    return 0;
}

void ax_hal_thread_exit(struct ax_hal_thread *prev, struct ax_hal_thread *next)
{
    struct plat_thread *thread = plat_thread(prev);
    struct plat_worker *worker = plat_worker_of(thread->objects);

    (void)next;
    thread->state = PLAT_THREAD_DEAD;
    worker->entry = NULL;
    plat_worker_wait(worker);
}

void ax_hal_thread_destroy(struct ax_hal_thread *hal_thread)
{
    struct plat_thread *thread = plat_thread(hal_thread);

    ax_assert(thread->state != PLAT_THREAD_FREE);
    plat_stack_free(&thread->context.stack);
    thread->objects->owner = NULL;
    plat_worker_give(plat_worker_of(thread->objects), thread->cpu);
    memset(hal_thread, 0, sizeof(*hal_thread));
    __atomic_fetch_sub(&living, 1, __ATOMIC_RELAXED);
}

struct ax_hal_stack ax_hal_thread_stack(const struct ax_hal_thread *thread)
{
    return ((const struct plat_thread *)thread)->context.stack;
}

struct move {
    struct plat_thread *thread;
    unsigned cpu;
    int result;
};

static void move(void *arg)
{
    struct move *job = arg;

    job->result = plat_thread_move(job->thread, job->cpu);
}

int ax_hal_thread_migrate(struct ax_hal_thread *hal_thread, unsigned cpu)
{
    struct move job = {.thread = plat_thread(hal_thread), .cpu = cpu};

    if (cpu >= ax_hal_cpu_count()) {
        return -AX_EINVAL;
    }
    for (unsigned i = 0; i < ax_hal_cpu_count(); i++) {
        if (plat_cpu_started(i) &&
            __atomic_load_n(&ax_percpu_of(i)->current, __ATOMIC_RELAXED) == hal_thread) {
            return -AX_EBUSY;
        }
    }
    plat_in_manager(move, &job);
    return job.result;
}
