// SPDX-License-Identifier: BSD-2-Clause
/*
 * What runs a task: a thread of the platform (TASK=thread: a seL4 thread that the core's switcher
 * calls). The task layer decides who runs; the platform only does it.
 *
 *   (zeroed) --create--> ready --switch to / run--> running --switch from--> stopped
 *   stopped --switch to--> running;  running --exit--> dead;  ready, dead --destroy--> (zeroed)
 *
 * Exactly one thread of a core is running; the irq count belongs to the core, not to the thread:
 * it is exactly 1 in a switch, and the thread that is switched to finds it 1 and lowers it. A new
 * thread's entry function does so too.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/hal/config.h>
#include <ax/hal/mem.h>

/* Embedded in the task. Contents are the platform's; must not move while not zeroed. */
struct ax_hal_thread {
    alignas(16) uint64_t opaque[AX_HAL_THREAD_SIZE / 8];
};

/* What a new thread is to be; read only during the call. */
struct ax_hal_thread_args {
    void (*entry)(void *arg); /* Must not return. Called with irq count 1. */
    void *arg;
    size_t stack_size;        /* Bytes; rounded up to whole pages. */
    uintptr_t thread_pointer; /* TPIDR_EL0 at entry; 0 = the platform's choice (tls.h). */
    uint64_t id;              /* The task's, for reports and badges; not 0, unique while alive. */
    const char *name;         /* Copied as far as it is kept. */
    unsigned cpu;             /* The core that it will run on first. */
};

/*
 * Makes a thread that is ready to be switched to: stack with guard page, and kernel objects from
 * the core's caches. On an error everything is given back. Task or bring-up context.
 * -AX_ENOMEM, -AX_EINVAL.
 */
int ax_hal_thread_create(struct ax_hal_thread *thread, const struct ax_hal_thread_args *args);

/*
 * Stops `prev`, the calling thread, and runs `next`; returns when someone switches back to `prev`,
 * perhaps on another core. Task context, irq count exactly 1. The caller may hold its core's
 * run-queue lock; whoever runs next releases it, so the platform must not take it. percpu.current
 * is `next`'s already (a task begins with its thread: the two have one address), and `next` is a
 * thread of this core (ax_hal_thread_migrate).
 */
void ax_hal_thread_switch(struct ax_hal_thread *prev, struct ax_hal_thread *next);

/*
 * Like a switch from which `prev` never returns; prev is dead and, once `next` runs, no longer
 * uses its stack. Same rules.
 */
void ax_hal_thread_exit(struct ax_hal_thread *prev, struct ax_hal_thread *next) AX_NORETURN;

/*
 * Gives back all that a dead or never started thread holds: stack and kernel objects go to the
 * caches whole, the storage is zeroed. Task context (the gc task), any core.
 */
void ax_hal_thread_destroy(struct ax_hal_thread *thread);

/*
 * Moves a stopped or never started thread to core `cpu`, where it will be switched to next. It is
 * on no run queue meanwhile: nobody else switches to it, moves or ends it. Any context. -AX_EINVAL:
 * no such core; -AX_EBUSY: it is running; -AX_ESRCH: it is dead.
 */
int ax_hal_thread_migrate(struct ax_hal_thread *thread, unsigned cpu);

/* The thread's stack; size 0 if it has none that the platform knows. */
struct ax_hal_stack ax_hal_thread_stack(const struct ax_hal_thread *thread);

/*
 * For the idle task: waits in the kernel for an interrupt. Called with irq count exactly 1, and
 * yet handlers run during the wait, pending ones at once: so nothing is lost between the caller's
 * look at its run queue and the wait. Returns, count still 1, when at least one handler has run.
 */
void ax_hal_cpu_wait(void);

/*
 * A piece of work that may wait in the kernel for somebody else. fn does nothing but kernel calls:
 * it takes no lock and is no task's. Both functions get the job, which is the caller's, and whose
 * memory stays until `done` is called.
 */
struct ax_hal_job {
    void (*fn)(struct ax_hal_job *job);
    void (*done)(struct ax_hal_job *job); /* Manager context, like a handler. */
    bool faulted; /* Before `done`: fn has not returned but caused a fault, which was reported. */
    /* The platform's: */
    struct ax_hal_job *next;
    const struct ax_hal_thread *from; /* Who asked. */
};

/*
 * Where tasks share a thread of the kernel, has job->fn called by another one of this core, in the
 * order of the calls, and then job->done: true. False: each task has its own, and the caller is to
 * do it by itself. Task context.
 */
bool ax_hal_offload(struct ax_hal_job *job);

/* What the platform needs to know from the task layer. */
struct ax_hal_task_hooks {
    /* Should the task that stands still here be made to yield? Manager context, after handlers. */
    bool (*need_resched)(void);

    /* Another core has kicked this one (ax_hal_cpu_kick). Manager context, like a handler. */
    void (*ipi)(void);

    /*
     * Calls fn, which may wait in the kernel, and lets other tasks run meanwhile if the platform
     * can (ax_hal_offload). Task context, count zero.
     */
    void (*wait_in_kernel)(void (*fn)(void));

    /* Yields. Task context, count zero; the injected-yield trampoline and hal call it. */
    void (*preempt)(void);

    /*
     * Ends the current task with `code`. Task context, on its own reset stack, count zero, after
     * the report was printed.
     */
    void (*fault_exit)(int code) AX_NORETURN;

    /*
     * Writes "task 5 (name)" for the task in which `thread` is embedded into buf[0 .. n), cut as
     * needed, and returns buf. Any context, takes no lock. `thread` may be NULL.
     */
    const char *(*describe)(const struct ax_hal_thread *thread, char *buf, size_t n);

    /* The number of the task that runs on this core, 0 = none. Count raised or manager context. */
    uint64_t (*current_id)(void);
};

/* Sets the hooks, in bring-up context, before the first thread runs. `hooks` stays valid. */
void ax_hal_set_task_hooks(const struct ax_hal_task_hooks *hooks);

/* The hooks; never NULL: before they are set, ones that do nothing. For platforms. */
const struct ax_hal_task_hooks *ax_hal_task_hooks(void);

/* Exit codes of a task that was ended by a fault, and of an instance that panicked. */
#define AX_EXIT_FAULT 139
#define AX_EXIT_PANIC 134
