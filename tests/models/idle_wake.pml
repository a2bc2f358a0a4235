// SPDX-License-Identifier: BSD-2-Clause
/*
 * The idle handshake: interrupts on any core make tasks ready, whose cores are idle or busy; idle
 * cores look for what waits on others, say so before, and wait in the kernel when they find nothing.
 *
 * @functions arceos/task/service.c: idle_main
 * @functions arceos/task/balance.c: alone kick_idle ax_core_set_idle ax_tell_idle runnable_on move
 * @functions arceos/task/balance.c: ax_place take ax_steal
 * @functions arceos/task/sched.c: ax_ask ax_rq_put ax_wake_locked ax_schedule_tail
 * @functions arceos/task/sched.c: ax_preempt ax_task_yield give_way change_current schedule leave
 * @functions arceos/task/switch.h: ax_set_current ax_switch_tail ax_on_top
 * @functions arceos/plat/sel4/cores.c: ax_hal_cpu_kick signal
 * @functions arceos/plat/sel4/manager.c: ax_hal_cpu_wait switch_task run_sources notified
 *
 * @holds two-cores -DCORES=2 -DSTORE_BUFFERS
 * @holds three-cores -DCORES=3
 * @holds pinned -DCORES=2 -DPINNED
 * @fails no-barrier -DCORES=2 -DSTORE_BUFFERS -DBUG_NO_BARRIER: assertion violated
 * @fails look-then-say -DCORES=2 -DBUG_LOOK_THEN_SAY: assertion violated
 * @fails kick-swallowed -DCORES=3 -DBUG_KICK_SWALLOWED: assertion violated
 * @fails displaced-untold -DCORES=2 -DPINNED -DBUG_DISPLACED_UNTOLD: assertion violated
 * @fails second-untold -DCORES=2 -DPINNED -DBUG_SECOND_UNTOLD: assertion violated
 * @fails wait-open -DCORES=2 -DBUG_WAIT_OPEN: assertion violated
 *
 * What is shown. When nothing moves any more, no task waits that a waiting core could run, and each
 * interrupt has been handled. Since tasks may run for ever, that a task is started at last when some
 * other one ends is not enough: its core, or an idle one, must have been told. Nothing is locked for
 * ever, and every task is on one queue, or none.
 *
 * What is left out, and why that is sound. What happens under a run queue's lock is one step up to
 * the first access to what others see without it (`idle`, `runnable`, an interrupt), and from there to
 * the next: taking a lock commutes with what others do before it, releasing it with what they do
 * after (Lipton, 1975). A kick is one step with what decides on it: a core looks at it only when it
 * takes interrupts, at any time later. With STORE_BUFFERS stores to `idle` and `runnable` are seen late
 * by other cores, as on the real machine, until a barrier, a release or a system call; without,
 * at once: docs/models.md. A steal looks at the other cores in any order, so it does not matter that
 * the code takes the fullest first. Of a task's life one wake-up and one run are followed, of the
 * masks all or one core, of the priorities two; ticks would only bring more chances, and so would a
 * kick that has a core set its timer anew (CFS: the woken waits, idle cores are told of it). How the
 * platform holds interrupts back is the model irq_mask; moving running and blocked tasks is migrate.
 */
#ifndef CORES
#define CORES 2
#endif
#ifdef STORE_BUFFERS
#define FIRST CORES
#else
#define FIRST 0
#endif
#define TASKS 3
#define NONE 255
#define BIT(c) (1 << (c))
#define ALL (BIT(CORES) - 1)

mtype = {BLOCKED, QUEUED, MOVING, RUNNING, ENDED};
mtype = {ENDS, STAYS, YIELDS};

/* Tasks; `event`: the interrupt whose handler wakes it is still to come, on core `event_cpu`. */
mtype state[TASKS] = BLOCKED;
byte cpu[TASKS];
byte mask[TASKS] = 7;
byte urgent; /* a bit each: those of a higher priority */
bool event[TASKS];
byte event_cpu[TASKS];

