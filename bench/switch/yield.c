// SPDX-License-Identifier: BSD-2-Clause
/* Tasks of one core that give way to each other. */

#include "bench.h"

#define SWITCHES 40000u

#define WARM 4u

struct ring {
    unsigned rounds;
    uint64_t started;
    uint64_t ended;
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

    yield_times(WARM);
    if (member->first) {
        member->ring->started = now();
    }
    yield_times(member->ring->rounds);
    if (member->first) {
        member->ring->ended = now();
    }
    return 0;
}

static void row(const char *name, unsigned tasks)
{
    struct ring ring = {.rounds = SWITCHES / tasks};
    struct member first = {&ring, true}, other = {&ring, false};
    struct ax_task **task = ax_alloc(tasks * sizeof(*task));

    if (task == NULL) {
        ax_panic("bench: no memory for the list of %u tasks", tasks);
    }
    for (unsigned i = 0; i < tasks; i++) {
        task[i] = spawn_on(0, give_way, i == 0 ? &first : &other);
    }
    for (unsigned i = 0; i < tasks; i++) {
        join(task[i]);
    }
    ax_free(task);
    put_row(name, ring.ended - ring.started, (uint64_t)ring.rounds * tasks);
}

void rows_yield(void)
{
    row("yield-2", 2);
    row("yield-16", 16);
    row("yield-1000", 1000);
}
