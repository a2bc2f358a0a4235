// SPDX-License-Identifier: BSD-2-Clause
/* Tasks of one core that give way to each other. */

#include <ax/core/string.h>

#include "bench.h"

#define SWITCHES 40000u

#define WARM 4u

struct ring {
    unsigned tasks;
    unsigned rounds;
    uint64_t time;
    uint64_t yields;
};

struct member {
    struct ring *ring;
    bool first;
};

static void yield_times(unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        ax_task_yield();
    }
}

/* In each round of the first task all others have one too. */
static int give_way(void *arg)
{
    const struct member *member = arg;
    struct ring *ring = member->ring;

    yield_times(WARM);
    uint64_t started = now();
    yield_times(ring->rounds);
    if (member->first) {
        ring->time = now() - started;
        ring->yields = (uint64_t)ring->rounds * ring->tasks;
    }
    return 0;
}

/* Of all tasks; atomically. */
static uint64_t yields;

static void counted_yields(unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        ax_task_yield();
        __atomic_fetch_add(&yields, 1, __ATOMIC_RELAXED);
    }
}

/*
 * The same with CFS, which has those go on more often that have run less. Counting takes five
 * instructions of each.
 */
static int give_way_fairly(void *arg)
{
    const struct member *member = arg;
    struct ring *ring = member->ring;

    counted_yields(WARM);
    uint64_t started = now();
    uint64_t before = __atomic_load_n(&yields, __ATOMIC_RELAXED);
    counted_yields(ring->rounds);
    if (member->first) {
        ring->time = now() - started;
        ring->yields = __atomic_load_n(&yields, __ATOMIC_RELAXED) - before;
    }
    return 0;
}

static void row(const char *name, ax_task_fn turns, unsigned tasks)
{
    struct ring ring = {.tasks = tasks, .rounds = SWITCHES / tasks};
    struct member first = {&ring, true}, other = {&ring, false};
    struct ax_task **task = ax_alloc(tasks * sizeof(*task));

    if (task == NULL) {
        ax_panic("bench: no memory for the list of %u tasks", tasks);
    }
    for (unsigned i = 0; i < tasks; i++) {
        task[i] = spawn_on(0, turns, i == 0 ? &first : &other);
    }
    for (unsigned i = 0; i < tasks; i++) {
        join(task[i]);
    }
    ax_free(task);
    put_row(name, ring.time, ring.yields);
}

void rows_yield(void)
{
    bool fair = strcmp(ax_task_scheduler_name(), "Completely Fair") == 0;
    ax_task_fn turns = fair ? give_way_fairly : give_way;

    row("yield-2", turns, 2);
    row("yield-16", turns, 16);
    row("yield-1000", turns, 1000);
}
