// SPDX-License-Identifier: BSD-2-Clause
/*
 * The manager of a core: receives its tasks' requests, their faults and all interrupts, one after
 * the other, on one endpoint. It runs above its tasks, so that while it works none of them moves;
 * what it may touch then is told in percpu.h.
 */
#include <ax/core/errno.h>
#include <ax/hal/arch/cpu.h>
#include <ax/hal/init.h>
#include <ax/hal/mem.h>
#include <ax/hal/power.h>
#include <ax/hal/trace.h>

#include "plat.h"

struct request {
    enum plat_service service;
    struct plat_thread *from;
    seL4_Word words[2];
    unsigned length;
};

void ax_hal_init_percpu(unsigned cpu)
{
    struct ax_percpu *block = ax_percpu_of(cpu);

    *block = (struct ax_percpu){.irq_count = 1, .cpu_id = cpu, .alone = ax_hal_cpu_count() == 1};
}

struct ax_percpu *ax_percpu_of(unsigned cpu)
{
    return (struct ax_percpu *)(INSTANCE_PERCPU_VADDR +
                                (uintptr_t)cpu * INSTANCE_IPC_BUFFER_STRIDE);
}

_Static_assert(sizeof(struct ax_percpu) <= INSTANCE_PERCPU_SIZE, "fits its place");

bool plat_in_task(void)
{
    ax_irq_save();
    bool in_task = plat_cpu()->manager && !ax_in_irq();
    ax_irq_restore();
    return in_task;
}

uint64_t plat_switch_count(void)
{
    uint64_t switches = 0;

    for (unsigned cpu = 0; cpu < ax_hal_cpu_count(); cpu++) {
        if (plat_cpu_started(cpu)) {
            switches += __atomic_load_n(&plat_cpu_of(cpu)->switches, __ATOMIC_RELAXED);
        }
    }
    return switches;
}

/* ---- answers ---- */

/* Lets a thread run that stands in a message, or has never run. */
static void resume(struct plat_thread *thread)
{
    seL4_Error error = seL4_NoError;

    if (thread->state == PLAT_THREAD_NEW) {
        error = seL4_TCB_Resume(thread->objects->tcb);
    } else {
        ax_assert(thread->state == PLAT_THREAD_STOPPED);
        seL4_Send(thread->objects->reply, seL4_MessageInfo_new(0, 0, 0, 0));
    }
    ax_assert(error == seL4_NoError);
    thread->state = PLAT_THREAD_RUNNING;
    thread->behind = false;
    struct plat_cpu *cpu = plat_cpu();
    cpu->running = thread;
    cpu->context = plat_model_context(thread);
    cpu->switches++;
}

/* Keeps the right to answer the thread whose message was received last. */
static void stop(struct plat_thread *thread)
{
    enum oskit_error error = oskit_cap_save_caller(plat_cspace(), thread->objects->reply);

    ax_assert(error == OSKIT_OK);
    thread->state = PLAT_THREAD_STOPPED;
}

static void answer(int result)
{
    seL4_Word word = (seL4_Word)result;
    seL4_Word none[3] = {0, 0, 0};

    seL4_ReplyWithMRs(seL4_MessageInfo_new(0, 0, 0, 1), &word, &none[0], &none[1], &none[2]);
}

/* ---- interrupts ---- */

/*
 * May handlers run now? Not while the task that stands still holds them off, unless it is the idle
 * task in its wait.
 */
static bool open_for_interrupts(const struct plat_cpu *cpu)
{
    return cpu->waiting || ax_percpu()->irq_count == 0;
}

/* Runs what was held back and what has come now; wakes the idle task if it waits. */
static void run_sources(struct plat_cpu *cpu, uint64_t sources)
{
    uint64_t all = sources | cpu->pending;

    do {
        uint64_t held = cpu->pending;

        cpu->pending = 0;
        plat_irq_run(held, true);
        plat_irq_run(sources & ~held, false);
        sources = 0;
    } while (cpu->pending != 0); /* a handler that enables another adds to it */
    ax_percpu()->irq_pending = 0;
    if (cpu->waiting && all != 0) {
        cpu->waiting = false;
        resume(plat_model_running(cpu));
    }
}

static void run_call(struct plat_cpu *cpu)
{
    void (*call)(void *arg) = cpu->call;

    if (call != NULL) {
        call(cpu->call_arg);
        __atomic_store_n(&cpu->call, NULL, __ATOMIC_RELEASE);
    }
}

