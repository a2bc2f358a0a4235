// SPDX-License-Identifier: BSD-2-Clause
/*
 * Run queues and switching: who runs, who waits, who is woken.
 */

#define AX_LOG_TARGET "axtask"

#include <ax/core/errno.h>
#include <ax/core/log.h>
#include <ax/hal/arch/cpu.h>
#include <ax/hal/init.h>
#include <ax/hal/power.h>
#include <ax/hal/time.h>
#include <ax/hal/trace.h>

#include "switch.h"

static struct ax_rq queues[AX_MAX_CPUS];

const struct ax_sched_ops *ax_sched = &ax_sched_fifo;

struct ax_rq *ax_rq_of(unsigned cpu)
{
    return &queues[cpu];
}

void ax_rq_init(struct ax_rq *rq, unsigned cpu)
{
    *rq = (struct ax_rq){.cpu = cpu, .percpu = ax_percpu_of(cpu), .programmed = AX_TIME_NEVER};
    ax_levels_init(&rq->levels, ax_sched->uses_levels);
    ax_list_init(&rq->fair.tasks);
    ax_store_init(&rq->store);
    ax_wait_queue_init(&rq->gc_wait);
    ax_list_init(&rq->ended);
}

struct ax_rq *ax_rq_lock_this(void)
{
    struct ax_percpu *cpu = ax_irq_save();
    struct ax_rq *rq = cpu->sched;

    ax_spin_acquire_on(cpu, &rq->lock);
    return rq;
}

struct ax_rq *ax_rq_lock_of(const struct ax_percpu *cpu, const struct ax_task *task)
{
    for (;;) {
        struct ax_rq *rq = &queues[__atomic_load_n(&task->cpu, __ATOMIC_ACQUIRE)];

        ax_spin_acquire_on(cpu, &rq->lock);
        if (task->cpu == rq->cpu) {
            return rq;
        }
        ax_spin_release_on(cpu, &rq->lock);
    }
}

struct ax_rq *ax_rq_lock_task(const struct ax_task *task)
{
    return ax_rq_lock_of(ax_irq_save(), task);
}

uint64_t ax_task_ticks(const struct ax_task *task)
{
    uint64_t ticks = task->cpu_ticks;

    if (task == ax_percpu_of(task->cpu)->current) {
        ticks += ax_hal_time_ticks();
    }
    /* Another core's clock may be a little behind. */
    return (int64_t)ticks < 0 ? 0 : ticks;
}

/* Apart, so that schedulers that need no times do not pay for the call at every switch. */
__attribute__((noinline)) void ax_rq_account(struct ax_rq *rq)
{
    struct ax_task *task = ax_rq_current(rq);

    if (ax_sched->ran == NULL || task == NULL || task->idle) {
        return;
    }
    uint64_t ticks = ax_task_ticks(task);
    if (ticks > task->charged) {
        ax_sched->ran(rq, task, ax_hal_ticks_to_ns(ticks - task->charged));
        task->charged = ticks;
    }
}

/* ---- the queue: levels without a call, another one through its scheduler ---- */

static inline bool uses_levels(const struct ax_rq *rq)
{
    return ax_likely((rq->levels.nonempty & AX_LEVELS_NOT_USED) == 0);
}

static inline void enqueue(struct ax_rq *rq, struct ax_task *task, enum ax_enqueue why)
{
    if (uses_levels(rq)) {
        ax_levels_enqueue(&rq->levels, task, why);
    } else {
        ax_rq_account(rq);
        ax_sched->enqueue(rq, task, why);
    }
}

static inline struct ax_task *pick(struct ax_rq *rq)
{
    if (uses_levels(rq)) {
        return ax_levels_top(&rq->levels);
    }
    ax_rq_account(rq);
    return ax_sched->pick(rq);
}

/* The current task blocks, ends or leaves: it does not count here any more. */
static inline void leave(struct ax_rq *rq, struct ax_task *task, enum ax_task_state state)
{
    task->state = state;
    if (uses_levels(rq)) {
        ax_levels_remove(&rq->levels, task);
    } else {
        ax_sched->leave(rq, task);
    }
    rq->runnable--;
}

void ax_rq_remove(struct ax_rq *rq, struct ax_task *task)
{
    ax_sched->remove(rq, task);
    task->state = AX_TASK_MOVING;
    rq->runnable--;
}

/* ---- from one task to the next ---- */

