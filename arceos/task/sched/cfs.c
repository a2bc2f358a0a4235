// SPDX-License-Identifier: BSD-2-Clause
/*
 * Completely fair: the ready task that has run least goes first, where run time counts the less the
 * lower a task's nice value is. Priorities are not looked at. Ready tasks are in a heap by virtual
 * run time: O(log n) a switch, nothing allocated.
 */

#include "../private.h"

#define NICE_0 1024

/* What a task that wakes may be ahead of the others, and must be to preempt. */
#define CREDIT_NS      AX_TICK_NS
#define GRANULARITY_NS (AX_TICK_NS / 2)

/*
 * For so long nobody preempts by waking up. To be interrupted and put back costs time of the task
 * to which it is done: without this, one that wakes as often as it can would leave it no other.
 */
#define TURN_NS (AX_TICK_NS / 50)

/* 1024 * 1.25^-nice, rounded: each step of nice is about a tenth of the time of two equals. */
static const uint32_t weights[AX_NICE_MAX - AX_NICE_MIN + 1] = {
    88818, 71054, 56843, 45475, 36380, 29104, 23283, 18626, 14901, 11921, 9537, 7629, 6104, 4883,
    3906,  3125,  2500,  2000,  1600,  1280,  1024,  819,   655,   524,   419,  336,  268,  215,
    172,   137,   110,   88,    70,    56,    45,    36,    29,    23,    18,   15};

static struct ax_task *task_of(struct ax_heap_node *node)
{
    return ax_container_of(node, struct ax_task, fair_node);
}

static void enqueue(struct ax_rq *rq, struct ax_task *task, enum ax_enqueue why)
{
    struct ax_fair *fair = &rq->fair;
    struct ax_heap_node *first = ax_heap_min(&fair->heap);

    if (why == AX_ENQUEUE_NEW) {
        task->vruntime = fair->min;
    } else if (task->detached) {
        task->vruntime += fair->min;
    } else if (why == AX_ENQUEUE_WOKEN || why == AX_ENQUEUE_MOVED) {
        /* However long it slept. */
        task->vruntime = AX_MAX(task->vruntime, fair->min - AX_MIN(fair->min, CREDIT_NS));
    } else if (why == AX_ENQUEUE_YIELDED && first != NULL) {
        /* Behind the next one at least: equal keys keep their order. */
        task->vruntime = AX_MAX(task->vruntime, first->key);
    }
    task->detached = false;
    ax_heap_insert(&fair->heap, &task->fair_node, task->vruntime);
    ax_list_push_back(&fair->tasks, &task->run_link);
}

static void take_off(struct ax_rq *rq, struct ax_task *task)
{
    ax_heap_remove(&rq->fair.heap, &task->fair_node);
    ax_list_remove(&task->run_link);
}

/* The current task is not queued. */
static void leave(struct ax_rq *rq, struct ax_task *task)
{
    (void)rq;
    (void)task;
}

static struct ax_task *pick(struct ax_rq *rq)
{
    struct ax_heap_node *first = ax_heap_min(&rq->fair.heap);

    if (first == NULL) {
        return NULL;
    }
    struct ax_task *task = task_of(first);
    rq->fair.min = AX_MAX(rq->fair.min, first->key);
    rq->fair.turn_ns = 0;
    take_off(rq, task);
    return task;
}

static void ran(struct ax_rq *rq, struct ax_task *task, uint64_t ns)
{
    struct ax_heap_node *first = ax_heap_min(&rq->fair.heap);

    rq->fair.turn_ns += ns;
    task->vruntime += ns * NICE_0 / weights[task->nice - AX_NICE_MIN];
    uint64_t least = first != NULL ? AX_MIN(task->vruntime, first->key) : task->vruntime;
    rq->fair.min = AX_MAX(rq->fair.min, least);
}

static bool tick(struct ax_rq *rq, struct ax_task *current)
{
    struct ax_heap_node *first = ax_heap_min(&rq->fair.heap);

    return first != NULL && first->key < current->vruntime;
}

static bool preempts(struct ax_rq *rq, const struct ax_task *woken, const struct ax_task *current)
{
    if (woken->vruntime + GRANULARITY_NS > current->vruntime) {
        return false;
    }
    if (rq->fair.turn_ns < TURN_NS) {
        ax_tick_within(rq, TURN_NS - rq->fair.turn_ns);
        return false;
    }
    return true;
}

/* The one that was queued last: it has waited least and is not the next one here. */
static struct ax_task *steal(struct ax_rq *rq, unsigned cpu, const struct ax_task *current)
{
    (void)current; /* It is not queued. */
    for (struct ax_list *at = rq->fair.tasks.prev; at != &rq->fair.tasks; at = at->prev) {
        struct ax_task *task = ax_list_entry(at, struct ax_task, run_link);

        if (ax_may_run(task, cpu)) {
            take_off(rq, task);
            return task;
        }
    }
    return NULL;
}

/* Virtual times of two cores have nothing to do with each other. */
static void detach(struct ax_rq *rq, struct ax_task *task)
{
    if (!task->detached) {
        task->vruntime -= AX_MIN(task->vruntime, rq->fair.min);
        task->detached = true;
    }
}

const struct ax_sched_ops ax_sched_cfs = {
    .param = "cfs",
    .name = "Completely Fair",
    .enqueue = enqueue,
    .pick = pick,
    .leave = leave,
    .remove = take_off,
    .tick = tick,
    .preempts = preempts,
    .steal = steal,
    .ran = ran,
    .detach = detach,
};