/* Run queues. Tasks of each, the current one included: what holders of the lock see, and the others. */
bool lock[CORES];
byte runnable[CORES];
byte runnable_seen[CORES];
byte current[CORES] = NONE; /* NONE: the idle task */
bool resched[CORES];

/* The mask of idle cores, as all see it. */
byte idle = ALL;

/* Managers. `open`: handlers may run, the count being zero or the idle task in its wait. */
bool open[CORES] = true;
bool waiting[CORES] = true;
bool manager[CORES];
bool ipi[CORES];
bool injected[CORES]; /* the current task has been made to yield */

#define LOWEST(set) (((set) & BIT(0)) != 0 -> 0 : (((set) & BIT(1)) != 0 -> 1 : 2))
#define URGENT(t) ((urgent & BIT(t)) != 0)
#define ON(t, q) (state[t] == QUEUED && cpu[t] == q)
#define URGENT_ON(q) (ON(0, q) && URGENT(0) || ON(1, q) && URGENT(1) || ON(2, q) && URGENT(2))
#define NEXT(t, q) (ON(t, q) && (URGENT(t) || !URGENT_ON(q)))
#define STEALABLE(t, q, c) (ON(t, q) && (mask[t] & BIT(c)) != 0)
#define EVENT(t, c) (event[t] && event_cpu[t] == c)

#ifdef STORE_BUFFERS
/* What core c has stored and others do not see yet: its bit of `idle`, which queue's tasks (plus 1). */
bool late_idle[CORES];
byte late_runnable[CORES];

#define STORE_IDLE(c) late_idle[c] = true
#define STORE_RUNNABLE(c, q) late_runnable[c] = q + 1

/* It becomes visible ... */
inline seen(c_)
{
    if
    :: late_idle[c_] -> idle = idle | BIT(c_); late_idle[c_] = false
    :: else -> skip
    fi;
    if
    :: late_runnable[c_] != 0 ->
       runnable_seen[late_runnable[c_] - 1] = runnable[late_runnable[c_] - 1];
       late_runnable[c_] = 0
    :: else -> skip
    fi
}

/* ... at any time, and before a barrier, the release of a lock, and a signal. */
active [CORES] proctype memory()
{
end_memory:
    do
    :: d_step { late_idle[_pid] || late_runnable[_pid] != 0 -> seen(_pid) }
    od
}
#else
#define STORE_IDLE(c) idle = idle | BIT(c)
#define STORE_RUNNABLE(c, q) runnable_seen[q] = runnable[q]
#define seen(c) skip
#endif

#if defined(STORE_BUFFERS) && !defined(BUG_NO_BARRIER)
#define FENCE() d_step { seen(c); skip }
#else
#define FENCE() skip
#endif

#ifdef BUG_LOOK_THEN_SAY
#define SAY_IDLE() skip
#else
#define SAY_IDLE() STORE_IDLE(c)
#endif
#define SET_RUNNABLE(q, n) runnable[q] = n; STORE_RUNNABLE(c, q)
#define RELEASE(q) seen(c); lock[q] = false
#define KICK(to) seen(c); ipi[to] = true

/* Kicks the idle cores in `cores` that nobody else has kicked meanwhile: one of them, or all. */
inline kick_idle(one)
{
    do
    :: atomic {
           cores != 0 ->
           k = LOWEST(cores);
           cores = cores & ~BIT(k);
           if
           :: (idle & BIT(k)) != 0 ->
              idle = idle & ~BIT(k);
              KICK(k);
              if
              :: one -> cores = 0
              :: else -> skip
              fi
           :: else -> skip
           fi;
           k = 0
       }
    :: cores == 0 -> break
    od
}

/* ax_tell_idle() */
inline tell_idle(task)
{
    FENCE();
#ifdef BUG_SECOND_UNTOLD
    cores = idle & ~BIT(cpu[task]) & mask[task];
    kick_idle(true)
#else
    cores = idle & ~BIT(cpu[task]) & (current[cpu[task]] == NONE -> ALL : mask[task]);
    kick_idle(current[cpu[task]] != NONE)
#endif
}

