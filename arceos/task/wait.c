// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/errno.h>
#include <ax/hal/time.h>

#include "switch.h"

/* One wait, on the waiter's stack. */
struct waiter {
    struct ax_list link; /* Guarded by the lock of wq, like the rest. */
    struct ax_task *task;
    struct ax_wait_queue *wq; /* Changed by requeueing, under both locks. */
    uint64_t deadline_ns;     /* Constant. */
    bool notified;            /* Off the queue, by a notification. */
};

void ax_wait_queue_init(struct ax_wait_queue *wq)
{
    ax_spin_init(&wq->lock);
    ax_list_init(&wq->waiters);
}

/* The queue that the waiter is on by now, locked. */
static struct ax_wait_queue *lock_queue_of(struct waiter *w)
{
    for (;;) {
        struct ax_wait_queue *wq = __atomic_load_n(&w->wq, __ATOMIC_ACQUIRE);
        ax_spin_lock(&wq->lock);
        if (w->wq == wq) {
            return wq;
        }
        ax_spin_unlock(&wq->lock);
    }
}

/* Takes the waiter off its queue if nobody has yet: its time is over. */
static __attribute__((noinline)) int look_again(struct waiter *w)
{
    struct ax_wait_queue *wq = lock_queue_of(w);
    bool notified = w->notified;

    if (!notified) {
        ax_list_remove(&w->link);
    }
    ax_spin_unlock(&wq->lock);
    return notified ? 0 : -AX_ETIMEDOUT;
}

int ax_wait_locked(struct ax_wait_queue *wq, uint64_t deadline_ns)
{
    struct ax_percpu *cpu = ax_percpu();
    struct ax_rq *rq = cpu->sched;
    struct waiter w;

    ax_assert(cpu->masked == 1);
    w.task = cpu->current;
    w.wq = wq;
    w.deadline_ns = deadline_ns;
    w.notified = false;
    ax_list_push_back(&wq->waiters, &w.link);
    ax_spin_acquire_on(cpu, &rq->lock);
    /* The queue's lock goes first, the count stays at 1: nobody can wake before we are blocked. */
    ax_spin_release_on(cpu, &wq->lock);
    cpu = ax_block_on(cpu, rq, deadline_ns);

    /*
     * A notifier has taken us off the queue, and what is left for it to do is to release the
     * queue's lock, which may be gone once we return. With one core it has. Else the lock is looked
     * at, unless our alarm may have woken us: then nothing says that we see the lock taken.
     */
    if (ax_likely(w.notified &&
                  (cpu->alone || (w.deadline_ns == AX_TIME_NEVER && ax_spin_idle(&w.wq->lock))))) {
        ax_switch_tail(cpu);
        return 0;
    }
    ax_switch_tail(cpu);
    return look_again(&w);
}

int ax_wait(struct ax_wait_queue *wq, uint64_t deadline_ns)
{
    ax_assert(ax_irq_enabled());
    ax_spin_lock(&wq->lock);
    return ax_wait_locked(wq, deadline_ns);
}

int ax_wait_until_true(struct ax_wait_queue *wq, bool (*condition)(void *arg), void *arg,
                       uint64_t deadline_ns)
{
    int err = 0;

    ax_assert(ax_irq_enabled());
    for (;;) {
        ax_spin_lock(&wq->lock);
        bool met = condition(arg);
        if (met || err != 0) {
            ax_spin_unlock(&wq->lock);
            return met ? 0 : err;
        }
        err = ax_wait_locked(wq, deadline_ns);
    }
}

/* Lock held; once its task is woken, the waiter may be gone. What its link says is of no use. */
static inline struct ax_task *notify(struct waiter *w)
{
    struct ax_task *task = w->task;

    struct ax_list *prev = w->link.prev, *next = w->link.next;

    prev->next = next;
    next->prev = prev;
    w->notified = true;
    return ax_wake_on(ax_percpu(), task);
}

struct ax_task *ax_notify_locked(struct ax_wait_queue *wq)
{
    ax_spin_assert_held(&wq->lock);
    if (ax_list_empty(&wq->waiters)) {
        return NULL;
    }
    return notify(ax_list_entry(wq->waiters.next, struct waiter, link));
}

bool ax_notify_one(struct ax_wait_queue *wq)
{
    ax_spin_lock(&wq->lock);
    bool any = ax_notify_locked(wq) != NULL;
    ax_spin_unlock(&wq->lock);
    return any;
}

unsigned ax_notify_all(struct ax_wait_queue *wq)
{
    unsigned n = 0;

    ax_spin_lock(&wq->lock);
    while (ax_notify_locked(wq) != NULL) {
        n++;
    }
    ax_spin_unlock(&wq->lock);
    return n;
}

bool ax_notify_task(struct ax_wait_queue *wq, struct ax_task *task)
{
    bool found = false;

    ax_spin_lock(&wq->lock);
    ax_list_for_each(it, &wq->waiters)
    {
        struct waiter *w = ax_list_entry(it, struct waiter, link);
        if (w->task == task) {
            notify(w);
            found = true;
            break;
        }
    }
    ax_spin_unlock(&wq->lock);
    return found;
}

unsigned ax_wait_requeue(struct ax_wait_queue *from, struct ax_wait_queue *to, unsigned count)
{
    struct ax_wait_queue *first = from < to ? from : to;
    struct ax_wait_queue *second = from < to ? to : from;
    unsigned n = 0;

    if (from == to) {
        return 0;
    }
    /* By address, so that two requeues in opposite directions cannot lock each other out. */
    ax_spin_lock(&first->lock);
    ax_spin_lock(&second->lock);
    for (; n < count && !ax_list_empty(&from->waiters); n++) {
        struct ax_list *link = ax_list_pop_front(&from->waiters);
        ax_list_push_back(&to->waiters, link);
        __atomic_store_n(&ax_list_entry(link, struct waiter, link)->wq, to, __ATOMIC_RELEASE);
    }
    ax_spin_unlock(&second->lock);
    ax_spin_unlock(&first->lock);
    return n;
}

unsigned ax_wait_count(struct ax_wait_queue *wq)
{
    unsigned n = 0;

    ax_spin_lock(&wq->lock);
    ax_list_for_each(it, &wq->waiters)
    {
        n++;
    }
    ax_spin_unlock(&wq->lock);
    return n;
}