/*
 * An idle core takes no ticks: they begin again with the first task. Between two tasks the core's
 * timer stays as it is set.
 */
static __attribute__((noinline)) void idle_changed(struct ax_rq *rq)
{
    if (!ax_rq_current(rq)->idle) {
        rq->next_tick = ax_hal_time_now_ns() + AX_TICK_NS;
    }
    ax_timer_program(rq);
}

/* Chooses the next task and makes it the current one. Lock held. */
static inline struct ax_task *change_current(struct ax_percpu *cpu, struct ax_rq *rq,
                                             struct ax_task *prev)
{
    struct ax_task *next = pick(rq);
    bool idle = prev->idle;

    if (next == NULL) {
        next = rq->idle;
        idle = !idle;
    }
    ax_assert(next->state == AX_TASK_READY);
    cpu->need_resched = 0;
    if (prev != next) {
        ax_trace("context switch: %s -> %s", prev->name, next->name);
        ax_set_current(cpu, prev, next);
        if (idle) {
            idle_changed(rq);
        }
    }
    return next;
}

void ax_schedule_tail(void)
{
    ax_switch_tail(ax_percpu());
}

/* ax_schedule() without its tail. */
static void schedule(struct ax_rq *rq)
{
    struct ax_percpu *cpu = ax_percpu();
    struct ax_task *prev = cpu->current;

    ax_assert(cpu->masked == 1);
    struct ax_task *next = change_current(cpu, rq, prev);
    if (next != prev) {
        /* It has to wait now, and who asked this core to preempt it has told nobody. */
        if (!cpu->alone && prev->state == AX_TASK_READY && !prev->idle) {
            ax_tell_idle(prev);
        }
        ax_hal_thread_switch(&prev->thread, &next->thread);
    } else {
        ax_cpu_relax(); /* It may wait for another core by yielding. */
    }
    /* Perhaps on another core by now: rq and cpu are not to be used any more. */
}

void ax_schedule(struct ax_rq *rq)
{
    schedule(rq);
    ax_schedule_tail();
}

void ax_schedule_first(struct ax_rq *rq)
{
    struct ax_task *first = pick(rq);

    if (first == NULL) {
        first = rq->idle;
    }
    first->cpu_ticks -= ax_hal_time_ticks();
    first->switches++;
    ax_trace_event(AX_TRACE_SWITCH, first->id, (uint32_t)first->switches);
    rq->percpu->need_resched = 0;
    rq->percpu->current = first;
    idle_changed(rq);
    ax_hal_run(&first->thread);
}

void ax_schedule_last(struct ax_rq *rq)
{
    struct ax_percpu *cpu = ax_percpu();
    struct ax_task *prev = cpu->current;

    ax_assert(cpu->masked == 1);
    leave(rq, prev, AX_TASK_EXITED);
    ax_hal_thread_exit(&prev->thread, &change_current(cpu, rq, prev)->thread);
}

/*
 * The current task waits for its next turn, or leaves the core: then it must have been switched
 * from before it may move, and the task that runs next sees to that before anything else.
 */
static void give_way(struct ax_rq *rq, enum ax_enqueue why)
{
    struct ax_percpu *cpu = rq->percpu;
    struct ax_task *task = cpu->current;

    if (ax_may_run(task, rq->cpu)) {
        if (!task->idle) {
            enqueue(rq, task, why);
        }
        ax_schedule(rq);
        return;
    }
    ax_assert(cpu->masked == 1 && rq->leaving == NULL);
    ax_rq_account(rq);
    leave(rq, task, AX_TASK_MOVING);
    rq->leaving = task;
    struct ax_task *next = change_current(cpu, rq, task);
    cpu->need_resched = AX_RESCHED_PLACE;
    ax_hal_thread_switch(&task->thread, &next->thread);
    ax_schedule_tail();
}

/* Lock held, and let go for a while. */
static void place_leaving(struct ax_rq *rq)
{
    struct ax_task *task = rq->leaving;

    rq->leaving = NULL;
    rq->percpu->need_resched &= ~(uint32_t)AX_RESCHED_PLACE;
    ax_spin_release(&rq->lock);
    ax_place(task);
    ax_spin_acquire(&rq->lock);
}