static void notified(struct plat_cpu *cpu, uint64_t badge)
{
    uint64_t kick = badge & (1ull << PLAT_SOURCE_KICK);
    uint64_t sources = badge & ~(PLAT_BADGE_NOTIFICATION | 1ull << PLAT_SOURCE_KICK);

    cpu->arriving = sources; /* what is called here may take some of them away */
    if ((sources & 1ull << PLAT_SOURCE_IPI) != 0) {
        plat_run_inbox(cpu);
    }
    if (kick != 0) {
        run_call(cpu);
    }
    sources = cpu->arriving;
    cpu->arriving = 0;
    if (!open_for_interrupts(cpu)) {
        if (sources != 0) {
            cpu->pending |= sources;
            ax_percpu()->irq_pending = 1;
        }
        return;
    }
    bool idle = cpu->waiting;
    run_sources(cpu, sources);
    /* A task that has kicked looks for itself whether it is to yield. */
    cpu->preempt = !idle && kick == 0 && ax_hal_task_hooks()->need_resched();
}

/*
 * Makes the task yield that stands still. Not before its fault was received, if it has one: another
 * core's signal makes this manager ready while the task still runs, so that it may fault before the
 * manager runs. The kernel keeps the fault of a thread that is suspended while its message waits,
 * and tells it in place of the thread's next message.
 */
static void preempt(struct plat_cpu *cpu)
{
    cpu->preempt = false;
    if (!cpu->waiting && ax_percpu()->irq_count == 0 && ax_hal_task_hooks()->need_resched()) {
        plat_preempt_inject(cpu);
    }
}

/* ---- services ---- */

static void switch_back(struct plat_cpu *cpu)
{
    if (!cpu->context->injected || ax_percpu()->irq_count != 1) {
        answer(-AX_EINVAL);
        return;
    }
    ax_percpu()->irq_count = 0;
    run_sources(cpu, 0);
    if (ax_hal_task_hooks()->need_resched()) {
        ax_percpu()->irq_count = 1;
        answer(0);
    } else {
        plat_preempt_restore(cpu);
    }
}

static void switch_task(struct plat_cpu *cpu, const struct request *request)
{
    struct plat_thread *self = request->from;
    struct plat_thread *next = plat_thread_of(request->words[0]);

    if (request->words[0] == 0) {
        stop(self);
        cpu->waiting = true;
        run_sources(cpu, 0);
    } else if (next == self) {
        switch_back(cpu);
    } else if (next == NULL || next->cpu != self->cpu ||
               (next->state != PLAT_THREAD_NEW && next->state != PLAT_THREAD_STOPPED)) {
        answer(-AX_ESRCH);
    } else {
        stop(self);
        resume(next);
    }
}

static void exit_task(const struct request *request)
{
    struct plat_thread *next = plat_thread_of(request->words[0]);

    if (next == NULL || next == request->from || next->cpu != request->from->cpu ||
        (next->state != PLAT_THREAD_NEW && next->state != PLAT_THREAD_STOPPED)) {
        answer(-AX_ESRCH);
        return;
    }
    /* Its reply cap is dropped at the next receive; it waits for an answer until it is deleted. */
    request->from->state = PLAT_THREAD_DEAD;
    resume(next);
}

static void migrate_task(const struct request *request)
{
    struct plat_thread *thread = plat_thread_of(request->words[0]);
    uint64_t cpu = request->words[1];

    if (thread == NULL) {
        answer(-AX_ESRCH);
    } else if (cpu >= ax_hal_cpu_count()) {
        answer(-AX_EINVAL);
    } else {
        answer(plat_thread_move(thread, (unsigned)cpu));
    }
}

/* Memory of the instance, aligned: what a request says is an address need not be one. */
static bool is_memory(uint64_t addr, size_t size, size_t align)
{
    const char *at = (const char *)addr;
    uint64_t paddr;

    return addr % align == 0 && ax_hal_virt_to_phys(at, &paddr) == 0 &&
           ax_hal_virt_to_phys(at + size - 1, &paddr) == 0;
}

static void create_task(const struct request *request)
{
    uint64_t args = request->words[0];
    uint64_t thread = request->words[1];

    if (!is_memory(args, sizeof(struct ax_hal_thread_args), alignof(struct ax_hal_thread_args)) ||
        !is_memory(thread, sizeof(struct ax_hal_thread), alignof(struct ax_hal_thread))) {
        answer(-AX_EFAULT);
        return;
    }
    answer(
        plat_thread_create((struct plat_thread *)thread, (const struct ax_hal_thread_args *)args));
}

static unsigned words_of(enum plat_service service)
{
    return service == PLAT_CREATE_TASK || service == PLAT_MIGRATE_TASK ? 2 : 1;
}

static void serve(struct plat_cpu *cpu, const struct request *request)
{
    if (request->service < PLAT_CREATE_TASK || request->service >= PLAT_SERVICE_END ||
        !plat_model_serves(request->service)) {
        answer(-AX_ENOSYS);
        return;
    }
    if (request->length != words_of(request->service)) {
        answer(-AX_EINVAL);
        return;
    }
    switch (request->service) {
    case PLAT_CREATE_TASK:
        create_task(request);
        break;
    case PLAT_SWITCH_TASK:
        switch_task(cpu, request);
        break;
    case PLAT_EXIT_TASK:
        exit_task(request);
        break;
    case PLAT_EXIT_SYSTEM:
        plat_shutdown((int)request->words[0]);
    default:
        migrate_task(request);
        break;
    }
}

