// SPDX-License-Identifier: BSD-2-Clause

/* Requests of the core that has the lock to the others. */

#include <kernel/arch.h>
#include <kernel/debug.h>
#include <kernel/lock.h>
#include <kernel/remote.h>
#include <kernel/sched.h>

void remote_call(word_t core, enum remote_request request, word_t irq)
{
    struct percpu *cpu = &percpus[core];

    kassert(cpu != this_cpu() && core < sched_core_count());
    __atomic_store_n(&cpu->remote_request, request | irq << REMOTE_IRQ_SHIFT,
                     __ATOMIC_RELEASE); /* L4 */
    /*
     * A core that waits for the lock looks for requests; it cannot have left since this core got
     * the lock. Any other one is about to enter, or runs with interrupts unmasked or soon will.
     * Between the store and the load a full barrier: either this core sees that the other one has
     * marked its place, or that one, which then looks for requests, sees this request. Getting in
     * line is such a barrier on the other side (a store-release, then a load-acquire).
     */
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* L4 */
    if (__atomic_load_n(&cpu->lock_place->taken, __ATOMIC_RELAXED) != 0) {
        arch_wake_cores(); /* L3 */
    } else {
        arch_interrupt_core(core);
    }
    while (__atomic_load_n(&cpu->remote_request, __ATOMIC_ACQUIRE) != REMOTE_NOTHING) { /* L4 */
        arch_wait_change(&cpu->remote_request, request | irq << REMOTE_IRQ_SHIFT);
    }
}

void remote_vacate(word_t core)
{
    struct percpu *cpu = &percpus[core];
    struct tcb *tcb = cpu->current;

    remote_call(core, REMOTE_VACATE, 0);
    if (tcb != cpu->idle) {
        /* If it was entering the kernel with a system call, it will make that call again. */
        tcb->state = THREAD_RESTART;
        sched_enqueue(tcb);
        cpu->vacated = tcb;
        cpu->current = cpu->idle;
        cpu->action = SCHED_CHOOSE;
    }
}

bool remote_take_back(struct percpu *cpu)
{
    struct tcb *tcb = cpu->vacated;
    word_t highest;

    cpu->vacated = NULL;
    if (tcb == NULL || (sched_highest_ready(cpu, &highest) && highest > tcb->priority)) {
        return false;
    }
    sched_dequeue(tcb);
    arch_switch_to_thread(tcb);
    tcb->state = THREAD_RUNNING;
    cpu->current = tcb;
    cpu->action = SCHED_RESUME;
    return true;
}

void remote_serve(struct percpu *cpu)
{
    word_t request = __atomic_load_n(&cpu->remote_request, __ATOMIC_ACQUIRE); /* L4 */
    word_t irq = request >> REMOTE_IRQ_SHIFT;
    word_t kind = request & MASK(REMOTE_IRQ_SHIFT);

    switch (kind) {
    case REMOTE_NOTHING:
        return;
    case REMOTE_VACATE:
        arch_vacate(cpu);
        break;
    case REMOTE_IRQ_MASK:
    case REMOTE_IRQ_UNMASK:
        arch_irq_mask_own(irq, kind == REMOTE_IRQ_MASK);
        break;
    default:
        arch_irq_trigger_own(irq, kind == REMOTE_IRQ_EDGE);
        break;
    }
    __atomic_store_n(&cpu->remote_request, REMOTE_NOTHING, __ATOMIC_RELEASE); /* L4 */
}
