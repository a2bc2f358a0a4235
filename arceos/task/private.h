// SPDX-License-Identifier: BSD-2-Clause
/*
 * Private to task: the task itself, the run queues, and how a scheduler joins.
 *
 * Locks, outermost first: the task list's or a wait queue's, then one run queue's, never two. A
 * ready task that moves is on no queue in between, and then its one mover's. A task
 * that switches away holds its run queue's lock, with the irq count at exactly 1, and the task that
 * runs next releases it: nobody can pick up a task that has not left its core yet.
 */
#pragma once

#include <ax/core/assert.h>
#include <ax/core/heap.h>
#include <ax/core/list.h>
#include <ax/hal/percpu.h>
#include <ax/hal/spinlock.h>
#include <ax/hal/thread.h>
#include <ax/task/info.h>
#include <ax/task/task.h>
#include <ax/task/timer.h>
#include <ax/task/wait.h>

struct ax_task {
    struct ax_hal_thread thread; /* First: percpu.h promises it. */

    /* Guarded by the lock of the run queue of core `cpu`; what every switch touches comes first: */
    struct ax_list run_link;
    uint64_t cpu_ticks; /* Of the counter. While it is its core's current task: less the time when
                         * it became that, modulo 2^64 (ax_task_ticks). */
    uint64_t switches;
    unsigned priority; /* 0: an idle task's. */
    unsigned cpu;
    unsigned slice;           /* Round robin: ticks that it has had of it. */
    enum ax_task_state state; /* READY: it is of its run queue, as the current task or waiting. */
    uint64_t cpu_mask;
    bool idle; /* Constant. */

    /* The same, used less often: */
    bool detached; /* CFS: vruntime is relative, from detach to enqueue. */
    int nice;
    struct ax_heap_node fair_node; /* CFS. */
    uint64_t vruntime;             /* CFS: weighted ns. */
    uint64_t charged;              /* CFS: how much of its time is in vruntime, in ticks. */
    uint64_t preemptions;
    struct ax_timer alarm; /* Armed only while blocked; fn is NULL. */

    /* Constant after creation: */
    uint64_t id;
    char name[AX_TASK_NAME_MAX];
    ax_task_fn entry;
    void *arg;
    void *ext;
    const struct ax_task_ext_ops *ext_ops;

    struct ax_wait_queue exit_wait;
    /* Guarded by exit_wait.lock: */
    bool exited;
    int exit_code;

    /* Guarded by the task list's lock: */
    unsigned refs; /* One for the handle, one until collected. */
    bool collected;
    struct ax_list all_link;

    struct ax_list gc_link; /* Guarded by gc_wait.lock of the core that it ended on. */
};

_Static_assert(offsetof(struct ax_task, thread) == 0, "percpu.current is its thread");

/* A state that others take for READY: on the way from one run queue to another. */
#define AX_TASK_MOVING ((enum ax_task_state)(AX_TASK_EXITED + 1))

/*
 * Tasks by priority. Those of a level form a ring without a head, linked by run_link: the one that
 * `first` points to runs or is to run next, then in order of arrival. The current task stays where
 * it is, the first of its level, until it blocks: to give way to the next of its level is to move
 * `first` on by one.
 */
struct ax_levels {
    uint64_t nonempty; /* Bit p: level p has a task. AX_LEVELS_NOT_USED: none is looked at. */
    struct ax_list *first[AX_PRIORITIES];
};

_Static_assert(AX_PRIORITIES <= 32, "a bit each in ax_levels.nonempty");

/* More urgent than any level: the queue is another one, its scheduler is to be asked. */
#define AX_LEVELS_NOT_USED (1ull << 63)

/* Ready tasks by virtual run time (CFS). */
struct ax_fair {
    struct ax_heap heap;  /* fair_node, by vruntime. */
    struct ax_list tasks; /* run_link: the same tasks, to be walked. */
    uint64_t min;         /* No task falls far behind it; never decreases. */
    uint64_t turn_ns;     /* How long the current task has run since it was picked. */
};

/* Blocks for tasks to come (store.c). */
struct ax_store {
    struct ax_spinlock lock; /* A leaf. */
    /* Guarded by lock: */
    void *first;
    unsigned count;
};

/* Each core's. Laid out so that cores do not share cache lines. */
struct ax_rq {
    alignas(128) struct ax_spinlock lock;
    /* Guarded by lock, as is the core's percpu.current: */
    unsigned runnable;       /* Tasks that are queued or current, without the idle task; others look
                              * at it without the lock. */
    struct ax_levels levels; /* The scheduler's, the current task included. */
    struct ax_fair fair;     /* CFS has this one instead, without the current task. */
    struct ax_task *leaving; /* Has just been switched from and may not run here any more. */
    struct ax_task *idle;
    uint64_t next_tick;
    struct ax_heap timers;
    unsigned armed;      /* Nodes in timers. */
    uint64_t programmed; /* What the core's timer is set for. */
    uint64_t ticks;

