// SPDX-License-Identifier: BSD-2-Clause

/* Which thread runs next. */

#include <kernel/debug.h>
#include <kernel/thread.h>

/* The domain schedule. With one domain it can be configured and makes no difference. */
static struct domain_slice domain_schedule[K_DOMAIN_SCHEDULE] = {{.domain = 0, .ticks = 1}};
static word_t domain_start;

static word_t core_count;

/** Units of a long operation that a core does while others wait for the lock. */
#define UNITS_PER_TURN 16

void sched_init_core(word_t core)
{
    struct percpu *cpu = &percpus[core];
    struct tcb *idle = &cpu->idle_thread;

    cpu->index = core;
    cpu->idle = idle;
    cpu->current = idle;
    cpu->action = SCHED_CHOOSE;
    if (K_SMP) {
        lock_init_core(cpu);
    }
    idle->state = THREAD_IDLE;
    idle->core = core;
    arch_context_init(&idle->context);
    arch_idle_context(idle);
    thread_set_name(idle, "idle_thread");
    thread_debug_list_add(idle);
    core_count++;
}

word_t sched_core_count(void)
{
    return core_count;
}

void sched_reschedule(void)
{
    struct percpu *cpu = this_cpu();
    if (cpu->action == SCHED_CANDIDATE) {
        sched_enqueue(cpu->candidate);
    }
    cpu->action = SCHED_CHOOSE;
}

void sched_possible_switch(struct tcb *tcb)
{
    struct percpu *cpu = this_cpu();
    if (K_SMP && tcb->core != cpu->index) {
        sched_enqueue(tcb);
    } else if (cpu->action != SCHED_RESUME) {
        sched_reschedule();
        sched_enqueue(tcb);
    } else {
        cpu->action = SCHED_CANDIDATE;
        cpu->candidate = tcb;
    }
}

static void switch_to(struct percpu *cpu, struct tcb *tcb)
{
    kassert(thread_is_runnable(tcb));
    arch_switch_to_thread(tcb);
    sched_dequeue(tcb);
    cpu->current = tcb;
}

static void choose(struct percpu *cpu)
{
    word_t priority;
    if (sched_highest_ready(cpu, &priority)) {
        switch_to(cpu, cpu->ready[priority].head);
    } else {
        arch_switch_to_idle();
        cpu->current = cpu->idle;
    }
}

/**
 * Whether the candidate is the one to run. If not, it is in its ready queue afterwards.
 * The current thread, if runnable, is in the ready queues already.
 */
static bool candidate_wins(struct percpu *cpu, bool current_runnable)
{
    struct tcb *candidate = cpu->candidate;
    struct tcb *current = cpu->current;
    word_t highest;

    /* A candidate of at least the current priority is at least as good as all that are ready. */
    if (current == cpu->idle || candidate->priority < current->priority) {
        if (sched_highest_ready(cpu, &highest) && candidate->priority < highest) {
            sched_enqueue(candidate);
            return false;
        }
    }
    if (current_runnable && current->priority == candidate->priority) {
        sched_append(candidate);
        return false;
    }
    return true;
}

/** Tells the other cores whose ready queues got a better thread than they run. */
static void notify_cores(struct percpu *cpu)
{
    while (K_SMP && cpu->reschedule_cores != 0) {
        word_t core = (word_t)__builtin_ctzl(cpu->reschedule_cores);
        cpu->reschedule_cores &= ~BIT(core);
        arch_reschedule_core(core);
    }
}

void sched_schedule(void)
{
    struct percpu *cpu = this_cpu();

    if (cpu->action != SCHED_RESUME) {
        bool current_runnable = thread_is_runnable(cpu->current);
        if (current_runnable) {
            sched_enqueue(cpu->current);
        }
        if (cpu->action == SCHED_CANDIDATE && candidate_wins(cpu, current_runnable)) {
            switch_to(cpu, cpu->candidate);
        } else {
            choose(cpu);
        }
        cpu->action = SCHED_RESUME;
    }
    notify_cores(cpu);
}

void sched_activate(void)
{
    struct tcb *tcb = current_thread();
    if (tcb->state == THREAD_RESTART) {
        thread_set_reg(tcb, ARCH_REG_NEXT_IP, thread_get_reg(tcb, ARCH_REG_FAULT_IP));
        tcb->state = THREAD_RUNNING;
    }
    kassert(tcb->state == THREAD_RUNNING || tcb->state == THREAD_IDLE);
}

void sched_tick(void)
{
    struct tcb *tcb = current_thread();
    if (tcb->state != THREAD_RUNNING) {
        return;
    }
    if (tcb->time_slice > 1) {
        tcb->time_slice--;
        return;
    }
    tcb->time_slice = CONFIG_TIME_SLICE;
    sched_append(tcb);
    sched_reschedule();
}

void sched_yield_current(void)
{
    struct tcb *tcb = current_thread();
    sched_dequeue(tcb);
    sched_append(tcb);
    sched_reschedule();
}

/** Whether this core, which has the lock, lets those that wait for it go first. */
static bool make_way(struct percpu *cpu)
{
    cpu->work_done++;
    if (cpu->work_done < UNITS_PER_TURN) {
        return false;
    }
    cpu->work_done = 0;
    return lock_is_wanted(cpu);
}

enum status sched_preemption_point(void)
{
    if (preempt_pending() || (K_SMP && make_way(this_cpu()))) {
        return STATUS_PREEMPTED;
    }
    return STATUS_OK;
}

struct domain_slice sched_domain_get(word_t index)
{
    return domain_schedule[index];
}

void sched_domain_set(word_t index, struct domain_slice slice)
{
    domain_schedule[index] = slice;
}

word_t sched_domain_start(void)
{
    return domain_start;
}

void sched_domain_set_start(word_t index)
{
    domain_start = index;
    sched_reschedule();
}
