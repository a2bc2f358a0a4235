// SPDX-License-Identifier: BSD-2-Clause
/*
 * Block and wake: a task takes the units of a semaphore, with and without a deadline, while another
 * core and an interrupt handler of its own core give them, and its alarm goes off when it likes.
 *
 * @functions arceos/task/wait.c: ax_wait_locked look_again lock_queue_of notify ax_notify_locked
 * @functions arceos/task/wait.c: ax_wait_requeue
 * @functions arceos/task/sched.c: ax_block schedule leave ax_wake ax_wake_locked
 * @functions arceos/task/switch.h: ax_block_on ax_wake_on ax_switch_tail ax_make_ready
 * @functions arceos/task/timer.c: expire ax_timer_interrupt
 * @functions arceos/task/service.c: idle_main
 * @functions arceos/sync/semaphore.c: ax_semaphore_take_until ax_semaphore_give
 * @functions arceos/hal/include/ax/hal/spinlock.h: ax_spin_lock ax_spin_acquire_on ax_spin_idle
 * @functions arceos/hal/include/ax/hal/spinlock.h: ax_spin_release_on ax_spin_unlock_on
 *
 * @holds semaphore
 * @holds requeue -DREQUEUE
 * @fails queue-lock-first -DBUG_QUEUE_LOCK_FIRST: invalid end state
 * @fails look-without-lock -DBUG_LOOK_WITHOUT_LOCK: invalid end state
 * @fails return-too-early -DBUG_RETURN_TOO_EARLY: assertion violated
 *
 * What is shown. No wake-up is lost: as long as units are given, the task ends (no invalid end
 * state). A notification that took the task off the queue counts, even if the alarm comes at the
 * same moment: no unit is lost. No lock is waited for for ever. Once the task has its last unit,
 * nobody touches its place in the queue, nor the queue, which may be gone. It is never queued while
 * it runs, and no alarm is left behind.
 *
 * What is left out, and why that is sound. One waiter: the queue's order decides only who is woken,
 * each waiter has its own place in it, and all of it changes under the queue's lock. A core that
 * only gives: what it does beside cannot touch this queue. A spin lock is free or taken, not drawn
 * by ticket: more orders are possible so, not fewer, and ax_spin_idle() is true more often; it is
 * asked after a wait with a deadline as well, where the code takes the lock. How an
 * interrupt is held back is the model irq_mask, how an idle core is told is idle_wake, and moving
 * the task on waking is migrate: here it may run on one core only. The alarm may come at any moment
 * while it is armed: time is left out.
 */

#define UNITS 2

mtype = {TASK, IDLE, READY, RUNNING, BLOCKED};

/* The task's core: who its current task is, and what its manager does. */
mtype current = TASK;
bool manager;      /* it works: no task of the core moves */
byte irq_count;    /* of the tasks; handlers come back to what they found */
bool waiting;      /* the idle task, in ax_hal_cpu_wait() */
bool kick;         /* a signal of the other core */
byte device;       /* interrupts whose handler gives a unit */
bool rq_lock;
bool queued;       /* the task, on the run queue */
bool armed;        /* its alarm */
mtype state = RUNNING;

/* Two wait queues; the semaphore's is 0. The waiter on the task's stack. */
bool wq_lock[2];
byte units;
bool valid;        /* the waiter's memory is one */
bool listed;
bool notified;
byte w_wq;         /* which queue it is on, or was */
bool gone;         /* the semaphore's memory is something else by now */

#define TAKE(l) atomic { !l -> l = true }
#define RELEASE(l) l = false
#define LOCK(l) irq_count++; TAKE(l)
#define UNLOCK(l) RELEASE(l); irq_count--

/* ---- wakers; of the task's core in a handler, or of the other core ---- */

/* ax_wake(): it finds the task's run queue, makes the task ready, and tells its core. */
inline wake(from_here)
{
    TAKE(rq_lock);
    if
    :: state == BLOCKED ->
       armed = false;
       assert(!queued);
       state = READY;
       queued = true;
       kick = kick || (!from_here && current == IDLE)
    :: else -> skip
    fi;
    RELEASE(rq_lock)
}

/* ax_semaphore_give() on queue `q`; whoever is not there has not been taken off. */
inline give(q, from_here)
{
    TAKE(wq_lock[q]);
    assert(!gone);
    if
    :: listed && w_wq == q ->
       assert(valid);
       listed = false;
       notified = true;
       wake(from_here)
    :: else -> units++
    fi;
    assert(!gone);
    RELEASE(wq_lock[q])
}

