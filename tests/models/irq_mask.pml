// SPDX-License-Identifier: BSD-2-Clause
/*
 * Holding interrupts off: a task enters and leaves masked sections, nested ones too, while devices
 * and another core interrupt, handlers want it to yield, and it goes on on the other core.
 *
 * @functions arceos/hal/arch/aarch64/include/ax/hal/arch/percpu.h: ax_irq_save ax_irq_look
 * @functions arceos/hal/arch/aarch64/include/ax/hal/arch/percpu.h: ax_irq_restore ax_irq_restore_on
 * @functions arceos/hal/arch/aarch64/include/ax/hal/arch/percpu.h: ax_irq_restore_last
 * @functions arceos/hal/attention.c: ax_hal_irq_attention
 * @functions arceos/hal/arch/aarch64/restartable.c: ax_restartable_pc
 * @functions arceos/plat/sel4/manager.c: open_for_interrupts run_sources notified preempt switch_back
 * @functions arceos/plat/sel4/manager.c: poll switch_task ax_plat_irq_kick ax_hal_cpu_wait plat_manager_run
 * @functions arceos/plat/sel4/irq.c: run plat_irq_run do_enable do_disable
 * @functions arceos/plat/sel4/preempt.c: plat_preempt_inject plat_preempt_restore plat_preempt_yield
 * @functions arceos/plat/sel4/preempt.c: plat_preempt_return
 * @functions arceos/plat/sel4/trampoline.S: plat_preempt_trampoline
 * @functions arceos/task/sched.c: ax_preempt ax_need_resched ax_schedule_tail give_way place_leaving
 *
 * @holds interrupts
 * @holds nested -DNESTED
 * @holds enabling -DENABLING -DNESTED
 * @fails look-first -DBUG_LOOK_FIRST: assertion violated
 * @fails not-restarted -DBUG_NOT_RESTARTED: assertion violated
 * @fails back-at-once -DBUG_BACK_AT_ONCE: assertion violated
 * @fails block-of-before -DBUG_BLOCK_OF_BEFORE: assertion violated
 * @fails enabled-late -DENABLING -DNESTED -DBUG_ENABLED_LATE: assertion violated
 *
 * What is shown. No handler runs while the task holds interrupts off, and the task holds off those
 * of the core that it runs on. Each interrupt is handled and acknowledged in the end, though the
 * task then computes for ever and calls nobody. Whoever is asked to yield does: need_resched is not
 * left standing. A task that is made to yield gets its registers back once, and its count is as it
 * was.
 *
 * What is left out, and why that is sound. Two cores, one task, and the idle tasks: what else could
 * run in its place keeps to the same rules, and finds the count at 1 as it does. What handlers and
 * the scheduler do is not looked at, but whether they may. The run queue's lock: nothing here waits
 * for it. The kernel: a notification's word is what has been signalled since it was last received, a
 * manager runs before the tasks of its core go on after their own signal or message, and some time
 * after another's. It receives message and word in any order. One manager's step is one step where
 * others see only one thing of it; what a preemption restarts (ax_irq_save) is two steps, the load and
 * the store; so is lowering the count, which is not preempted there, since the count is not zero.
 */
#define CORES 2
#define OTHER(c) (1 - (c))
#define FIRST 2 /* process of core 0's idle task */

/* Bits of a notification's word */
#define DEVICE 1
#define SECOND 2
#define IPI 4
#define KICK 8

mtype = {TASK, IDLE};

/* struct ax_percpu of each core */
byte irq_count[CORES] = 1;
bool irq_pending[CORES];
bool need_resched[CORES];
mtype current[CORES] = IDLE;

/* struct plat_cpu, and what reaches the manager */
byte pending[CORES];
bool waiting[CORES];
bool in_irq[CORES];    /* it works: no task of the core moves */
byte badge[CORES];     /* the word of its notification */
bool asks_wait[CORES]; /* a message of the idle task */
bool asks_back;        /* a message of the task: switch to myself */
bool again;            /* the answer to it: yield first */

/* Of the device of each core: the interrupt is not acknowledged yet. */
bool raised[CORES];
#ifdef ENABLING
/* Another one of core 0; the handler of the first enables its interrupt. */
bool enabled2;
bool arrived2;
bool raised2 = true;
#endif

