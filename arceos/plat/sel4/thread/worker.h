// SPDX-License-Identifier: BSD-2-Clause
/*
 * TASK=thread: what the files of this folder share.
 *
 * A worker is a seL4 thread that runs tasks, one after the other. Whenever it does not run it waits
 * at its own endpoint, in the one ReplyRecv of switch.S. Its core's switcher, a thread between the
 * tasks and the manager in priority, calls that endpoint: that lets the worker run, and keeps the
 * switcher waiting for the answer, which the worker gives when it waits again.
 *
 *   worker of prev       core's current = next; ReplyRecv(own)   answers the switcher, waits
 *   switcher             Call(the current one's endpoint)        lets the worker of next run
 *
 * The switcher's right to an answer is in the running worker's TCB. It is lost if the worker
 * receives something else; but there is nothing else that it may receive from (PLAT_INDEX_OWN).
 * Calls to the manager or the root task, faults and preemptions leave it where it is.
 */
#pragma once

#include "../plat.h"

/* Behind the IPC buffer in its page. Written while the worker waits without a task. */
struct plat_worker {
    void (*entry)(void *arg); /* NULL: wait again, the manager has only looked */
    void *arg;
    uintptr_t stack; /* pointer */
    uintptr_t thread_pointer;
    struct plat_objects *objects;
    struct plat_worker *next; /* in the list of the waiting ones of its core */
    seL4_CPtr endpoint;
    unsigned cpu; /* whose manager its capabilities name, while it waits without a task */
};

_Static_assert((1u << seL4_IPCBufferSizeBits) + sizeof(struct plat_worker) <= AX_PAGE_SIZE,
               "a worker fits the page of its IPC buffer");

/* The worker of these objects. */
static inline struct plat_worker *plat_worker_of(const struct plat_objects *objects)
{
    return (struct plat_worker *)(objects->ipc_buffer + (1u << seL4_IPCBufferSizeBits));
}

/* Known to switch.S. */
_Static_assert(offsetof(struct plat_worker, entry) == 0 && offsetof(struct plat_worker, arg) == 8,
               "place of the first function");
_Static_assert(offsetof(struct plat_worker, stack) == 16 &&
                   offsetof(struct plat_worker, thread_pointer) == 24,
               "place of the first registers");
_Static_assert(offsetof(struct plat_thread, endpoint) == 40, "place of the endpoint");
_Static_assert(offsetof(struct ax_percpu, plat) + offsetof(struct plat_cpu, switches) == 56,
               "place of the count");
_Static_assert(offsetof(struct plat_thread, context) == 0, "a context is a thread");
_Static_assert(PLAT_TASK_OWN == 128, "where a worker waits");
_Static_assert(seL4_SysCall == -1 && seL4_SysReplyRecv == -2, "system calls");

/* switch.S: first instruction of the switcher: x0 = core's struct ax_percpu. */
void plat_switcher(void);

/* switch.S: first instruction of a worker, and what it goes to when its task has ended. */
void plat_worker_wait(struct plat_worker *worker) AX_NORETURN;

/* switch.S: the system call in which workers wait. */
extern const char plat_worker_svc[];

/* workers.c: makes the switcher of this core, unless it exists. Bring-up context. 0, -AX_ENOMEM. */
int plat_switcher_make(void);
/* workers.c: lets it run: it calls this core's current task. */
void plat_switcher_start(void);

/*
 * workers.c: a worker of core `cpu` without a task: one that waits there, or on another core, or a
 * new one. NULL: memory for kernel objects is used up. Task or bring-up context.
 */
struct plat_worker *plat_worker_take(unsigned cpu);
/* workers.c: for the next task on `cpu`, the core that it is of. Any context. */
void plat_worker_give(struct plat_worker *worker, unsigned cpu);