void ax_block(struct ax_rq *rq, uint64_t deadline_ns)
{
    struct ax_task *task = ax_rq_current(rq);

    ax_assert(!task->idle);
    ax_debug("task block: Task(%llu, \"%s\")", (unsigned long long)task->id, task->name);
    leave(rq, task, AX_TASK_BLOCKED);
    ax_trace_event(AX_TRACE_BLOCK, task->id, deadline_ns != AX_TIME_NEVER);
    if (deadline_ns != AX_TIME_NEVER) {
        ax_timer_arm_locked(rq, &task->alarm, deadline_ns);
    }
    schedule(rq);
}

void ax_ask(struct ax_rq *rq, enum ax_resched what)
{
    struct ax_percpu *cpu = rq->percpu;

    __atomic_store_n(&cpu->need_resched, cpu->need_resched | what, __ATOMIC_RELAXED);
    if (cpu != ax_percpu()) {
        ax_hal_cpu_kick(rq->cpu);
    }
}

void ax_rq_put(struct ax_rq *rq, struct ax_task *task, enum ax_enqueue why)
{
    const struct ax_task *current = ax_rq_current(rq);

    task->state = AX_TASK_READY;
    rq->runnable++;
    enqueue(rq, task, why);
    if (current == NULL) {
        return; /* The core is not up yet. */
    }
    /*
     * One signal: to this task's core if it is to be asked, and has not been; it tells others of
     * what has to wait then. Else to one that could take the task.
     */
    bool ask = current->idle ? rq->runnable == 1
                             : (rq->percpu->need_resched & AX_RESCHED_YIELD) == 0 &&
                                   ax_sched->preempts(rq, task, current);
    if (ask) {
        ax_ask(rq, AX_RESCHED_YIELD);
    }
    if (!rq->percpu->alone && !(ask && (current->idle || rq->percpu != ax_percpu()))) {
        ax_tell_idle(task);
    }
}

void ax_wake_locked(struct ax_rq *rq, struct ax_task *task)
{
    if (task->state != AX_TASK_BLOCKED) {
        return;
    }
    ax_debug("task unblock: Task(%llu, \"%s\")", (unsigned long long)task->id, task->name);
    ax_trace_event(AX_TRACE_WAKE, task->id, rq->cpu);
    if (rq->armed != 0) {
        ax_timer_cancel_locked(rq, &task->alarm);
    }
    if (ax_may_run(task, rq->cpu)) {
        ax_rq_put(rq, task, AX_ENQUEUE_WOKEN);
        return;
    }
    task->state = AX_TASK_MOVING;
    ax_spin_release(&rq->lock);
    ax_place(task);
    ax_spin_acquire(&rq->lock);
}

struct ax_task *ax_wake(struct ax_task *task)
{
    const struct ax_percpu *cpu = ax_percpu();
    struct ax_rq *rq = ax_rq_lock_of(cpu, task);

    ax_wake_locked(rq, task);
    ax_spin_release_on(cpu, &rq->lock);
    return task;
}

void ax_rq_add(struct ax_task *task)
{
    struct ax_rq *rq = ax_rq_lock_task(task);

    ax_trace_event(AX_TRACE_SPAWN, task->id, rq->cpu);
    ax_rq_put(rq, task, AX_ENQUEUE_NEW);
    ax_spin_unlock(&rq->lock);
}

static void assert_task_context(void)
{
    ax_assert(ax_irq_enabled() && ax_task_current() != NULL);
}

/*
 * Among equals, the shortest way from one task to the next: the ring of their level is turned by
 * one. In all other cases the long way. A task that may not stay on its core has been asked to
 * yield.
 */
void ax_task_yield(void)
{
    struct ax_percpu *cpu = ax_irq_save();
    struct ax_rq *rq = cpu->sched;
    struct ax_task *prev = cpu->current;

    ax_assert(cpu->masked == 1);
    ax_spin_acquire_on(cpu, &rq->lock);
    if (ax_unlikely(!ax_on_top(rq, prev) || cpu->need_resched != 0 ||
                    ax_log_level_now == AX_LOG_TRACE)) {
        give_way(rq, AX_ENQUEUE_YIELDED);
        return;
    }
    struct ax_task *next = ax_levels_task(prev->run_link.next);
    ax_levels_turn(&rq->levels, prev);
    if (next != prev) {
        ax_set_current(cpu, prev, next);
        /* Idle cores have been told of `next`. Those where it may not run know nothing of `prev`.
         */
        if (ax_unlikely((prev->cpu_mask & ~next->cpu_mask) != 0)) {
            ax_tell_idle(prev);
        }
        ax_hal_thread_switch(&prev->thread, &next->thread);
    } else {
        ax_cpu_relax();
    }
    ax_switch_tail(ax_percpu());
}