/* The task */
byte cpu;
bool ready = true; /* on the run queue of its core */
bool leaving;      /* has given way, and goes to the other one */
bool injected;
bool masked;       /* in a section that no handler may see */
bool finished;

/* Where the task itself [0] and the trampoline [1] stand: between read and store; to begin anew. */
bool slot[2];
bool restart[2];

#define RUNS (current[cpu] == TASK && !in_irq[cpu] && (badge[cpu] & KICK) == 0 && !asks_back)

/* ---- the task's side: `me`, `block`, `w` and `seen` are registers ---- */

inline count(n)
{
    do
    :: atomic {
           slot[me] = true;
           restart[me] = false;
           block = cpu;
           w = irq_count[block] + n
       };
       atomic {
           if
           :: !restart[me] ->
              irq_count[block] = w;
              slot[me] = false;
              if
              :: n > 0 -> block = 0; w = 0
              :: else -> skip
              fi;
              break
           :: else -> skip
           fi
       }
    od
}


/* What ax_preempt() does between ax_irq_save() and ax_irq_restore(). */
inline yield()
{
    atomic {
        if
        :: need_resched[cpu] ->
           need_resched[cpu] = false;
           if
           :: skip /* nobody else is ready */
           :: leaving = true; current[cpu] = IDLE
           fi
        :: else -> skip
        fi
    };
    assert(irq_count[cpu] == 1)
}

/* ax_irq_restore() and ax_hal_irq_attention(); the preempt hook ends with ax_irq_restore() again. */
inline irq_restore()
{
    do
#ifdef BUG_LOOK_FIRST
    :: seen = irq_pending[cpu] || need_resched[cpu];
       count(-1);
       if
       :: w != 0 || !seen -> break
#else
    :: count(-1);
       if
       :: w != 0 -> break
       :: else -> seen = irq_pending[block] || need_resched[block]
       fi;
       if
       :: !seen -> break
#endif
       :: else -> block = cpu
       fi;
       if
       :: irq_pending[block] -> badge[cpu] = badge[cpu] | KICK
       :: else -> skip
       fi;
#ifndef BUG_BLOCK_OF_BEFORE
       block = cpu;
#endif
       if
       :: need_resched[block] -> skip
       :: else -> break
       fi;
       count(1);
       yield()
    od;
    atomic { block = 0; w = 0; seen = false }
}

active proctype user() provided (RUNS && !injected)
{
    byte me = 0, block, w;
    bool seen;

    irq_restore(); /* a task's first step */
    count(1);
    masked = true;
#ifdef NESTED
    count(1);
    irq_restore();
#endif
    atomic { assert(irq_count[cpu] == 1); masked = false };
    irq_restore();
    finished = true
}

active proctype trampoline() provided (RUNS && injected)
{
    byte me = 1, block, w;
    bool seen;

end_trampoline:
    do
    :: count(1); /* plat_preempt_yield() */
       yield();
       irq_restore();
       count(1); /* plat_preempt_return() */
       asks_back = true;
end_asked: /* perhaps it goes on here when it is made to yield the next time */
       if
       :: again -> again = false; irq_restore()
       :: else -> skip
       fi
    od
}

/* The idle task of a core, with the count at 1. */
active [CORES] proctype idle()
    provided (current[_pid - FIRST] == IDLE && !in_irq[_pid - FIRST] && !asks_wait[_pid - FIRST] &&
              !waiting[_pid - FIRST])
{
    byte c = _pid - FIRST;

end_idle:
    do
    :: atomic { /* place_leaving(): moves who has just left, and tells its core */
           leaving && cpu == c ->
           leaving = false;
           cpu = OTHER(c);
           ready = true;
           need_resched[OTHER(c)] = true
       };
       badge[OTHER(c)] = badge[OTHER(c)] | IPI
    :: atomic {
           ready && cpu == c ->
           ready = false;
           need_resched[c] = false;
           current[c] = TASK
       }
    :: d_step { /* ax_hal_cpu_wait(), where the manager has something to do or not */
           !((leaving || ready) && cpu == c) ->
           if
           :: pending[c] != 0 -> asks_wait[c] = true
           :: else -> waiting[c] = true
           fi
       }
    od
}

/* ---- the managers ---- */

