// SPDX-License-Identifier: BSD-2-Clause

/* Ready queues of all cores; kernel/ready_queue.h has those of one. */

#include <kernel/arch.h>
#include <kernel/ready_queue.h>
#include <kernel/sched.h>
#include <kernel/debug.h>

struct percpu percpus[K_MAX_CORES];

static struct percpu *home_of(const struct tcb *tcb)
{
    return K_SMP ? &percpus[tcb->core] : &percpus[0];
}

/** Another core may have to give way to the thread that it got into its queue. */
static void notify_core(const struct percpu *cpu, const struct tcb *tcb)
{
    /* A core that will choose anew anyway (SCHED_CHOOSE) has given up its thread. */
    if (K_SMP && cpu != this_cpu() && cpu->action == SCHED_RESUME &&
        (cpu->current == cpu->idle || cpu->current->priority < tcb->priority)) {
        this_cpu()->reschedule_cores |= BIT(cpu->index);
    }
}

void sched_enqueue(struct tcb *tcb)
{
    struct percpu *cpu = home_of(tcb);

    if (!tcb->queued) {
        ready_push(cpu, tcb);
        notify_core(cpu, tcb);
    }
}

void sched_append(struct tcb *tcb)
{
    struct percpu *cpu = home_of(tcb);

    if (!tcb->queued) {
        ready_append(cpu, tcb);
        notify_core(cpu, tcb);
    }
}

void sched_dequeue(struct tcb *tcb)
{
    if (tcb->queued) {
        ready_remove(home_of(tcb), tcb);
    }
}

bool sched_highest_ready(const struct percpu *cpu, word_t *priority)
{
    if (!ready_any(cpu)) {
        return false;
    }
    *priority = ready_highest(cpu);
    return true;
}
