// SPDX-License-Identifier: BSD-2-Clause
/* Mutexes, spin locks, semaphores, condition variables: who is inside, and what was put in and
 * taken out. */

#include "stress.h"

#define MUTEXES  6u
#define UNITS    3u
#define CAPACITY 4u
#define STOCK    2u

static struct {
    struct ax_mutex mutex;
    unsigned owner;  /* Guarded by mutex, like count: who has it, plus 1. */
    uint64_t count;  /* Times that it was held. */
    uint64_t locked; /* The same, counted outside; atomically. */
} mutexes[MUTEXES];

static struct {
    struct ax_spinlock lock;
    uint64_t count;  /* Guarded by lock. */
    uint64_t locked; /* Atomically. */
} spin;

static struct {
    struct ax_semaphore free;
    unsigned users; /* Atomically. */
} units;

static struct {
    struct ax_mutex mutex;
    struct ax_cond not_empty;
    struct ax_cond not_full;
    /* Guarded by mutex: */
    uint64_t items[CAPACITY];
    unsigned count;
    uint64_t in, out; /* Sums of what was put in and taken out. */
} buffer;

/* What those inside do meanwhile, so that others come. */
static void linger(struct worker *w)
{
    switch (dice_below(w, 8)) {
    case 0:
        ax_task_sleep_ns(dice_below(w, 30000));
        break;
    case 1:
        ax_task_yield();
        break;
    case 2:
        spin_ns(dice_below(w, 5000));
        break;
    default:
        break;
    }
}

/* ---- mutexes ---- */

static bool lock(struct worker *w, struct ax_mutex *m)
{
    int err;

    switch (dice_below(w, 3)) {
    case 0:
        err = ax_mutex_trylock(m);
        CHECK(w, err == 0 || err == -AX_EBUSY);
        break;
    case 1:
        err = ax_mutex_lock_until(m, ax_deadline_after(dice_below(w, 100000)));
        CHECK(w, err == 0 || err == -AX_ETIMEDOUT);
        break;
    default:
        err = ax_mutex_lock_until(m, ax_deadline_after(PATIENCE_NS));
        CHECK(w, err == 0);
        break;
    }
    return err == 0;
}

static void run_mutex(struct worker *w)
{
    unsigned i = dice_below(w, MUTEXES), me = w->number + 1;

    if (!lock(w, &mutexes[i].mutex)) {
        return;
    }
    CHECK(w, mutexes[i].owner == 0 && ax_mutex_held(&mutexes[i].mutex));
    mutexes[i].owner = me;
    linger(w);
    /* A second one, in the order of their numbers. */
    if (i + 1 < MUTEXES && dice_one_in(w, 4) && lock(w, &mutexes[i + 1].mutex)) {
        CHECK(w, mutexes[i + 1].owner == 0);
        mutexes[i + 1].count++;
        __atomic_fetch_add(&mutexes[i + 1].locked, 1, __ATOMIC_RELAXED);
        int err = ax_mutex_unlock(&mutexes[i + 1].mutex);
        CHECK(w, err == 0);
    }
    CHECK(w, mutexes[i].owner == me);
    mutexes[i].owner = 0;
    mutexes[i].count++;
    __atomic_fetch_add(&mutexes[i].locked, 1, __ATOMIC_RELAXED);
    int err = ax_mutex_unlock(&mutexes[i].mutex);
    CHECK(w, err == 0);
    CHECK(w, !ax_mutex_held(&mutexes[i].mutex));
}

static void run_spin_lock(struct worker *w)
{
    for (unsigned i = 1 + dice_below(w, 16); i > 0; i--) {
        ax_spin_lock(&spin.lock);
        spin.count++;
        ax_spin_unlock(&spin.lock);
        __atomic_fetch_add(&spin.locked, 1, __ATOMIC_RELAXED);
    }
}

/* ---- a semaphore: never more inside than it has units ---- */

