// SPDX-License-Identifier: BSD-2-Clause
/*
 * TASK=thread: the threads of the kernel. Workers outlive their tasks: each goes back, as it is, on
 * the list of its core, and the next task there takes it up without any call of the kernel.
 */
#include <ax/core/errno.h>
#include <ax/hal/power.h>
#include <ax/hal/spinlock.h>
#include <oskit/thread.h>

#include "worker.h"

static struct {
    struct ax_spinlock lock;
    struct plat_worker *waiting[AX_MAX_CPUS]; /* without a task, by core */
    uint64_t count;                           /* of all of these */
} state;

static seL4_CPtr switchers[AX_MAX_CPUS]; /* TCBs; each is written in its core's bring-up */

uint64_t plat_model_kept(void)
{
    return __atomic_load_n(&state.count, __ATOMIC_RELAXED);
}

/* ---- the switcher ---- */

int plat_switcher_make(void)
{
    unsigned cpu = ax_percpu()->cpu_id;
    struct oskit_thread_config config = {
        .cspace = INSTANCE_SLOT_CNODE,
        .vspace = INSTANCE_SLOT_VSPACE,
        .fault_ep = INSTANCE_SLOT_CORE_FAULT_EP + cpu,
        .authority = INSTANCE_SLOT_TCB,
        .priority = (uint8_t)(plat_info()->task_priority + 1),
        .core = (uint8_t)(plat_info()->first_core + cpu),
        .no_fpu = true,
        .entry = (uintptr_t)plat_switcher,
        .args = {(uintptr_t)ax_percpu()},
        .percpu = (uintptr_t)ax_percpu(),
    };
    seL4_CPtr tcb;
    uint32_t block;

    if (switchers[cpu] != 0) {
        return 0;
    }
    ax_assert(config.priority < plat_info()->manager_priority);
    plat_objects_lock();
    enum oskit_error error =
        oskit_object_alloc(plat_object_pool(), seL4_TCBObject, 0, &tcb, &block);
    plat_objects_unlock();
    if (error == OSKIT_OK) {
        error = oskit_thread_configure(tcb, &config);
    }
    if (error == OSKIT_OK) {
        switchers[cpu] = tcb;
    }
    return plat_error(error);
}

void plat_switcher_start(void)
{
    enum oskit_error error = oskit_thread_start(switchers[ax_percpu()->cpu_id]);

    ax_assert(error == OSKIT_OK);
}

/* ---- workers ---- */

void plat_worker_give(struct plat_worker *worker, unsigned cpu)
{
    ax_spin_lock(&state.lock);
    worker->cpu = cpu;
    worker->next = state.waiting[cpu];
    state.waiting[cpu] = worker;
    __atomic_store_n(&state.count, state.count + 1, __ATOMIC_RELAXED);
    ax_spin_unlock(&state.lock);
}

static struct plat_worker *take_waiting(unsigned cpu)
{
    ax_spin_lock(&state.lock);
    struct plat_worker *worker = state.waiting[cpu];
    if (worker != NULL) {
        state.waiting[cpu] = worker->next;
        __atomic_store_n(&state.count, state.count - 1, __ATOMIC_RELAXED);
    }
    ax_spin_unlock(&state.lock);
    return worker;
}

/*
 * Until it waits it is above the tasks, so that only the caller's looking at it lets it run: a call
 * that it answers by waiting. Manager or bring-up context.
 */
static enum oskit_error let_wait(const struct plat_worker *worker)
{
    seL4_CPtr tcb = worker->objects->tcb;
    enum oskit_error error = oskit_thread_start(tcb);

    if (error == OSKIT_OK) {
        seL4_Call(worker->endpoint, seL4_MessageInfo_new(0, 0, 0, 0));
        error = oskit_error_of(
            seL4_TCB_SetPriority(tcb, INSTANCE_SLOT_TCB, plat_info()->task_priority));
    }
    return error;
}

static enum oskit_error make_endpoint(struct plat_objects *objects, struct plat_worker *worker)
{
    enum oskit_error error =
        oskit_capset_object(&objects->set, seL4_EndpointObject, 0, &worker->endpoint, NULL);

    return error != OSKIT_OK
               ? error
               : oskit_error_of(seL4_CNode_Copy(
                     objects->cnode, PLAT_INDEX_OWN, PLAT_TASK_CNODE_BITS, INSTANCE_SLOT_CNODE,
                     worker->endpoint, INSTANCE_CSPACE_DEPTH, seL4_CapRights_new(0, 0, 1, 0)));
}

/* On the core that makes it. */
static struct plat_worker *make_worker(void)
{
    struct plat_objects *objects;

    if (plat_objects_take(&objects) != OSKIT_OK) {
        return NULL;
    }
    struct plat_worker *worker = plat_worker_of(objects);
    struct plat_entry entry = {
        .pc = (void (*)(void))plat_worker_wait,
        .args = {(uintptr_t)worker},
        .priority = (uint8_t)(plat_info()->task_priority + 1),
    };
    enum oskit_error error = plat_objects_make(objects, ax_percpu()->cpu_id, &entry);
    if (error == OSKIT_OK) {
        *worker = (struct plat_worker){.objects = objects, .cpu = ax_percpu()->cpu_id};
        error = make_endpoint(objects, worker);
    }
    if (error == OSKIT_OK) {
        error = let_wait(worker);
    }
    if (error != OSKIT_OK) {
        plat_thread_recycle(objects);
        return NULL;
    }
    return worker;
}

struct job {
    unsigned cpu;
    struct plat_worker *worker;
};

/* From another core, so that no more of them are made than tasks live at once; else a new one. */
static void find_worker(void *arg)
{
    struct job *job = arg;

    for (unsigned cpu = 0; cpu < ax_hal_cpu_count() && job->worker == NULL; cpu++) {
        job->worker = take_waiting(cpu);
    }
    if (job->worker == NULL) {
        job->worker = make_worker();
    }
    if (job->worker != NULL && job->worker->cpu != job->cpu) {
        struct plat_thread thread = {.objects = job->worker->objects,
                                     .endpoint = job->worker->endpoint,
                                     .state = PLAT_THREAD_OWN,
                                     .cpu = job->worker->cpu};
        int result = plat_thread_move(&thread, job->cpu);

        ax_assert(result == 0);
        job->worker->cpu = job->cpu;
    }
}

struct plat_worker *plat_worker_take(unsigned cpu)
{
    struct job job = {.cpu = cpu, .worker = take_waiting(cpu)};

    if (job.worker == NULL) {
        plat_in_manager(find_worker, &job);
    }
    return job.worker;
}
