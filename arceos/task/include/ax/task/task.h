// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tasks. A task is in one of these states:
 *
 *   spawn -> READY <-> RUNNING -> EXITED -> (collected)
 *              ^          |
 *              +- BLOCKED <
 *
 * A task belongs to the core `cpu` whose run queue it is on; state changes happen under that run
 * queue's lock. "Task context" below means: called by a task (not by a handler, not in bring-up
 * context), with the irq count zero, so that it may block or be preempted.
 *
 * Ownership: ax_task_spawn() gives the caller a handle, which exactly one ax_task_join() or
 * ax_task_detach() takes back. The structure lives until the handle is gone and the gc task has
 * collected the task.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/hal/config.h>

struct ax_task;

#define AX_TASK_NAME_MAX 32 /* Bytes, terminator included; longer names are cut. */

/* Priorities: a ready task of a higher one runs first. All tasks have the same unless told else. */
#define AX_PRIORITIES       32
#define AX_PRIORITY_DEFAULT 16

/* Nice values, as POSIX has them; only a scheduler with weights uses them. */
#define AX_NICE_MIN (-20)
#define AX_NICE_MAX 19

/* Where a task is in its life. */
enum ax_task_state {
    AX_TASK_READY,   /* On its core's run queue. */
    AX_TASK_RUNNING, /* The current task of its core. */
    AX_TASK_BLOCKED, /* Waits for a wake-up or its alarm. */
    AX_TASK_EXITED,  /* Waits for collection or join. */
};

/* What a layer above hangs on a task (posix: its thread's descriptor). */
struct ax_task_ext_ops {
    /* The task itself, in task context, before it ends with `code`, however it does. */
    void (*exit)(struct ax_task *task, int code);
    /* The gc task, when nobody can see it any more. */
    void (*destroy)(struct ax_task *task);
};

/* How to make a task; zeroes are the defaults. Pointers are used during the call only. */
struct ax_task_options {
    const char *name;         /* Copied; NULL = "". */
    size_t stack_size;        /* Bytes; 0 = AX_TASK_STACK_SIZE. */
    int priority;             /* 1 .. AX_PRIORITIES - 1; 0 = AX_PRIORITY_DEFAULT. */
    int nice;                 /* AX_NICE_MIN .. AX_NICE_MAX. */
    uint64_t cpu_mask;        /* Cores it may run on; 0 = all. */
    uintptr_t thread_pointer; /* TLS of its own; 0 = a new block from the image's template. */
    void *ext;                /* ax_task_ext(). */
    const struct ax_task_ext_ops *ext_ops; /* NULL = none; valid for ever. */
};

/* A task's function; what it returns is the exit code. */
typedef int (*ax_task_fn)(void *arg);

/*
 * Makes a task that will call entry(arg), ready to run, and stores its handle in *out; with out
 * NULL the task is detached from the start. Task or bring-up context.
 * -AX_ENOMEM: memory, stacks or kernel objects are used up; -AX_EINVAL: an option is out of range.
 * On an error nothing was made.
 */
int ax_task_spawn(ax_task_fn entry, void *arg, const struct ax_task_options *options,
                  struct ax_task **out);

/*
 * Waits until `task` has ended and stores its exit code in *code (NULL = not wanted). Takes the
 * handle. Task context. -AX_EDEADLK: it is the caller; the handle is then still the caller's.
 */
int ax_task_join(struct ax_task *task, int *code);

/*
 * The same, until `deadline_ns` at most: -AX_ETIMEDOUT leaves the handle with the caller.
 */
int ax_task_join_until(struct ax_task *task, int *code, uint64_t deadline_ns);

/* Takes the handle without waiting. Any context. */
void ax_task_detach(struct ax_task *task);

/* Ends the calling task. Task context. */
void ax_task_exit(int code) AX_NORETURN;

/* The calling task (in a handler: the one that stands still); NULL in bring-up context. */
struct ax_task *ax_task_current(void);

/* Lets the other ready tasks of at least the same priority run first. Task context. */
void ax_task_yield(void);

/* Blocks for `ns` nanoseconds, or until the given time; returns not before. Task context. */
void ax_task_sleep_ns(uint64_t ns);
void ax_task_sleep_until(uint64_t deadline_ns);

/* Facts that do not change. The name stays valid while the task does. Any context. */
uint64_t ax_task_id(const struct ax_task *task);
const char *ax_task_name(const struct ax_task *task);
void *ax_task_ext(const struct ax_task *task);

/* The state at this moment. Any context. */
enum ax_task_state ax_task_state(const struct ax_task *task);

/*
 * Sets the priority or the nice value of a task whose handle the caller holds, or of itself.
 * Any context. -AX_EINVAL: out of range.
 */
int ax_task_set_priority(struct ax_task *task, int priority);
int ax_task_set_nice(struct ax_task *task, int nice);

/*
 * Limits the calling task to the cores in `mask`; on return it runs on one of them. Task context.
 * -AX_EINVAL: no core of this instance is in the mask.
 */
int ax_task_set_affinity(uint64_t mask);

/*
 * The same for a task whose handle the caller holds. A ready one has moved on return, a running one
 * is interrupted and moves, a blocked one moves when it is woken. Task context. -AX_EINVAL.
 */
int ax_task_set_affinity_of(struct ax_task *task, uint64_t mask);

/* ---- Bring-up ------------------------------------------------------------------------------- */

/*
 * Sets the scheduler up ("fifo", "rr" or "cfs"), takes the hal hooks, makes the idle and gc tasks
 * of core 0. Bring-up context, heap working. -AX_EINVAL: no such scheduler; -AX_ENOMEM.
 */
int ax_task_init(const char *scheduler);

/*
 * Takes this core's timer: from here on it has ticks, alarms and timers. Bring-up context of each
 * core, after ax_task_init() or ax_task_init_secondary(). The error of taking the timer interrupt.
 */
int ax_task_init_timer(void);

/* ax_task_init() for a further core, on that core. */
int ax_task_init_secondary(void);

/* "FIFO", "Round-robin" or "Completely Fair". After ax_task_init(), any context. */
const char *ax_task_scheduler_name(void);

/* Starts the first ready task of this core and never returns. Bring-up context. */
void ax_task_start(void) AX_NORETURN;