static void run_semaphore(struct worker *w)
{
    if (dice_one_in(w, 3)) {
        int err = ax_semaphore_take_until(&units.free, ax_deadline_after(dice_below(w, 50000)));
        CHECK(w, err == 0 || err == -AX_ETIMEDOUT);
        if (err != 0) {
            return;
        }
    } else {
        take(w, &units.free);
    }
    unsigned users = __atomic_add_fetch(&units.users, 1, __ATOMIC_RELAXED);
    CHECK(w, users <= UNITS);
    linger(w);
    __atomic_fetch_sub(&units.users, 1, __ATOMIC_RELAXED);
    int err = ax_semaphore_give(&units.free);
    CHECK(w, err == 0);
}

/* ---- a buffer with room for a few ---- */

static void wait_for(struct worker *w, struct ax_cond *cond)
{
    int err = ax_cond_wait_until(cond, &buffer.mutex, ax_deadline_after(PATIENCE_NS));

    CHECK(w, err == 0);
}

static void put(struct worker *w)
{
    uint64_t item = dice(w);

    ax_mutex_lock(&buffer.mutex);
    while (buffer.count == CAPACITY) {
        wait_for(w, &buffer.not_full);
    }
    buffer.items[buffer.count++] = item;
    buffer.in += item;
    if (dice_one_in(w, 2)) {
        ax_cond_signal(&buffer.not_empty);
    } else {
        ax_cond_broadcast(&buffer.not_empty);
    }
    int err = ax_mutex_unlock(&buffer.mutex);
    CHECK(w, err == 0);
}

static void get(struct worker *w)
{
    ax_mutex_lock(&buffer.mutex);
    while (buffer.count == 0) {
        wait_for(w, &buffer.not_empty);
    }
    buffer.out += buffer.items[--buffer.count];
    ax_cond_signal(&buffer.not_full);
    int err = ax_mutex_unlock(&buffer.mutex);
    CHECK(w, err == 0);
}

/*
 * Some put first, some take first. Nobody waits for ever: as many as make the buffer fuller than it
 * was are yet to take, and the other way round.
 */
static void run_buffer(struct worker *w)
{
    if (dice_one_in(w, 2)) {
        put(w);
        get(w);
    } else {
        get(w);
        put(w);
    }
}

static void start(unsigned workers)
{
    (void)workers;
    for (unsigned i = 0; i < MUTEXES; i++) {
        ax_mutex_init(&mutexes[i].mutex);
    }
    ax_semaphore_init(&units.free, UNITS);
    ax_mutex_init(&buffer.mutex);
    ax_cond_init(&buffer.not_empty);
    ax_cond_init(&buffer.not_full);
    buffer.count = STOCK;
    buffer.in = buffer.out = 0;
    for (unsigned i = 0; i < STOCK; i++) {
        buffer.items[i] = i;
        buffer.in += i;
    }
}

static void finish(void)
{
    for (unsigned i = 0; i < MUTEXES; i++) {
        int err = ax_mutex_trylock(&mutexes[i].mutex);
        CHECK(NULL, err == 0);
        CHECK(NULL, mutexes[i].count == mutexes[i].locked);
        CHECK(NULL, ax_wait_count(&mutexes[i].mutex.wait) == 0);
    }
    CHECK(NULL, spin.count == spin.locked);
    CHECK(NULL, units.users == 0 && units.free.count == UNITS);
    CHECK(NULL, buffer.count == STOCK);
    for (unsigned i = 0; i < STOCK; i++) {
        buffer.out += buffer.items[i];
    }
    CHECK(NULL, buffer.in == buffer.out);
}

static const struct operation operations[] = {
    {"mutex", 12, run_mutex},
    {"spin-lock", 4, run_spin_lock},
    {"semaphore", 8, run_semaphore},
    {"buffer", 8, run_buffer},
    {NULL, 0, NULL},
};

const struct part part_locks = {.operations = operations, .start = start, .finish = finish};