/* ax_rq_put(): takes the lock of queue q, which is held afterwards. */
inline put(q, task)
{
    atomic {
        !lock[q] -> lock[q] = true;
        assert((state[task] == BLOCKED || state[task] == MOVING) && cpu[task] == q);
        state[task] = QUEUED;
        SET_RUNNABLE(q, runnable[q] + 1);
        if
        :: current[q] == NONE -> told = runnable[q] == 1; ask = told
        :: else ->
           ask = !resched[q] && URGENT(task) && !URGENT(current[q]);
           told = ask && c != q
        fi;
        if
        :: ask ->
           resched[q] = true;
           if
           :: c != q -> KICK(q)
           :: else -> skip
           fi
        :: else -> skip
        fi;
        ask = false
    };
    if
    :: told -> told = false
    :: else -> tell_idle(task)
    fi
}

/* change_current(): lock held. */
inline pick()
{
    if
    :: NEXT(0, c) -> t = 0
    :: NEXT(1, c) -> t = 1
    :: NEXT(2, c) -> t = 2
    fi;
    state[t] = RUNNING;
    current[c] = t;
    resched[c] = false;
    injected[c] = false
}

/* The next task's ax_schedule_tail(), and what it is going to do. */
inline tail()
{
    RELEASE(c);
    if
    :: life = STAYS
    :: life = ENDS
#ifdef PINNED
    :: life = YIELDS
#endif
    fi;
    open[c] = true
}

/* runnable_on() another core */
#define LOOK(q) \
    atomic { \
        from == NONE && t == NONE && (left & BIT(q)) != 0 -> \
        left = left & ~BIT(q); \
        if \
        :: runnable_seen[q] > 1 -> from = q \
        :: else -> skip \
        fi \
    }

/* The task side of a core: its idle task, and the tasks that it switches to. */
active [CORES] proctype core() provided (!manager[_pid - FIRST])
{
    byte c = _pid - FIRST, t, from, cores, k, left;
    bool claimed, ask, told, yields;
    bool said = true;
    mtype life = STAYS;

    goto end_wait;
idle_task: /* idle_main() */
    do
    :: atomic {
           !lock[c];
           if
           :: runnable[c] != 0 -> lock[c] = true; break
           :: else -> SAY_IDLE(); said = true /* ax_core_set_idle(true) */
           fi;
           left = ALL & ~BIT(c);
           t = NONE;
           from = NONE
       };
       FENCE();
       do /* ax_steal() */
       :: LOOK(0)
       :: LOOK(1)
#if CORES > 2
       :: LOOK(2)
#endif
       :: atomic { /* take(), move() */
              from != NONE && !lock[from] ->
              if
              :: runnable[from] > 1 ->
                 if
                 :: STEALABLE(0, from, c) -> t = 0
                 :: STEALABLE(1, from, c) -> t = 1
                 :: STEALABLE(2, from, c) -> t = 2
                 :: else -> skip
                 fi
              :: else -> skip
              fi;
              if
              :: t != NONE ->
                 state[t] = MOVING;
                 SET_RUNNABLE(from, runnable[from] - 1);
                 cpu[t] = c;
                 seen(c)
              :: else -> skip
              fi;
              from = NONE
          }
       :: atomic { from == NONE && t != NONE -> break }
       :: atomic { /* ax_hal_cpu_wait() */
              from == NONE && t == NONE && left == 0 ->
#ifdef BUG_WAIT_OPEN
              open[c] = true
          };
          atomic {
#endif
              waiting[c] = true;
              open[c] = true
          };
#ifdef BUG_LOOK_THEN_SAY
          STORE_IDLE(c);
#endif
          goto end_wait
       od;
       put(c, t); /* ax_place() */
       atomic { RELEASE(c); left = 0; t = 0; goto idle_task };
end_wait:
       atomic { !waiting[c] -> left = 0; t = 0; goto idle_task }
    od;
    /* ax_core_set_idle(false), if it has said that it is */
    atomic {
        claimed = said && (idle & BIT(c)) == 0;
        idle = idle & ~BIT(c);
        said = false;
        from = 0;
        left = 0;
        t = 0;
#ifndef BUG_KICK_SWALLOWED
        if
        :: claimed -> cores = idle
        :: else -> pick(); tail(); goto running
        fi
#else
        pick();
        tail();
        goto running
#endif
    };
#ifndef BUG_KICK_SWALLOWED
    kick_idle(false);
    atomic { claimed = false; pick(); tail() };
#endif
running:
    if
    :: life == ENDS -> /* or blocks */
       open[c] = false;
       atomic {
           !lock[c] -> lock[c] = true;
           state[t] = ENDED;
           SET_RUNNABLE(c, runnable[c] - 1);
           if
           :: runnable[c] != 0 -> pick(); tail(); goto running
           :: else ->
              current[c] = NONE;
              resched[c] = false;
              injected[c] = false;
              RELEASE(c);
              goto idle_task
           fi
       }
    :: else
    fi;
end_running:
    atomic { /* ax_preempt(), or ax_task_yield() */
        if
        :: injected[c] -> injected[c] = false
        :: !injected[c] && life == YIELDS -> life = STAYS; yields = true
        fi;
        open[c] = false
    };
    atomic {
        !lock[c] -> lock[c] = true;
        assert(resched[c] || yields);
        /* The short way of a yield, among equals: who queued the next one has told of it. */
        yields = yields && !resched[c] && (URGENT(t) || !URGENT_ON(c));
        from = t;
        state[t] = QUEUED;
        pick()
    };
#ifndef BUG_DISPLACED_UNTOLD
    if
    :: from != t && (!yields || (mask[from] & ~mask[t]) != 0) -> tell_idle(from)
    :: else -> skip
    fi;
#endif
    yields = false;
    atomic { from = 0; tail(); goto running }
}