    struct ax_wait_queue gc_wait;
    struct ax_list ended; /* Guarded by gc_wait.lock. */

    struct ax_store store;

    struct ax_percpu *percpu; /* Constant. */
    unsigned cpu;             /* Constant. */
    bool online;              /* Set once, when the core can take tasks. */
};

/* percpu.need_resched: what there is to do at the end of a masked section. Lock held. */
enum ax_resched {
    AX_RESCHED_YIELD = 1, /* The current task should yield. */
    AX_RESCHED_PLACE = 2, /* `leaving` should be placed. */
    AX_RESCHED_TIMER = 4, /* The core's timer should be set: next_tick was moved. */
};

/* Why a task is queued, or the current one waits for its next turn. */
enum ax_enqueue {
    AX_ENQUEUE_NEW,
    AX_ENQUEUE_WOKEN,     /* It was blocked. */
    AX_ENQUEUE_MOVED,     /* It was to move to another core, and has, or may stay after all. */
    AX_ENQUEUE_YIELDED,   /* The current task gave way by itself. */
    AX_ENQUEUE_PREEMPTED, /* The current task was made to yield. */
};

/* A scheduler: all are called with the run queue's lock held. */
struct ax_sched_ops {
    const char *param; /* The word after sched= */
    const char *name;  /* As the banner says it. */
    void (*enqueue)(struct ax_rq *rq, struct ax_task *task, enum ax_enqueue why);
    struct ax_task *(*pick)(struct ax_rq *rq);              /* The next current one; NULL = none. */
    void (*leave)(struct ax_rq *rq, struct ax_task *task);  /* The current one blocks, ends or
                                                             * leaves. */
    void (*remove)(struct ax_rq *rq, struct ax_task *task); /* One that waits is taken off. */
    bool (*tick)(struct ax_rq *rq, struct ax_task *current); /* True: current should yield. */
    /* True: `woken`, just queued, is to run in place of `current` at once. One that is to wait for
     * that, but not until the next tick, moves that (ax_tick_within). */
    bool (*preempts)(struct ax_rq *rq, const struct ax_task *woken, const struct ax_task *current);
    /* Takes one that may run on `cpu` off, but not `current`; NULL = none. */
    struct ax_task *(*steal)(struct ax_rq *rq, unsigned cpu, const struct ax_task *current);
    bool uses_levels; /* Its queue is rq->levels, and all these are those of levels.c but tick. */
    /* Optional: `task`, the current one, has run for `ns` since the last call. */
    void (*ran)(struct ax_rq *rq, struct ax_task *task, uint64_t ns);
    /* Optional: `task`, not queued, leaves for another core; several times if it goes on. */
    void (*detach)(struct ax_rq *rq, struct ax_task *task);
};

extern const struct ax_sched_ops ax_sched_fifo;
extern const struct ax_sched_ops ax_sched_rr;
extern const struct ax_sched_ops ax_sched_cfs;

/* The one in use. */
extern const struct ax_sched_ops *ax_sched;

#define AX_TICK_NS (AX_NS_PER_SEC / AX_TICKS_PER_SEC)

/* ---- Run queues (sched.c) ------------------------------------------------------------------- */

struct ax_rq *ax_rq_of(unsigned cpu);
void ax_rq_init(struct ax_rq *rq, unsigned cpu);

/* This core's run queue, locked, with the irq count raised by one in all. */
struct ax_rq *ax_rq_lock_this(void);

/* The run queue that `task` is of, locked. The second: irq count raised, `cpu` is this core's. */
struct ax_rq *ax_rq_lock_task(const struct ax_task *task);
struct ax_rq *ax_rq_lock_of(const struct ax_percpu *cpu, const struct ax_task *task);

/*
 * Switches from the current task, whose state says why, to the next one. Lock held, irq count 1;
 * both are released when the caller runs again.
 */
void ax_schedule(struct ax_rq *rq);

/* What a task does first when it runs after a switch: releases what the one before held. */
void ax_schedule_tail(void);

/* The core's current task; NULL in bring-up. Lock held. */
static inline struct ax_task *ax_rq_current(const struct ax_rq *rq)
{
    return rq->percpu->current;
}

/* How long the task has run until now, in ticks of the counter. Lock of its run queue held. */
uint64_t ax_task_ticks(const struct ax_task *task);

/* Starts the core's first task, in bring-up context. Same rules. */
void ax_schedule_first(struct ax_rq *rq) AX_NORETURN;

/* The end of the current task: does not return. Same rules. */
void ax_schedule_last(struct ax_rq *rq) AX_NORETURN;

