// SPDX-License-Identifier: BSD-2-Clause
/*
 * What `ps` and `free` show of tasks: copies, taken without stopping anyone.
 */
#pragma once

#include <ax/task/task.h>

/* A task at one moment. */
struct ax_task_info {
    uint64_t id;
    char name[AX_TASK_NAME_MAX];
    enum ax_task_state state;
    unsigned cpu;
    int priority;
    int nice;
    bool idle;            /* The core's idle task. */
    uint64_t switches;    /* Times it was switched to. */
    uint64_t preemptions; /* Times it was made to yield. */
    uint64_t cpu_ns;      /* Time as the current task, up to now. */
};

/*
 * Fills *out with the living (or not yet collected) task of the least id greater than `after`
 * (0 = the first). 0, or -AX_ENOENT past the last. Any context.
 */
int ax_task_info_next(uint64_t after, struct ax_task_info *out);

/*
 * Calls visit(info, arg) for each task, in order of ids, without holding a lock; tasks that come or
 * go meanwhile may be missed. Any context.
 */
void ax_task_for_each(void (*visit)(const struct ax_task_info *info, void *arg), void *arg);

/* "ready", "running", "blocked", "exited". Constant. */
const char *ax_task_state_name(enum ax_task_state state);

/* Counters of all tasks since start, a snapshot. */
struct ax_task_stats {
    uint64_t created;     /* Tasks ever made. */
    uint64_t living;      /* Of them, those not ended: the service tasks included. */
    uint64_t ended;       /* Ended, not yet collected. */
    uint64_t held;        /* Collected, structure kept for a handle. */
    uint64_t switches;    /* On all cores. */
    uint64_t ticks;       /* Likewise. */
    uint64_t idle_ns;     /* Likewise. */
    uint64_t spare;       /* Structures kept for the next tasks: blocks of the heap, */
    uint64_t spare_bytes; /* and their sizes together. */
    unsigned ready;       /* Tasks on run queues at this moment. */
    unsigned timers;      /* Armed timers and alarms at this moment. */
};

/* Fills *out. Any context. */
void ax_task_stats(struct ax_task_stats *out);