/* A task of the other core: only that its steps come between counts. */
active proctype other_core()
{
#ifdef REQUEUE
    /* ax_wait_requeue() from queue 0 to 1, then a unit for whom it finds there, or here. */
    bool sent;

    TAKE(wq_lock[0]);
    TAKE(wq_lock[1]);
    if
    :: listed && w_wq == 0 -> w_wq = 1
    :: else -> skip
    fi;
    RELEASE(wq_lock[1]);
    RELEASE(wq_lock[0]);
    TAKE(wq_lock[1]);
    if
    :: listed && w_wq == 1 ->
       assert(valid);
       listed = false;
       notified = true;
       wake(false);
       sent = true
    :: else -> skip
    fi;
    RELEASE(wq_lock[1]);
    if
    :: sent -> skip
    :: else -> give(0, false)
    fi
#else
    give(0, false)
#endif
}

/* The manager of the task's core: an interrupt comes while the tasks' count is zero, or in the wait. */
active proctype handlers()
{
end_handlers:
    do
    :: atomic { !manager && (irq_count == 0 || waiting) && (kick || armed || device > 0) ->
                manager = true };
       if
       :: kick -> kick = false
       :: armed -> /* the timer: ax_timer_interrupt(), and expire() if it is still armed */
          TAKE(rq_lock);
          if
          :: armed ->
             armed = false;
             if
             :: state == BLOCKED ->
                assert(!queued);
                state = READY;
                queued = true
             :: else -> skip
             fi
          :: else -> skip
          fi;
          RELEASE(rq_lock)
       :: device > 0 ->
          device--;
          give(0, true)
       :: else -> skip /* the alarm has been disarmed since */
       fi;
       atomic { waiting = false; manager = false }
    od
}

/* ---- the task and the idle task of its core ---- */

#ifdef BUG_QUEUE_LOCK_FIRST
#define LOCK_RUN_QUEUE() RELEASE(wq_lock[0]); TAKE(rq_lock)
#else
#define LOCK_RUN_QUEUE() TAKE(rq_lock); RELEASE(wq_lock[0])
#endif

/* ax_wait_locked(): queue 0's lock held, count 1. */
inline wait_locked()
{
    assert(irq_count == 1);
    d_step { valid = true; notified = false; w_wq = 0; listed = true };
    LOCK_RUN_QUEUE();
    /* ax_block(), ax_schedule(): nobody else is ready here. The lock goes over the switch. */
    state = BLOCKED;
    if
    :: deadline -> armed = true
    :: else -> skip
    fi;
    current = IDLE;
    /* Here when the idle task has switched back. One look, before ax_switch_tail(). */
    assert(state == RUNNING && !queued && !armed);
    ok = notified;
#ifndef BUG_RETURN_TOO_EARLY
    if
    :: ok -> ok = !wq_lock[w_wq] /* ax_spin_idle() */
    :: else -> skip
    fi;
#endif
    UNLOCK(rq_lock);
    if
    :: ok -> skip
    :: else -> /* look_again() */
#ifdef BUG_LOOK_WITHOUT_LOCK
       ok = notified;
#endif
       /* lock_queue_of() */
       do
       :: on = w_wq;
          LOCK(wq_lock[on]);
          if
          :: w_wq == on -> break
          :: else -> UNLOCK(wq_lock[on])
          fi
       od;
#ifndef BUG_LOOK_WITHOUT_LOCK
       ok = notified;
#endif
       listed = false;
       UNLOCK(wq_lock[on])
    fi;
    valid = false
}

active proctype task() provided (current == TASK && !manager)
{
    byte taken, on;
    bool deadline, ok;

    do
    :: taken < UNITS ->
       if
       :: deadline = true
       :: deadline = false
       fi;
       LOCK(wq_lock[0]);
       if
       :: units > 0 ->
          units--;
          UNLOCK(wq_lock[0]);
          ok = true
       :: else -> wait_locked()
       fi;
       if
       :: ok -> taken++; ok = false
       :: else -> skip
       fi
    :: else -> break
    od;
    /* With two queues, whoever requeues is not done with them when its units are. */
#ifndef REQUEUE
    gone = true;
#endif
    assert(units == 0 && !listed && !armed)
}

active proctype idle() provided (current == IDLE && !manager)
{
end_idle:
    do
    :: /* ax_schedule_tail(), then idle_main() from its loop's start */
       UNLOCK(rq_lock);
       LOCK(rq_lock);
       do
       :: !queued ->
          RELEASE(rq_lock);
          waiting = true;
end_wait:
          !waiting;
          TAKE(rq_lock)
       :: else -> break
       od;
       assert(state == READY && irq_count == 1);
       queued = false;
       state = RUNNING;
       current = TASK
    od
}

/* The units that the task waits for: one from each side. */
init
{
    device = 1
}