bool ax_need_resched(void)
{
    return ax_percpu()->need_resched != 0;
}

void ax_preempt(void)
{
    struct ax_rq *rq = ax_rq_lock_this();

    if (rq->leaving != NULL) {
        place_leaving(rq);
    }
    if ((rq->percpu->need_resched & AX_RESCHED_TIMER) != 0) {
        rq->percpu->need_resched &= ~(uint32_t)AX_RESCHED_TIMER;
        ax_timer_program(rq);
    }
    if (!ax_need_resched()) {
        ax_spin_unlock(&rq->lock);
        return;
    }
    struct ax_task *current = ax_rq_current(rq);
    current->preemptions++;
    ax_trace_event(AX_TRACE_PREEMPT, current->id, 0);
    give_way(rq, AX_ENQUEUE_PREEMPTED);
}

void ax_task_sleep_until(uint64_t deadline_ns)
{
    assert_task_context();
    ax_block(ax_rq_lock_this(), deadline_ns);
    ax_schedule_tail();
}

void ax_task_sleep_ns(uint64_t ns)
{
    ax_task_sleep_until(ax_deadline_after(ns));
}

/* Lock held. The current task goes on before its equals. */
static void set_priority(struct ax_rq *rq, struct ax_task *task, unsigned priority)
{
    if (task != ax_rq_current(rq)) {
        bool ready = task->state == AX_TASK_READY;

        if (ready) {
            ax_rq_remove(rq, task);
        }
        task->priority = priority;
        if (ready) {
            ax_rq_put(rq, task, AX_ENQUEUE_WOKEN);
        }
        return;
    }
    if (uses_levels(rq)) {
        ax_levels_remove(&rq->levels, task);
        task->priority = priority;
        ax_levels_push(&rq->levels, task);
        rq->levels.first[priority] = &task->run_link;
    }
    task->priority = priority;
    ax_ask(rq, AX_RESCHED_YIELD); /* It may not be the most important one any more. */
}

int ax_task_set_priority(struct ax_task *task, int priority)
{
    if (priority < 1 || priority >= AX_PRIORITIES) {
        return -AX_EINVAL;
    }
    struct ax_rq *rq = ax_rq_lock_task(task);
    set_priority(rq, task, (unsigned)priority);
    ax_spin_unlock(&rq->lock);
    return 0;
}

int ax_task_set_nice(struct ax_task *task, int nice)
{
    if (nice < AX_NICE_MIN || nice > AX_NICE_MAX) {
        return -AX_EINVAL;
    }
    struct ax_rq *rq = ax_rq_lock_task(task);
    if (ax_rq_current(rq) == task) {
        ax_rq_account(rq);
    }
    task->nice = nice;
    ax_spin_unlock(&rq->lock);
    return 0;
}

/* Lock held, released; the task has a mask that may not have its core. */
static void obey_mask(struct ax_rq *rq, struct ax_task *task)
{
    if (ax_may_run(task, rq->cpu)) {
        if (task->state == AX_TASK_READY && task != ax_rq_current(rq)) {
            ax_tell_idle(task); /* It may run on more cores than before. */
        }
        ax_spin_unlock(&rq->lock);
    } else if (task == ax_percpu()->current) {
        give_way(rq, AX_ENQUEUE_YIELDED);
    } else if (task->state == AX_TASK_READY && task != ax_rq_current(rq)) {
        ax_rq_remove(rq, task);
        ax_spin_release(&rq->lock);
        ax_place(task);
        ax_irq_restore();
    } else {
        /* A running one leaves when it yields, a blocked one when it is woken. */
        if (task == ax_rq_current(rq)) {
            ax_ask(rq, AX_RESCHED_YIELD);
        }
        ax_spin_unlock(&rq->lock);
    }
}

int ax_task_set_affinity_of(struct ax_task *task, uint64_t mask)
{
    mask &= ((uint64_t)1 << ax_hal_cpu_count()) - 1;
    if (mask == 0) {
        return -AX_EINVAL;
    }
    struct ax_rq *rq = ax_rq_lock_task(task);
    task->cpu_mask = mask;
    obey_mask(rq, task);
    return 0;
}

int ax_task_set_affinity(uint64_t mask)
{
    assert_task_context();
    return ax_task_set_affinity_of(ax_task_current(), mask);
}