/*
 * Blocks the current task until it is woken or its alarm goes off. Called as ax_schedule() is;
 * returns with the lock of this core's run queue held and the irq count 1: ax_schedule_tail() is
 * the caller's.
 */
void ax_block(struct ax_rq *rq, uint64_t deadline_ns);

/*
 * Makes a blocked task ready; nothing if it is not blocked. Lock of its run queue held, and let go
 * for a while if the task has to move.
 */
void ax_wake_locked(struct ax_rq *rq, struct ax_task *task);

/* Puts a new task on its core's run queue. */
void ax_rq_add(struct ax_task *task);

/* Takes a queued task off. Lock held. */
void ax_rq_remove(struct ax_rq *rq, struct ax_task *task);

/* Queues a ready task and asks whoever should run it. Lock held. */
void ax_rq_put(struct ax_rq *rq, struct ax_task *task, enum ax_enqueue why);

/* Tells a scheduler that wants to know how long the current task has run. Lock held. */
void ax_rq_account(struct ax_rq *rq);

/* Has the core of `rq` do that, this one at the end of its masked section. Lock held. */
void ax_ask(struct ax_rq *rq, enum ax_resched what);

/* ---- Between cores (balance.c) -------------------------------------------------------------- */

/* This core can take tasks from now on. */
void ax_core_online(struct ax_rq *rq);

static inline bool ax_may_run(const struct ax_task *task, unsigned cpu)
{
    return (task->cpu_mask >> cpu & 1) != 0;
}

/*
 * Queues a task that is ready and on no queue on a core where it may run, moving it if need be.
 * No run queue's lock held, irq count raised.
 */
void ax_place(struct ax_task *task);

/* Tells an idle core that may take `task`, which is queued and has to wait. Lock held. */
void ax_tell_idle(const struct ax_task *task);

/* Says whether this core, which is idle, looks for tasks of others. */
void ax_core_set_idle(struct ax_rq *rq, bool idle);

/* Takes a task that waits on another core and queues it here; false if there is none. irq count
 * raised, no lock held. */
bool ax_steal(struct ax_rq *rq);

/* ---- IPIs (ipi.c) --------------------------------------------------------------------------- */

void ax_ipi_init(void);
/* hal's hook: runs what other cores have asked this one to. */
void ax_ipi_run(void);

/* hal's hooks. */
bool ax_need_resched(void);
void ax_preempt(void);
void ax_wait_in_kernel(void (*fn)(void));

/* ---- Timers (timer.c); lock of the run queue held ---------------------------------------------
 */

void ax_timer_arm_locked(struct ax_rq *rq, struct ax_timer *timer, uint64_t deadline_ns);
bool ax_timer_cancel_locked(struct ax_rq *rq, struct ax_timer *timer);
/* Sets the core's timer for what comes first; on the core itself. */
void ax_timer_program(struct ax_rq *rq);
/* Moves the next tick of a core that runs a task: it comes in `ns` or sooner. From any core. */
void ax_tick_within(struct ax_rq *rq, uint64_t ns);
/* The timer interrupt. */
void ax_timer_interrupt(void);

/* ---- Tasks (task.c, service.c, info.c) ------------------------------------------------------- */

/* The store of a core that comes up. */
void ax_store_init(struct ax_store *store);
/*
 * A zeroed task, in state MOVING; NULL: no memory. With `tls`, also a block of thread-local storage
 * if threads do not bring their own: then its thread pointer is stored. Task or bring-up context.
 */
struct ax_task *ax_store_take(bool tls, uintptr_t *thread_pointer);
/* Gives back what nobody can see any more. */
void ax_store_give(struct ax_task *task);
/* Adds what is there to stats->spare and spare_bytes. */
void ax_store_count(struct ax_store *store, struct ax_task_stats *stats);

/* Makes a task that is on no run queue; refs as given. */
int ax_task_make(ax_task_fn entry, void *arg, const struct ax_task_options *options, unsigned cpu,
                 unsigned refs, struct ax_task **out);
/* Drops one reference. */
void ax_task_put(struct ax_task *task);
/* Frees what a dead task no longer needs and drops the reference of the living. */
void ax_task_collect(struct ax_task *task);
/* Makes the idle and gc tasks of a core. */
int ax_service_init(struct ax_rq *rq);
/* Hands the current task, which is about to end, to the gc task. irq count raised. */
void ax_service_give(struct ax_rq *rq, struct ax_task *task);

/* All tasks, by id. */
struct ax_task_list {
    struct ax_spinlock lock;
    /* Guarded by lock: */
    struct ax_list tasks; /* all_link. */
    uint64_t created;
    uint64_t living;
    uint64_t ended;
    uint64_t held;
    uint64_t switches; /* To those that are not on the list any more. */
};

extern struct ax_task_list ax_tasks;
