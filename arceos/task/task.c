// SPDX-License-Identifier: BSD-2-Clause
/*
 * The life of a task: made, entered, ended, collected, forgotten.
 */

#define AX_LOG_TARGET "axtask"

#include <ax/core/errno.h>
#include <ax/core/log.h>
#include <ax/core/string.h>
#include <ax/hal/power.h>
#include <ax/hal/trace.h>

#include "private.h"

struct ax_task_list ax_tasks = {.tasks = AX_LIST_INIT(ax_tasks.tasks)};

struct ax_task *ax_task_current(void)
{
    return ax_percpu_current();
}

uint64_t ax_task_id(const struct ax_task *task)
{
    return task->id;
}

const char *ax_task_name(const struct ax_task *task)
{
    return task->name;
}

void *ax_task_ext(const struct ax_task *task)
{
    return task->ext;
}

enum ax_task_state ax_task_state(const struct ax_task *task)
{
    enum ax_task_state state = __atomic_load_n(&task->state, __ATOMIC_RELAXED);
    unsigned cpu = __atomic_load_n(&task->cpu, __ATOMIC_RELAXED);
    bool current = __atomic_load_n(&ax_percpu_of(cpu)->current, __ATOMIC_RELAXED) == task;

    if (state == AX_TASK_READY && current) {
        return AX_TASK_RUNNING;
    }
    return state == AX_TASK_MOVING ? AX_TASK_READY : state;
}

static void task_main(void *arg)
{
    struct ax_task *task = arg;

    ax_schedule_tail();
    ax_task_exit(task->entry(task->arg));
}

static int make_thread(struct ax_task *task, const struct ax_task_options *o,
                       uintptr_t thread_pointer)
{
    struct ax_hal_thread_args args = {
        .entry = task_main,
        .arg = task,
        .stack_size = o->stack_size != 0 ? o->stack_size : AX_TASK_STACK_SIZE,
        .thread_pointer = thread_pointer,
        .id = task->id,
        .name = task->name,
        .cpu = task->cpu,
    };

    return ax_hal_thread_create(&task->thread, &args);
}

int ax_task_make(ax_task_fn entry, void *arg, const struct ax_task_options *o, unsigned cpu,
                 unsigned refs, struct ax_task **out)
{
    static uint64_t last_id;
    uintptr_t thread_pointer = o->thread_pointer;
    struct ax_task *task = ax_store_take(thread_pointer == 0, &thread_pointer);

    if (task == NULL) {
        return -AX_ENOMEM;
    }
    task->id = __atomic_add_fetch(&last_id, 1, __ATOMIC_RELAXED);
    ax_strlcpy(task->name, o->name != NULL ? o->name : "", sizeof(task->name));
    task->entry = entry;
    task->arg = arg;
    task->ext = o->ext;
    task->ext_ops = o->ext_ops;
    task->cpu = cpu;
    task->cpu_mask = o->cpu_mask;
    task->priority = o->priority != 0 ? (unsigned)o->priority : AX_PRIORITY_DEFAULT;
    task->nice = o->nice;
    task->alarm.arg = task;
    task->refs = refs;
    ax_list_init(&task->run_link);
    ax_list_init(&task->gc_link);
    ax_wait_queue_init(&task->exit_wait);
    int err = make_thread(task, o, thread_pointer);
    if (err != 0) {
        ax_store_give(task);
        return err;
    }
    ax_spin_lock(&ax_tasks.lock);
    /* Two cores may come here in another order than that of their ids. */
    struct ax_list *at = ax_tasks.tasks.prev;
    while (at != &ax_tasks.tasks && ax_list_entry(at, struct ax_task, all_link)->id > task->id) {
        at = at->prev;
    }
    ax_list_push_front(at, &task->all_link);
    ax_tasks.created++;
    ax_tasks.living++;
    ax_spin_unlock(&ax_tasks.lock);
    if (AX_TRACE) {
        ax_trace_name(task->id, task->name);
    }
    ax_debug("new task: Task(%llu, \"%s\")", (unsigned long long)task->id, task->name);
    *out = task;
    return 0;
}

