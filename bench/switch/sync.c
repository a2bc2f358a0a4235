// SPDX-License-Identifier: BSD-2-Clause
/* Tasks that wait for each other. */

#include "bench.h"

#define PIECES       31u
#define ROUNDS       50u
#define CROSS_ROUNDS 2000u
#define WARM         10u

/* Two tasks that hand something to and fro; each round is two handoffs. */
struct pair {
    struct ax_semaphore sem[2];
    struct ax_mutex mutex;
    struct ax_cond cond[2];
    struct ax_wait_queue wq[2];
    unsigned turn;
    unsigned acquired;
    uint64_t time;
    uint64_t *round; /* What each round took: take_timed_turns(). */
};

struct side {
    struct pair *pair;
    unsigned number;
    void (*hand)(struct pair *pair, unsigned self);
};

static void hand_times(const struct side *side, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        side->hand(side->pair, side->number);
    }
}

/* Begin and end of the tasks are outside what is timed. */
static int take_turns(void *arg)
{
    struct side *side = arg;

    hand_times(side, WARM);
    uint64_t started = now();
    hand_times(side, ROUNDS);
    if (side->number == 0) {
        side->pair->time = now() - started;
    }
    hand_times(side, WARM);
    return 0;
}

/* The same, timing each round. */
static int take_timed_turns(void *arg)
{
    struct side *side = arg;

    for (unsigned i = 0; i < WARM + CROSS_ROUNDS; i++) {
        uint64_t started = now();

        side->hand(side->pair, side->number);
        if (side->number == 0 && i >= WARM) {
            side->pair->round[i - WARM] = now() - started;
        }
    }
    return 0;
}

static void take_turns_on(struct pair *pair, ax_task_fn turns,
                          void (*hand)(struct pair *pair, unsigned self), unsigned other)
{
    struct side side[2] = {{pair, 0, hand}, {pair, 1, hand}};

    for (unsigned i = 0; i < 2; i++) {
        ax_semaphore_init(&pair->sem[i], 0);
        ax_cond_init(&pair->cond[i]);
        ax_wait_queue_init(&pair->wq[i]);
    }
    ax_mutex_init(&pair->mutex);
    struct ax_task *task[2] = {spawn_on(0, turns, &side[0]), spawn_on(other, turns, &side[1])};
    join(task[0]);
    join(task[1]);
}

/*
 * In pieces, each with new tasks and much shorter than a tick, and the median piece: a tick of
 * CFS's may preempt the one that has the mutex, and for a while the other one waits for that as
 * well.
 */
static void row(const char *name, void (*hand)(struct pair *pair, unsigned self))
{
    uint64_t piece[PIECES];

    for (unsigned i = 0; i < PIECES; i++) {
        struct pair pair = {.turn = 0};

        take_turns_on(&pair, take_turns, hand, 0);
        piece[i] = pair.time;
    }
    put_row(name, median(piece, PIECES), 2u * ROUNDS);
}

/*
 * Between two cores, which the counted instructions have one after the other: the one that hands
 * over goes idle before the other begins, unless its turn at the machine ends in between. Then both
 * run, and perhaps wait for each other, in some of the rounds. The median round is one without.
 */
static void cross_core_row(const char *name, void (*hand)(struct pair *pair, unsigned self))
{
    static uint64_t round[CROSS_ROUNDS];
    struct pair pair = {.turn = 0, .round = round};

    take_turns_on(&pair, take_timed_turns, hand, 1);
    put_row(name, median(round, CROSS_ROUNDS), 2);
}

/* Task 0 gives and takes, task 1 takes and gives: each handoff is one switch. */
static void by_semaphore(struct pair *pair, unsigned self)
{
    if (self == 0) {
        ax_semaphore_give(&pair->sem[1]);
        ax_semaphore_take(&pair->sem[0]);
    } else {
        ax_semaphore_take(&pair->sem[1]);
        ax_semaphore_give(&pair->sem[0]);
    }
}

/* Yields with the mutex held, so that the other is waiting for it when it is unlocked. */
static void by_mutex(struct pair *pair, unsigned self)
{
    (void)self;
    ax_mutex_lock(&pair->mutex);
    pair->acquired++;
    ax_task_yield();
    ax_mutex_unlock(&pair->mutex);
    ax_task_yield();
}

static void by_condition(struct pair *pair, unsigned self)
{
    ax_mutex_lock(&pair->mutex);
    while (pair->turn != self) {
        ax_cond_wait(&pair->cond[self], &pair->mutex);
    }
    pair->turn = 1 - self;
    ax_cond_signal(&pair->cond[1 - self]);
    ax_mutex_unlock(&pair->mutex);
}

static void by_wait_queue(struct pair *pair, unsigned self)
{
    ax_wait_lock(&pair->wq[self]);
    if (__atomic_load_n(&pair->turn, __ATOMIC_RELAXED) != self) {
        int err = ax_wait_locked(&pair->wq[self], AX_TIME_NEVER);
        ax_assert(err == 0);
    } else {
        ax_wait_unlock(&pair->wq[self]);
    }
    ax_wait_lock(&pair->wq[1 - self]);
    __atomic_store_n(&pair->turn, 1 - self, __ATOMIC_RELAXED);
    ax_notify_locked(&pair->wq[1 - self]);
    ax_wait_unlock(&pair->wq[1 - self]);
}

void rows_sync(void)
{
    row("semaphore-handoff", by_semaphore);
    row("mutex-contended", by_mutex);
    row("condition-handoff", by_condition);
    row("wait-queue-same-core", by_wait_queue);
    if (ax_hal_cpu_count() > 1) {
        cross_core_row("wait-queue-cross-core", by_wait_queue);
    }
}
