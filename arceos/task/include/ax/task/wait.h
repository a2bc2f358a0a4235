// SPDX-License-Identifier: BSD-2-Clause
/*
 * Wait queues: tasks wait in order of arrival until they are notified or their time is over. What
 * everything that blocks is built from.
 *
 * No wake-up is lost: a waiter is on the queue and marked blocked, and its alarm armed, before the
 * queue's lock is released. A notification and the alarm may both come; then it counts as notified.
 *
 * Two ways to use one. The simple one: ax_wait(), ax_wait_until_true() and ax_notify_one/all(). The
 * other, for those who guard more than the queue with its lock: ax_wait_lock(), look at what is
 * guarded, then ax_wait_locked() or ax_notify_locked().
 *
 * Waiting needs task context; notifying, locking and unlocking work in any context.
 */
#pragma once

#include <ax/core/list.h>
#include <ax/core/types.h>
#include <ax/hal/spinlock.h>
#include <ax/hal/time.h>
#include <ax/task/task.h>

/* Tasks that wait, first come first; contents are its own. */
struct ax_wait_queue {
    struct ax_spinlock lock; /* Taken before any run queue's lock. */
    struct ax_list waiters;  /* Guarded by lock: who has not been notified, oldest first. */
};

#define AX_WAIT_QUEUE_INIT(name)                                                                   \
    {                                                                                              \
        AX_SPINLOCK_INIT, AX_LIST_INIT((name).waiters)                                             \
    }

/* Makes an empty queue. It needs no destruction, but nobody may wait on it when it goes. */
void ax_wait_queue_init(struct ax_wait_queue *wq);

/*
 * Waits for a notification, until the absolute time `deadline_ns` at most (AX_TIME_NEVER = for
 * ever). 0: notified; -AX_ETIMEDOUT.
 */
int ax_wait(struct ax_wait_queue *wq, uint64_t deadline_ns);

/*
 * Waits until condition(arg) is true, looking again after each notification. The condition is
 * called with the queue's lock held, in the waiter's own context: it must be short and not block,
 * and whoever makes it true notifies afterwards. 0: it is true; -AX_ETIMEDOUT: it is false still.
 */
int ax_wait_until_true(struct ax_wait_queue *wq, bool (*condition)(void *arg), void *arg,
                       uint64_t deadline_ns);

/* Wakes the task that waits longest; false if none waits. */
bool ax_notify_one(struct ax_wait_queue *wq);

/* Wakes all that wait now; returns how many. */
unsigned ax_notify_all(struct ax_wait_queue *wq);

/* Wakes `task` if it waits here. */
bool ax_notify_task(struct ax_wait_queue *wq, struct ax_task *task);

/*
 * Moves up to `count` waiters of `from` to the end of `to`, where they go on waiting, their
 * deadlines unchanged; returns how many.
 */
unsigned ax_wait_requeue(struct ax_wait_queue *from, struct ax_wait_queue *to, unsigned count);

/* Tasks that wait now. */
unsigned ax_wait_count(struct ax_wait_queue *wq);

/*
 * Takes the queue's lock, under which conditions may be looked at. Raises the irq count. Returns
 * this core's block, which is good until the lock is let go.
 */
static inline struct ax_percpu *ax_wait_lock(struct ax_wait_queue *wq)
{
    return ax_spin_lock(&wq->lock);
}

/* Lets go of what ax_wait_lock() took. */
static inline void ax_wait_unlock(struct ax_wait_queue *wq)
{
    ax_spin_unlock(&wq->lock);
}

/* The same for those who have kept this core's block. */
static inline void ax_wait_unlock_on(struct ax_percpu *cpu, struct ax_wait_queue *wq)
{
    ax_spin_unlock_on(cpu, &wq->lock);
}

/*
 * Like ax_wait(), called with the queue's lock held once and no other; releases it. On return it is
 * not held.
 */
int ax_wait_locked(struct ax_wait_queue *wq, uint64_t deadline_ns);

/*
 * Like ax_notify_one(), with the lock held: returns the task that was woken, NULL if none waited.
 * It counts as notified even if its alarm went off at the same time.
 */
struct ax_task *ax_notify_locked(struct ax_wait_queue *wq);

/* True when nobody waits. Lock held. */
static inline bool ax_wait_empty_locked(const struct ax_wait_queue *wq)
{
    return ax_list_empty(&wq->waiters);
}

/* `now + ns` as a deadline that cannot wrap. */
static inline uint64_t ax_deadline_after(uint64_t ns)
{
    uint64_t now = ax_hal_time_now_ns();

    return ns > AX_TIME_NEVER - now ? AX_TIME_NEVER : now + ns;
}