/* ---- the loop ---- */

static void dispatch(struct plat_cpu *cpu, seL4_MessageInfo_t tag, seL4_Word badge,
                     const seL4_Word words[4])
{
    if ((badge & PLAT_BADGE_NOTIFICATION) != 0) {
        notified(cpu, badge);
        return;
    }
    struct plat_thread *from = plat_thread_of(badge & ~PLAT_BADGE_FAULT);
    bool runs = from != NULL && from == plat_model_running(cpu);
    if ((badge & PLAT_BADGE_FAULT) != 0) {
        /* What decodes a fault reads the message from the buffer. */
        for (unsigned i = 0; i < 4; i++) {
            seL4_SetMR((int)i, words[i]);
        }
        if (runs) {
            plat_fault(from, tag);
        } else if (from != NULL && plat_model_faulted(from, tag)) {
            /* The task that stands still may hold interrupts off: looked at when it does not. */
            notified(cpu, PLAT_BADGE_NOTIFICATION | 1ull << PLAT_SOURCE_IPI);
        }
        return;
    }
    if (!runs) {
        /* Nobody else can run here: a message from elsewhere is not a task's. Drop it. */
        return;
    }
    struct request request = {
        .service = (enum plat_service)seL4_MessageInfo_get_label(tag),
        .from = from,
        .words = {words[0], words[1]},
        .length = (unsigned)seL4_MessageInfo_get_length(tag),
    };
    serve(cpu, &request);
}

void plat_manager_resume(struct plat_thread *first)
{
    resume(first);
}

/* Takes what waits, if anything does; badge 0: nothing. */
static seL4_MessageInfo_t poll(seL4_CPtr endpoint, seL4_Word *badge, seL4_Word words[4])
{
    /* On one node a manager that is ready runs before its task can do anything. */
    if (CONFIG_MAX_NUM_NODES == 1) {
        return seL4_MessageInfo_new(0, 0, 0, 0);
    }
    seL4_MessageInfo_t tag = seL4_NBRecv(endpoint, badge);

    for (int i = 0; i < 4; i++) {
        words[i] = seL4_GetMR(i);
    }
    return tag;
}

void plat_manager_run(void)
{
    struct plat_cpu *cpu = plat_cpu();

    cpu->manager = true;
    for (;;) {
        seL4_Word badge = 0;
        seL4_Word words[4] = {0, 0, 0, 0};

        ax_percpu()->in_irq = 0;
        seL4_MessageInfo_t tag = cpu->preempt ? poll(cpu->endpoint, &badge, words)
                                              : seL4_RecvWithMRs(cpu->endpoint, &badge, &words[0],
                                                                 &words[1], &words[2], &words[3]);
        ax_percpu()->in_irq = 1;
        cpu->context = plat_model_context(plat_model_running(cpu));
        if (badge != 0) {
            dispatch(cpu, tag, badge, words);
        } else {
            preempt(cpu); /* nothing was waiting */
        }
    }
}

/* ---- the task's side ---- */

/* Only a refusal is answered with a word: the task layer has named a thread that cannot run. */
void plat_ask(enum plat_service service, seL4_Word word)
{
    seL4_Word none[3] = {0, 0, 0};
    ax_trace_event(AX_TRACE_CALL, service, AX_TRACE_MANAGER);
    seL4_MessageInfo_t tag =
        seL4_CallWithMRs(PLAT_TASK_MANAGER, seL4_MessageInfo_new(service, 0, 0, 1), &word, &none[0],
                         &none[1], &none[2]);

    ax_assert(seL4_MessageInfo_get_length(tag) == 0);
}

void ax_hal_cpu_wait(void)
{
    plat_ask(PLAT_SWITCH_TASK, 0);
}

void plat_in_manager(void (*fn)(void *arg), void *arg)
{
    ax_irq_save();
    struct plat_cpu *cpu = plat_cpu();

    if (!cpu->manager || ax_in_irq()) {
        fn(arg);
    } else {
        cpu->call_arg = arg;
        cpu->call = fn;
        ax_trace_event(AX_TRACE_KICK, ax_percpu()->cpu_id, 0);
        __asm__ volatile("" ::: "memory"); /* the manager preempts in the signal */
        seL4_Signal(PLAT_TASK_KICK);
        /* A manager that waits for the root task on another core lets its task run meanwhile. */
        while (__atomic_load_n(&cpu->call, __ATOMIC_ACQUIRE) != NULL) {
            ax_cpu_relax();
        }
    }
    ax_irq_restore();
}

void ax_plat_irq_kick(void)
{
    seL4_Signal(PLAT_TASK_KICK);
}
