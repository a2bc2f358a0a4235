// SPDX-License-Identifier: BSD-2-Clause
/* Making and ending tasks: what it costs in time and in memory. */

#include "bench.h"

#define PIECES 25u
#define ROUNDS 8u
#define HELD   64u

static int nothing(void *arg)
{
    (void)arg;
    return 0;
}

/* The ended ones are taken apart behind the scenes: with this they are gone. */
static void settle(void)
{
    ax_task_sleep_ns(50 * AX_NS_PER_MS);
}

static void create_and_join(unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++) {
        join(spawn_on(0, nothing, NULL));
    }
}

struct used {
    uint64_t heap;
    uint64_t objects;
};

static struct used used(void)
{
    struct ax_alloc_stats heap;
    struct ax_hal_stats hal;

    ax_alloc_stats(&heap);
    ax_hal_stats(&hal);
    return (struct used){heap.heap_used, hal.object_used - hal.object_cached};
}

static void hold(struct ax_task *task[HELD])
{
    for (unsigned i = 0; i < HELD; i++) {
        task[i] = spawn_on(0, nothing, NULL);
    }
}

static void let_go(struct ax_task *task[HELD])
{
    for (unsigned i = 0; i < HELD; i++) {
        join(task[i]);
    }
}

/*
 * Memory of a task apart from its stack: on the heap, and in kernel objects. The first tasks take
 * what is kept of earlier ones.
 */
static void memory_rows(void)
{
    struct ax_task *first[HELD], *task[HELD];

    hold(first);
    struct used before = used();
    hold(task);
    struct used after = used();
    let_go(task);
    let_go(first);
    put_row("memory-heap-bytes", after.heap - before.heap, HELD);
    put_row("memory-kernel-bytes", after.objects - before.objects, HELD);
}

void rows_life(void)
{
    uint64_t piece[PIECES];

    create_and_join(20); /* fills the caches */
    for (unsigned i = 0; i < PIECES; i++) {
        uint64_t started = now();

        create_and_join(ROUNDS);
        piece[i] = now() - started;
    }
    put_row("create-join", median(piece, PIECES), ROUNDS);
    settle();
    memory_rows();
    settle();
}
