// SPDX-License-Identifier: BSD-2-Clause
/*
 * Migration: one task changes the mask of another, which runs, waits, is blocked and woken, or on
 * its way, while its core and a thief that is idle switch to it and away from it.
 *
 * @functions arceos/task/sched.c: ax_rq_lock_of ax_rq_lock_task enqueue leave ax_rq_put
 * @functions arceos/task/sched.c: schedule give_way place_leaving ax_block ax_wake_locked ax_wake
 * @functions arceos/task/sched.c: ax_preempt obey_mask ax_task_set_affinity_of ax_rq_remove
 * @functions arceos/task/balance.c: choose move ax_place take
 * @functions arceos/plat/sel4/migrate.c: plat_thread_move
 * @functions arceos/plat/sel4/managed/threads.c: ax_hal_thread_migrate ax_hal_thread_switch
 * @functions arceos/plat/sel4/user/threads.c: ax_hal_thread_migrate
 * @functions arceos/plat/sel4/thread/threads.c: ax_hal_thread_migrate
 *
 * @holds moves
 * @fails unlocked-switch -DBUG_UNLOCKED_SWITCH: assertion violated
 * @fails queued-before-moved -DBUG_QUEUED_BEFORE_MOVED: assertion violated
 * @fails core-not-looked-at-again -DBUG_NOT_LOOKED_AT_AGAIN: assertion violated
 * @fails mask-not-looked-at-again -DBUG_MASK_ONCE: assertion violated
 *
 * What is shown. The task runs on one core at a time, and only where its thread has been moved to:
 * the platform is asked to move it when it stands still, and never to switch to one of another core.
 * It is on one queue at most, whose core it is of. It is never picked where its mask does not allow it,
 * and never forgotten: since it yields for ever, any state in which nothing moves is an error.
 *
 * What is left out, and why that is sound. Beside the task only idle tasks: who runs in its place is
 * of no account. What happens under a run queue's lock is one step, up to the switch, which hands
 * the lock over. A switch of the platform is two steps: the thread that gives way stands still, and
 * the core is the next one's. The cores look at their queues when they like, and so does the thief,
 * so kicks are left out: that they come is the models idle_wake and irq_mask.
 */
#define CORES 2
#define BIT(c) (1 << (c))
#define OTHER(c) (1 - (c))
#define NOBODY 255

mtype = {READY, RUNNING, BLOCKED};

/* The task: what the task layer knows of it, ... */
mtype state = READY;
byte cpu;
byte mask = 3;
bool queued = true;
/* ... and the platform: which manager its capabilities name, where its registers are in use. */
byte thread_cpu;
byte running_on = NOBODY;
byte changes = 2; /* of its mask */
byte wakes = 1;

bool lock[CORES];
bool leaving[CORES];
bool current[CORES]; /* rq->current is the task; else the idle task */

#define TAKE(q) atomic { !lock[q] -> lock[q] = true }

/* ax_rq_lock_task(): the queue it is of, in `q`, locked. */
#ifdef BUG_NOT_LOOKED_AT_AGAIN
#define LOCK_TASK() q = cpu; TAKE(q)
#else
#define LOCK_TASK() \
    do \
    :: q = cpu; \
       TAKE(q); \
       if \
       :: cpu == q -> break \
       :: else -> lock[q] = false \
       fi \
    od
#endif

/* ax_hal_thread_migrate(): 0, or an assertion of move(). */
#define MIGRATE(to) atomic { assert(running_on == NOBODY); thread_cpu = to }

/* ax_place(): ready, on no queue; nobody else's to move. */
inline place()
{
    do
    :: LOCK_TASK();
       if
#ifdef BUG_MASK_ONCE
       :: placed || (mask & BIT(q)) != 0 ->
#else
       :: (mask & BIT(q)) != 0 ->
#endif
          assert(state == READY && !queued && cpu == q);
          atomic { queued = true; lock[q] = false };
          break
       :: else ->
          placed = true;
#ifdef BUG_QUEUED_BEFORE_MOVED
          atomic { cpu = OTHER(q); queued = true; lock[q] = false };
          MIGRATE(OTHER(q));
          break
#else
          atomic { assert(!queued); cpu = OTHER(q); lock[q] = false };
          MIGRATE(OTHER(q))
#endif
       fi
    od;
    placed = false
}

/* A core: its idle task, and the task when it has come here. */
active [CORES] proctype core()
{
    byte c = _pid, q;
    bool placed;

again:
    do
    :: atomic { !current[c] && !lock[c] && queued && cpu == c ->
                lock[c] = true;
                queued = false;
                assert(state == READY && (mask & BIT(c)) != 0);
                state = RUNNING;
                current[c] = true };
       atomic { assert(running_on == NOBODY && thread_cpu == c); running_on = c };
       lock[c] = false /* ax_schedule_tail() */
    :: atomic { current[c] && running_on == c && !lock[c] ->
                lock[c] = true;
                if
                :: wakes > 0 -> state = BLOCKED /* ax_block() */
                :: true -> /* it yields, and is the next one again, or gives way */
                   state = READY;
                   if
                   :: (mask & BIT(c)) != 0 -> queued = true
                   :: else -> leaving[c] = true
                   fi
                fi;
                current[c] = false };
#ifdef BUG_UNLOCKED_SWITCH
       lock[c] = false;
       running_on = NOBODY;
       TAKE(c);
#else
       running_on = NOBODY; /* ax_hal_thread_switch() to the idle task */
#endif
       lock[c] = false; /* ax_schedule_tail() */
       if
       :: leaving[c] -> /* place_leaving() */
          TAKE(c);
          atomic { leaving[c] = false; lock[c] = false }
       :: else -> goto again
       fi;
       place()
    od
}

/* An idle core takes it from the other: take(), ax_place(). */
active proctype thief()
{
    byte q, from, steals = 2;
    bool placed;

    do
    :: steals == 0 -> break
    :: atomic { steals > 0 && queued && !lock[cpu] && (mask & BIT(OTHER(cpu))) != 0 ->
                from = cpu;
                steals--;
                queued = false;
                cpu = OTHER(from) };
       MIGRATE(OTHER(from));
       place()
    od
}

/* ax_wake(), whenever it is blocked: a notifier, and its alarm. */
active [2] proctype waker()
{
    byte q;
    bool placed;

    do
    :: state == BLOCKED ->
       LOCK_TASK();
       if
       :: state == BLOCKED ->
          wakes--;
          state = READY;
          assert(!queued);
          if
          :: (mask & BIT(q)) != 0 -> atomic { queued = true; lock[q] = false }
          :: else -> lock[q] = false; place()
          fi
       :: else -> lock[q] = false
       fi
    od
}

/* ax_task_set_affinity_of() */
active proctype changer()
{
    byte q;
    bool placed;

    do
    :: changes > 0 ->
       LOCK_TASK();
       changes--;
       if
       :: mask = 1
       :: mask = 2
       :: mask = 3
       fi;
       if
       :: (mask & BIT(q)) != 0 -> lock[q] = false
       :: (mask & BIT(q)) == 0 && queued ->
          assert(cpu == q);
          atomic { queued = false; lock[q] = false };
          place()
       :: else -> lock[q] = false /* it leaves when it yields or is woken; a core that runs it is told */
       fi
    :: else -> break
    od
}