inline leave_manager()
{
    if
    :: waiting[c] -> waiting[c] = false; open[c] = false
    :: else -> injected[c] = resched[c]
    fi
}

/* The manager of a core. */
active [CORES] proctype handlers()
{
    byte c = _pid - FIRST - CORES, cores, k, t;
    bool claimed, ask, told;

end_handlers:
    do
    :: atomic { open[c] && !manager[c] && ipi[c] -> ipi[c] = false; leave_manager() }
    :: atomic {
           open[c] && !manager[c] && (EVENT(0, c) || EVENT(1, c) || EVENT(2, c)) ->
           if
           :: EVENT(0, c) -> t = 0
           :: EVENT(1, c) -> t = 1
           :: EVENT(2, c) -> t = 2
           fi;
           manager[c] = true;
           event[t] = false
       };
       put(cpu[t], t);
       atomic { RELEASE(cpu[t]); leave_manager(); t = 0; manager[c] = false }
    od
}

#define WAITS(c, t) (waiting[c] && (mask[t] & BIT(c)) != 0)
#if CORES == 2
#define MISSED(t) (state[t] == QUEUED && (WAITS(0, t) || WAITS(1, t)))
#else
#define MISSED(t) (state[t] == QUEUED && (WAITS(0, t) || WAITS(1, t) || WAITS(2, t)))
#endif

inline somewhere(t)
{
    if
    :: event_cpu[t] = 0
    :: event_cpu[t] = CORES - 1
    fi
}

active proctype everything()
{
    atomic {
#ifdef PINNED
        mask[2] = 1;
        urgent = BIT(2);
#else
        cpu[2] = 1;
#endif
#if CORES == 2
        somewhere(0);
        somewhere(1);
#endif
        somewhere(2);
        event[0] = true;
        event[1] = true;
        event[2] = true
    };
end_everything:
    timeout ->
    assert(!event[0] && !event[1] && !event[2]);
    assert(!MISSED(0) && !MISSED(1) && !MISSED(2))
}
