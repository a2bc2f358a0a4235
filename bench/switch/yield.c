// SPDX-License-Identifier: BSD-2-Clause
/* Tasks of one core that give way to each other. */

#include "bench.h"

#define SWITCHES 40000u

struct ring {
    uint64_t warm; /* yields before the clock starts */
    uint64_t end;
    uint64_t count;
    uint64_t started;
    uint64_t ended;
};

/* Whoever makes the counter reach its end stops the clock: the tasks' own ends are not counted. */
static int give_way(void *arg)
{
    struct ring *ring = arg;

    while (ring->count < ring->end) {
        uint64_t count = __atomic_add_fetch(&ring->count, 1, __ATOMIC_RELAXED);

        if (count == ring->warm) {
            ring->started = now();
        } else if (count == ring->end) {
            ring->ended = now();
        }
        ax_task_yield();
    }
    return 0;
}

static void row(const char *name, unsigned tasks)
{
    struct ring ring = {.warm = 2u * tasks, .end = 2u * tasks + SWITCHES};
    struct ax_task **task = ax_alloc(tasks * sizeof(*task));

    if (task == NULL) {
        ax_panic("bench: no memory for the list of %u tasks", tasks);
    }
    for (unsigned i = 0; i < tasks; i++) {
        task[i] = spawn_on(0, give_way, &ring);
    }
    for (unsigned i = 0; i < tasks; i++) {
        join(task[i]);
    }
    ax_free(task);
    put_row(name, ring.ended - ring.started, SWITCHES);
}

void rows_yield(void)
{
    row("yield-2", 2);
    row("yield-16", 16);
    row("yield-1000", 1000);
}
