// SPDX-License-Identifier: BSD-2-Clause
/*
 * A task that waited in the kernel by itself would hold up all tasks of its core, which share the
 * worker. So it gives the call to the core's helper, and waits in the task layer.
 *
 *   task      job on `asked`; Signal(helper)                the helper runs at once, being above
 *   helper    makes the call; job on `ended`; Signal(manager), like another core's
 *   manager   takes `ended`, and has the task woken, when the core takes interrupts
 *
 * The helper may run between any two instructions of the worker. So it leaves the core's irq count
 * and everything that is guarded by it alone.
 */
#include <ax/core/errno.h>
#include <oskit/thread.h>

#include "helper.h"

static struct helper {
    struct plat_thread thread;
    uintptr_t thread_pointer;
    unsigned cpu;
    struct ax_hal_job *jobs;  /* taken by the helper, which makes the first one's call */
    bool faulted;             /* in it; the manager's, while the helper stands */
    struct oskit_fault fault; /* likewise */
    /* Atomically, the last one first: */
    struct ax_hal_job *asked; /* pushed by tasks of the core, taken by the helper */
    struct ax_hal_job *ended; /* pushed by the helper, taken by the manager */
} helpers[AX_MAX_CPUS];

static void push(struct ax_hal_job **list, struct ax_hal_job *job)
{
    job->next = __atomic_load_n(list, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(list, &job->next, job, false, __ATOMIC_RELEASE,
                                        __ATOMIC_RELAXED)) {
    }
}

/* All of them, the first one first. */
static struct ax_hal_job *take(struct ax_hal_job **list)
{
    struct ax_hal_job *last = __atomic_exchange_n(list, NULL, __ATOMIC_ACQUIRE);
    struct ax_hal_job *first = NULL;

    while (last != NULL) {
        struct ax_hal_job *next = last->next;

        last->next = first;
        first = last;
        last = next;
    }
    return first;
}

static void helper_main(void *arg)
{
    struct helper *helper = arg;

    for (;;) {
        struct ax_hal_job *job = helper->jobs;

        if (job == NULL) {
            helper->jobs = take(&helper->asked);
            if (helper->jobs == NULL) {
                seL4_Wait(PLAT_TASK_OWN, NULL);
            }
            continue;
        }
        if (!job->faulted) {
            job->fn(job);
        }
        helper->jobs = job->next;
        push(&helper->ended, job);
        seL4_Signal((seL4_CPtr)PLAT_TASK_IPI + helper->cpu);
    }
}

bool plat_model_faulted(struct plat_thread *thread, seL4_MessageInfo_t tag)
{
    struct helper *helper = &helpers[ax_percpu()->cpu_id];

    if (thread != &helper->thread) {
        return false;
    }
    enum oskit_error error = oskit_fault_decode(tag, &helper->fault);
    ax_assert(error == OSKIT_OK && helper->jobs != NULL);
    helper->faulted = true;
    return true;
}

/* Its call is over, unless a handler has it go on: the helper begins anew, behind it. */
static void handle_fault(struct helper *helper)
{
    struct ax_arch_regs regs = {
        .x = {(uintptr_t)helper_main, (uintptr_t)helper},
        .sp = plat_stack_top(&helper->thread.context),
        .pc = (uintptr_t)plat_thread_start,
    };

    helper->faulted = false;
    if (plat_fault_aside(&helper->thread, &helper->fault, helper->jobs->from)) {
        helper->jobs->faulted = true;
        enum oskit_error error =
            plat_registers_write(&helper->thread, &regs, helper->thread_pointer, true);
        ax_assert(error == OSKIT_OK);
    }
}

/* The notification, in the slots where the one waits and the other signals. */
static enum oskit_error connect(const struct plat_thread *helper, const struct plat_thread *worker)
{
    seL4_CPtr wanted;
    enum oskit_error error =
        oskit_capset_object(&helper->objects->set, seL4_NotificationObject, 0, &wanted, NULL);

    if (error == OSKIT_OK) {
        error = oskit_error_of(seL4_CNode_Copy(
            helper->objects->cnode, PLAT_INDEX_OWN, PLAT_TASK_CNODE_BITS, INSTANCE_SLOT_CNODE,
            wanted, INSTANCE_CSPACE_DEPTH, seL4_CapRights_new(0, 0, 1, 0)));
    }
    return error != OSKIT_OK
               ? error
               : oskit_error_of(seL4_CNode_Copy(worker->objects->cnode, PLAT_INDEX_OWN,
                                                PLAT_TASK_CNODE_BITS, INSTANCE_SLOT_CNODE, wanted,
                                                INSTANCE_CSPACE_DEPTH,
                                                seL4_CapRights_new(0, 0, 0, 1)));
}

int plat_helper_make(const struct plat_thread *worker, unsigned cpu)
{
    struct helper *helper = &helpers[cpu];
    struct ax_hal_thread_args args = {.entry = helper_main,
                                      .arg = helper,
                                      .stack_size = 2 * AX_PAGE_SIZE,
                                      .thread_pointer = plat_helper_tls(cpu),
                                      .id = 1,
                                      .cpu = cpu};

    if (args.thread_pointer == 0) {
        return 0;
    }
    helper->cpu = cpu;
    helper->thread_pointer = args.thread_pointer;
    int result = plat_thread_create(&helper->thread, &args);
    if (result != 0) {
        return result;
    }
    seL4_CPtr tcb = helper->thread.objects->tcb;
    enum oskit_error error = connect(&helper->thread, worker);
    if (error == OSKIT_OK) {
        error = oskit_error_of(
            seL4_TCB_SetPriority(tcb, INSTANCE_SLOT_TCB, plat_info()->task_priority + 1));
    }
    return plat_error(error == OSKIT_OK ? oskit_thread_start(tcb) : error);
}

bool ax_hal_offload(struct ax_hal_job *job)
{
    const struct ax_percpu *cpu = ax_irq_save();
    struct helper *helper = &helpers[cpu->cpu_id];
    bool made = helper->thread.objects != NULL;

    if (made) {
        job->from = cpu->current;
        push(&helper->asked, job);
        seL4_Signal(PLAT_TASK_OWN);
    }
    ax_irq_restore();
    return made;
}

void plat_model_arrived(void)
{
    struct helper *helper = &helpers[ax_percpu()->cpu_id];
    struct ax_hal_job *job = take(&helper->ended);

    if (helper->faulted) {
        handle_fault(helper);
    }
    while (job != NULL) {
        struct ax_hal_job *next = job->next; /* the caller's again once it is done */

        job->done(job);
        job = next;
    }
}