/* Cores take turns among those that are ready and allowed. */
static int choose_cpu(uint64_t mask, unsigned *cpu)
{
    static unsigned turn;
    unsigned cpus = ax_hal_cpu_count();

    for (unsigned i = 0; i < cpus; i++) {
        unsigned c = __atomic_fetch_add(&turn, 1, __ATOMIC_RELAXED) % cpus;
        if ((mask >> c & 1) != 0 && __atomic_load_n(&ax_rq_of(c)->online, __ATOMIC_ACQUIRE)) {
            *cpu = c;
            return 0;
        }
    }
    for (unsigned c = 0; c < cpus; c++) {
        if ((mask >> c & 1) != 0 && __atomic_load_n(&ax_rq_of(c)->online, __ATOMIC_ACQUIRE)) {
            *cpu = c;
            return 0;
        }
    }
    return -AX_EINVAL;
}

int ax_task_spawn(ax_task_fn entry, void *arg, const struct ax_task_options *options,
                  struct ax_task **out)
{
    struct ax_task_options o = options != NULL ? *options : (struct ax_task_options){0};
    struct ax_task *task;
    unsigned cpu;

    o.cpu_mask = o.cpu_mask != 0 ? o.cpu_mask : UINT64_MAX;
    if (entry == NULL || o.priority < 0 || o.priority >= AX_PRIORITIES || o.nice < AX_NICE_MIN ||
        o.nice > AX_NICE_MAX ||
        (o.stack_size != 0 &&
         (o.stack_size < AX_TASK_STACK_MIN || o.stack_size > AX_TASK_STACK_MAX))) {
        return -AX_EINVAL;
    }
    int err = choose_cpu(o.cpu_mask, &cpu);
    if (err == 0) {
        err = ax_task_make(entry, arg, &o, cpu, out != NULL ? 2 : 1, &task);
    }
    if (err != 0) {
        return err;
    }
    if (out != NULL) {
        *out = task; /* Before the task can run and ask for it. */
    }
    ax_rq_add(task);
    return 0;
}

void ax_task_exit(int code)
{
    struct ax_task *task = ax_task_current();

    ax_assert(task != NULL && !task->idle && ax_irq_enabled());
    ax_debug("task exit: Task(%llu, \"%s\"), exit_code=%d", (unsigned long long)task->id,
             task->name, code);
    if (task->ext_ops != NULL && task->ext_ops->exit != NULL) {
        task->ext_ops->exit(task, code);
    }
    /* From here on without preemption: gc may take a task that is on its list for dead. */
    ax_irq_save();
    ax_service_give(ax_percpu()->sched, task);
    ax_wait_lock(&task->exit_wait);
    task->exited = true;
    task->exit_code = code;
    while (ax_notify_locked(&task->exit_wait) != NULL) {
    }
    ax_wait_unlock(&task->exit_wait);
    struct ax_rq *rq = ax_rq_lock_this();
    ax_irq_restore();
    ax_trace_event(AX_TRACE_EXIT, task->id, (uint32_t)code);
    ax_schedule_last(rq);
}

static bool has_exited(void *arg)
{
    struct ax_task *task = arg;

    return task->exited;
}

int ax_task_join_until(struct ax_task *task, int *code, uint64_t deadline_ns)
{
    if (task == ax_task_current()) {
        return -AX_EDEADLK;
    }
    int err = ax_wait_until_true(&task->exit_wait, has_exited, task, deadline_ns);
    if (err != 0) {
        return err;
    }
    if (code != NULL) {
        *code = task->exit_code;
    }
    ax_task_put(task);
    return 0;
}

int ax_task_join(struct ax_task *task, int *code)
{
    return ax_task_join_until(task, code, AX_TIME_NEVER);
}

void ax_task_detach(struct ax_task *task)
{
    ax_task_put(task);
}

/* Lock of the list held: who sees there that no task has ended sees its memory given back. */
static void drop(struct ax_task *task)
{
    if (--task->refs > 0) {
        return;
    }
    ax_list_remove(&task->all_link);
    ax_tasks.switches += task->switches;
    ax_tasks.held -= task->collected;
    ax_store_give(task);
}

void ax_task_put(struct ax_task *task)
{
    ax_spin_lock(&ax_tasks.lock);
    drop(task);
    ax_spin_unlock(&ax_tasks.lock);
}

void ax_task_collect(struct ax_task *task)
{
    ax_debug("task drop: Task(%llu, \"%s\")", (unsigned long long)task->id, task->name);
    if (task->ext_ops != NULL && task->ext_ops->destroy != NULL) {
        task->ext_ops->destroy(task);
    }
    ax_hal_thread_destroy(&task->thread);
    ax_spin_lock(&ax_tasks.lock);
    task->collected = true;
    ax_tasks.ended--;
    ax_tasks.held++;
    drop(task);
    ax_spin_unlock(&ax_tasks.lock);
}
