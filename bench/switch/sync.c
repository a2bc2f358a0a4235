// SPDX-License-Identifier: BSD-2-Clause
/* Tasks that wait for each other. */

#include "bench.h"

#define ROUNDS 4000u
#define WARM   100u

/* Two tasks that hand something to and fro; each round is two handoffs. */
struct pair {
    struct ax_semaphore sem[2];
    struct ax_mutex mutex;
    struct ax_cond cond[2];
    struct ax_wait_queue wq[2];
    unsigned turn;
    unsigned acquired;
    uint64_t started;
    uint64_t ended;
};

struct side {
    struct pair *pair;
    unsigned number;
    void (*hand)(struct pair *pair, unsigned self);
};

static int take_turns(void *arg)
{
    struct side *side = arg;

    for (unsigned i = 0; i < WARM + ROUNDS; i++) {
        if (side->number == 0 && i == WARM) {
            side->pair->started = now();
        }
        side->hand(side->pair, side->number);
    }
    if (side->number == 0) {
        side->pair->ended = now();
    }
    return 0;
}

static void row(const char *name, void (*hand)(struct pair *pair, unsigned self), unsigned other)
{
    struct pair pair = {.turn = 0};
    struct side side[2] = {{&pair, 0, hand}, {&pair, 1, hand}};

    for (unsigned i = 0; i < 2; i++) {
        ax_semaphore_init(&pair.sem[i], 0);
        ax_cond_init(&pair.cond[i]);
        ax_wait_queue_init(&pair.wq[i]);
    }
    ax_mutex_init(&pair.mutex);
    struct ax_task *task[2] = {spawn_on(0, take_turns, &side[0]),
                               spawn_on(other, take_turns, &side[1])};
    join(task[0]);
    join(task[1]);
    put_row(name, pair.ended - pair.started, 2u * ROUNDS);
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
    row("semaphore-handoff", by_semaphore, 0);
    row("mutex-contended", by_mutex, 0);
    row("condition-handoff", by_condition, 0);
    row("wait-queue-same-core", by_wait_queue, 0);
    if (ax_hal_cpu_count() > 1) {
        row("wait-queue-cross-core", by_wait_queue, 1);
    }
}