inline irq_run(bits)
{
    if
    :: (bits & DEVICE) != 0 ->
       assert(irq_count[c] == 0 || waiting[c]);
       assert(current[c] != TASK || !masked);
       raised[c] = false;
#ifdef ENABLING
       if /* do_enable() */
       :: c == 0 && !enabled2 ->
          enabled2 = true;
          if
          :: arrived2 -> arrived2 = false; pending[c] = pending[c] | SECOND; irq_pending[c] = true
          :: else -> skip
          fi
       :: else -> skip
       fi;
#endif
       if
       :: current[c] == TASK -> need_resched[c] = true
       :: skip
       fi
    :: else -> skip
    fi;
#ifdef ENABLING
    if
    :: (bits & SECOND) != 0 && enabled2 -> raised2 = false
    :: (bits & SECOND) != 0 && !enabled2 -> arrived2 = true
    :: else -> skip
    fi;
#endif
    skip
}

inline run_sources()
{
    all = sources | pending[c];
    do
    :: held = pending[c];
       pending[c] = 0;
       irq_run(held);
       sources = sources & ~held;
       irq_run(sources);
       sources = 0;
#ifdef BUG_ENABLED_LATE
       break
#else
       if
       :: pending[c] == 0 -> break
       :: else -> skip
       fi
#endif
    od;
    irq_pending[c] = pending[c] != 0;
    if
    :: waiting[c] && all != 0 -> waiting[c] = false
    :: else -> skip
    fi;
    all = 0;
    held = 0
}

active [CORES] proctype manager()
{
    byte c = _pid - FIRST - CORES, sources, held, all;
    bool kick, preempts;

end_manager:
    do
    :: atomic { /* notified() */
           badge[c] != 0 ->
           in_irq[c] = true;
           kick = (badge[c] & KICK) != 0;
           sources = badge[c] & ~KICK;
           badge[c] = 0;
           if
           :: waiting[c] -> run_sources(); preempts = false
           :: !waiting[c] && irq_count[c] == 0 ->
              run_sources();
              preempts = !kick && need_resched[c]
           :: else ->
              if
              :: sources != 0 -> pending[c] = pending[c] | sources; irq_pending[c] = true
              :: else -> skip
              fi;
              sources = 0
           fi;
           kick = false;
           in_irq[c] = preempts
       }
    :: atomic { preempts && badge[c] == 0 && !(asks_back && cpu == c) -> skip }; /* poll() */
       atomic { /* preempt() */
           if
           :: !waiting[c] && irq_count[c] == 0 && need_resched[c] && !injected ->
              injected = true;
#ifndef BUG_NOT_RESTARTED
              restart[0] = slot[0]
#endif
           :: else -> skip
           fi;
           preempts = false;
           in_irq[c] = false
       }
    :: atomic { asks_wait[c] -> asks_wait[c] = false; waiting[c] = true; run_sources() }
    :: atomic { /* switch_back() */
           asks_back && cpu == c ->
           in_irq[c] = true;
           assert(injected && irq_count[c] == 1 && current[c] == TASK);
           irq_count[c] = 0;
#ifndef BUG_BACK_AT_ONCE
           run_sources()
#endif
       };
       atomic {
           if
           :: need_resched[c] -> irq_count[c] = 1; again = true
           :: else -> injected = false
           fi;
           asks_back = false;
           in_irq[c] = preempts
       }
    od
}

/* ---- who interrupts ---- */

active [CORES] proctype device()
{
    byte c = _pid - FIRST - 2 * CORES;

    atomic { raised[c] = true; badge[c] = badge[c] | DEVICE }
}

#ifndef NESTED
/* A task of the other core that makes a more important one ready on core 0. */
active proctype waker()
{
    need_resched[0] = true;
    badge[0] = badge[0] | IPI
}
#endif

#ifdef ENABLING
active proctype second_device()
{
    badge[0] = badge[0] | SECOND
}
#endif

active proctype everything()
{
end_everything:
    timeout ->
    assert(finished && current[cpu] == TASK && irq_count[cpu] == 0 && !injected);
    assert(!raised[0] && !raised[1]);
#ifdef ENABLING
    assert(!raised2);
#endif
    assert(pending[cpu] == 0 && !irq_pending[cpu] && !need_resched[cpu])
}
