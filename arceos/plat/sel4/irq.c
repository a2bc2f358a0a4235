// SPDX-License-Identifier: BSD-2-Clause
/*
 * Interrupts of a core. Each has a bit in the badges of the manager's notification. Not to
 * acknowledge an interrupt is to disable it: the kernel keeps it masked until then.
 */

#define AX_LOG_TARGET "axhal"

#include <ax/core/errno.h>
#include <ax/core/log.h>
#include <ax/core/printf.h>
#include <ax/hal/power.h>
#include <ax/hal/trace.h>
#include <oskit/irq.h>
#include <oskit/message.h>
#include <instance/service.h>

#include "plat.h"

/* Interrupts below this one are each core's own (GICv2 architecture, 2.2.1). */
#define FIRST_SHARED 32

struct source {
    ax_irq_t irq; /* AX_IRQ_NONE: free */
    ax_irq_handler handler;
    void *arg;
    seL4_CPtr cap;    /* IRQHandler */
    seL4_CPtr signal; /* badged notification */
    enum ax_irq_trigger trigger;
    bool enabled;
    bool arrived; /* while disabled: handled after the next enable, not acknowledged before */
    uint64_t count;
    uint64_t masked;
};

/* By core. Each is written in the core's own manager or bring-up context only; `irq` of another's
 * is read to find out whose an interrupt is. */
static struct source tables[AX_MAX_CPUS][PLAT_SOURCES];
static uint64_t console_count, console_masked; /* core 0's manager */
static uint64_t total;                         /* atomically */

uint64_t plat_irq_total(void)
{
    return __atomic_load_n(&total, __ATOMIC_RELAXED);
}

int plat_irq_init(void)
{
    for (unsigned cpu = 0; cpu < AX_MAX_CPUS; cpu++) {
        for (unsigned i = 0; i < PLAT_SOURCES; i++) {
            tables[cpu][i].irq = AX_IRQ_NONE;
        }
    }
    return 0;
}

static struct source *own_table(void)
{
    return tables[ax_percpu()->cpu_id];
}

static void acknowledge(const struct source *source)
{
    if (plat_core_shared()) {
        plat_agent_ack(source->irq);
        return;
    }
    enum oskit_error error = oskit_irq_ack(source->cap);

    ax_assert(error == OSKIT_OK);
}

static void run(struct source *source, bool was_masked)
{
    source->count++;
    source->masked += was_masked;
    ax_trace_event(AX_TRACE_IRQ, source->irq, was_masked);
    source->handler(source->arg);
    ax_trace_event(AX_TRACE_IRQ_END, source->irq, 0);
    /* The handler may have unregistered or disabled it. */
    if (source->irq != AX_IRQ_NONE && source->enabled) {
        acknowledge(source);
    }
}

void plat_irq_run(uint64_t bits, bool was_masked)
{
    struct source *sources = own_table();

    __atomic_fetch_add(&total, (uint64_t)__builtin_popcountll(bits), __ATOMIC_RELAXED);
    while (bits != 0) {
        unsigned bit = (unsigned)__builtin_ctzll(bits);

        bits &= bits - 1;
        if (bit == PLAT_SOURCE_CONSOLE) {
            console_count++;
            console_masked += was_masked;
            ax_trace_event(AX_TRACE_IRQ, AX_TRACE_SOURCE_CONSOLE, was_masked);
            plat_console_arrived();
            ax_trace_event(AX_TRACE_IRQ_END, AX_TRACE_SOURCE_CONSOLE, 0);
        } else if (bit == PLAT_SOURCE_IPI) {
            plat_cpu()->ipis++;
            ax_trace_event(AX_TRACE_IRQ, AX_TRACE_SOURCE_IPI, was_masked);
            plat_model_arrived();
            ax_hal_task_hooks()->ipi();
            ax_trace_event(AX_TRACE_IRQ_END, AX_TRACE_SOURCE_IPI, 0);
        } else if (bit < PLAT_SOURCES && sources[bit].irq != AX_IRQ_NONE) {
            if (sources[bit].enabled) {
                run(&sources[bit], was_masked);
            } else {
                sources[bit].arrived = true;
            }
        }
    }
}

static struct source *find_in(struct source *table, ax_irq_t irq)
{
    for (unsigned i = 0; i < PLAT_SOURCES && irq != AX_IRQ_NONE; i++) {
        if (__atomic_load_n(&table[i].irq, __ATOMIC_RELAXED) == irq) {
            return &table[i];
        }
    }
    return NULL;
}

static struct source *find(ax_irq_t irq)
{
    return find_in(own_table(), irq);
}

/* The core that handles it: private ones are this core's, shared ones that of the registration. */
static unsigned core_of(ax_irq_t irq)
{
    unsigned self = ax_cpu_id();

    for (unsigned cpu = 0; cpu < ax_hal_cpu_count() && irq >= FIRST_SHARED; cpu++) {
        if (find_in(tables[cpu], irq) != NULL) {
            return cpu;
        }
    }
    return self;
}

/* ---- what tasks ask for runs in the manager: struct job is the question and the answer ---- */

struct job {
    ax_irq_t irq;
    ax_irq_handler handler;
    void *arg;
    enum ax_irq_trigger trigger;
    bool enabled; /* of the one that moves */
    bool arrived;
    int result;
};

int plat_service_error(seL4_Word status)
{
    switch (status) {
    case INSTANCE_OK:
        return 0;
    case INSTANCE_ERR_ARGUMENT:
        return -AX_EINVAL;
    case INSTANCE_ERR_DENIED:
        return -AX_EACCES;
    case INSTANCE_ERR_EXISTS:
        return -AX_EBUSY;
    case INSTANCE_ERR_UNKNOWN:
        return -AX_ENOENT;
    case INSTANCE_ERR_MEMORY:
        return -AX_ENOMEM;
    default:
        return -AX_EIO;
    }
}

/*
 * A request to the root task. On several cores the core's current task runs while its manager waits
 * for the answer, and may be one that has asked for nothing (ax_hal_irq_move): it is not to take
 * itself for a handler.
 */
static enum oskit_error call_root(seL4_Word label, const seL4_Word *words, unsigned length,
                                  seL4_Word *status)
{
    struct ax_percpu *cpu = ax_percpu();
    uint32_t in_irq = cpu->in_irq;

    __atomic_store_n(&cpu->in_irq, 0, __ATOMIC_RELAXED);
    enum oskit_error error =
        oskit_call(INSTANCE_SLOT_ROOT_EP, label, words, length, status, NULL, 0);
    __atomic_store_n(&cpu->in_irq, in_irq, __ATOMIC_RELAXED);
    return error;
}

/* Gets the handler cap from the root task into an empty slot. */
static int ask_root(const struct job *job, seL4_CPtr slot)
{
    seL4_Word words[INSTANCE_IRQ_WORDS];
    seL4_Word status;

    words[INSTANCE_IRQ_NUMBER] = job->irq;
    words[INSTANCE_IRQ_EDGE] = job->trigger == AX_IRQ_EDGE;
    words[INSTANCE_IRQ_CORE] = ax_percpu()->cpu_id;
    oskit_receive_slot(plat_own_cspace(), slot);
    ax_trace_event(AX_TRACE_CALL, INSTANCE_REGISTER_IRQ, AX_TRACE_ROOT);
    enum oskit_error error = call_root(INSTANCE_REGISTER_IRQ, words, INSTANCE_IRQ_WORDS, &status);
    ax_trace_event(AX_TRACE_RETURN, INSTANCE_REGISTER_IRQ, AX_TRACE_ROOT);
    oskit_receive_slot(plat_own_cspace(), 0);
    return error != OSKIT_OK ? plat_error(error) : plat_service_error(status);
}

/* Manager context only while a task of this core waits for it, or in a task with the count raised:
 * the core's tasks run while the caller waits for the root task. */
static void tell_root(ax_irq_t irq, unsigned cpu)
{
    seL4_Word words[INSTANCE_UNIRQ_WORDS];
    seL4_Word status;

    words[INSTANCE_UNIRQ_NUMBER] = irq;
    words[INSTANCE_UNIRQ_CORE] = cpu;
    if (call_root(INSTANCE_UNREGISTER_IRQ, words, INSTANCE_UNIRQ_WORDS, &status) != OSKIT_OK ||
        status != INSTANCE_OK) {
        ax_warn("interrupt %u of core %u: the root task did not take it back", irq, cpu);
    }
}

/* Has the interrupt signal the badged capability in source->signal. */
static int connect(struct source *source, const struct job *job)
{
    if (plat_core_shared()) {
        return plat_agent_attach(job->irq, job->trigger == AX_IRQ_EDGE, source->signal);
    }
    int result = ask_root(job, source->cap);

    if (result == 0) {
        result = plat_error(oskit_irq_bind(source->cap, source->signal));
        if (result != 0) {
            tell_root(job->irq, ax_percpu()->cpu_id);
        }
    }
    return result;
}

static int fill(struct source *source, const struct job *job)
{
    enum oskit_error error = plat_own_slot(&source->cap);

    if (error != OSKIT_OK) {
        return plat_error(error);
    }
    error = plat_own_slot(&source->signal);
    if (error != OSKIT_OK) {
        plat_own_slot_delete(source->cap);
        return plat_error(error);
    }
    int result = plat_error(oskit_cap_mint(
        plat_own_cspace(), source->signal, plat_cpu()->notification, seL4_CapRights_new(0, 0, 0, 1),
        PLAT_BADGE_NOTIFICATION | 1ull << (source - own_table())));
    if (result == 0) {
        result = connect(source, job);
    }
    if (result != 0) {
        plat_own_slot_delete(source->signal);
        plat_own_slot_delete(source->cap);
    }
    return result;
}

static void do_register(void *arg)
{
    struct job *job = arg;

    if (find(job->irq) != NULL) {
        job->result = -AX_EBUSY;
        return;
    }
    for (unsigned i = 0; i < PLAT_SOURCES; i++) {
        struct source *source = &own_table()[i];

        if (source->irq == AX_IRQ_NONE) {
            *source = (struct source){.irq = AX_IRQ_NONE,
                                      .handler = job->handler,
                                      .arg = job->arg,
                                      .trigger = job->trigger,
                                      .arrived = job->arrived};
            job->result = fill(source, job);
            source->irq = job->result == 0 ? job->irq : AX_IRQ_NONE;
            return;
        }
    }
    job->result = -AX_ENOSPC;
}

static void do_unregister(void *arg)
{
    struct job *job = arg;
    struct source *source = find(job->irq);

    job->result = -AX_ENOENT;
    if (source != NULL) {
        uint64_t bit = 1ull << (source - own_table());

        job->handler = source->handler;
        job->arg = source->arg;
        job->trigger = source->trigger;
        job->enabled = source->enabled;
        /* An edge while nobody listens is not told again: as if one had come. A level is. */
        job->arrived = source->trigger == AX_IRQ_EDGE;
        source->irq = AX_IRQ_NONE;
        /* What has come and was not handled is not the next one's who gets this bit. */
        plat_cpu()->pending &= ~bit;
        plat_cpu()->arriving &= ~bit;
        plat_own_slot_delete(source->cap);
        plat_own_slot_delete(source->signal);
        if (plat_core_shared()) {
            plat_agent_detach(job->irq);
        }
        job->result = 0;
    }
}

/* Has it been received, and its handler not run yet? */
static bool under_way(const struct source *source)
{
    const struct plat_cpu *cpu = plat_cpu();

    return ((cpu->pending | cpu->arriving) & 1ull << (source - own_table())) != 0;
}

static void do_enable(void *arg)
{
    struct job *job = arg;
    struct source *source = find(job->irq);

    job->result = source != NULL ? 0 : -AX_ENOENT;
    if (source == NULL || source->enabled) {
        return;
    }
    source->enabled = true;
    if (source->arrived) {
        /* Handlers run only when the task's count is zero: as if it came now. */
        source->arrived = false;
        plat_cpu()->pending |= 1ull << (source - own_table());
        ax_percpu()->irq_pending = 1;
    } else if (!under_way(source)) { /* else after its handler, which silences the device */
        acknowledge(source);
    }
}

static void do_disable(void *arg)
{
    struct job *job = arg;
    struct source *source = find(job->irq);

    job->result = source != NULL ? 0 : -AX_ENOENT;
    if (source != NULL) {
        source->enabled = false;
    }
}

static int have_done(unsigned cpu, void (*fn)(void *arg), struct job job)
{
    plat_on_core(cpu, fn, &job);
    return job.result;
}

int ax_hal_irq_register(ax_irq_t irq, ax_irq_handler handler, void *arg,
                        enum ax_irq_trigger trigger)
{
    if (handler == NULL || irq == AX_IRQ_NONE) {
        return -AX_EINVAL;
    }
    struct job job = {.irq = irq, .handler = handler, .arg = arg, .trigger = trigger};

    plat_in_manager(do_register, &job);
    return job.result;
}

/* The interrupt's core lets go of it; *job has what it was. Count raised. */
static void let_go(unsigned cpu, struct job *job)
{
    plat_on_core(cpu, do_unregister, job);
    if (job->result == 0 && (plat_info()->shared_cores >> cpu & 1) == 0) {
        tell_root(job->irq, cpu);
    }
}

int ax_hal_irq_unregister(ax_irq_t irq)
{
    struct job job = {.irq = irq};

    ax_irq_save();
    let_go(core_of(irq), &job);
    ax_irq_restore();
    return job.result;
}

int ax_hal_irq_move(ax_irq_t irq, unsigned cpu)
{
    struct job job = {.irq = irq};

    if (irq < FIRST_SHARED || cpu >= ax_hal_cpu_count() || !plat_cpu_started(cpu)) {
        return -AX_EINVAL;
    }
    ax_irq_save();
    unsigned from = core_of(irq);
    let_go(from, &job);
    int result = job.result;
    if (result == 0) {
        plat_on_core(cpu, do_register, &job);
        result = job.result;
        if (result != 0) {
            plat_on_core(from, do_register, &job);
            ax_assert(job.result == 0); /* it had the place until now */
        }
        if (job.enabled) {
            have_done(result == 0 ? cpu : from, do_enable, (struct job){.irq = irq});
        }
    }
    ax_irq_restore();
    return result;
}

int ax_hal_irq_enable(ax_irq_t irq)
{
    return have_done(core_of(irq), do_enable, (struct job){.irq = irq});
}

int ax_hal_irq_disable(ax_irq_t irq)
{
    return have_done(core_of(irq), do_disable, (struct job){.irq = irq});
}

static void fill_stat(const struct source *source, unsigned cpu, struct ax_hal_irq_stat *out)
{
    *out = (struct ax_hal_irq_stat){.irq = source->irq,
                                    .cpu = cpu,
                                    .enabled = source->enabled,
                                    .count = source->count,
                                    .masked = source->masked};
    if (source->irq == plat_info()->timer_irq) {
        ax_snprintf(out->name, sizeof(out->name), "timer");
    } else {
        ax_snprintf(out->name, sizeof(out->name), "irq %u", source->irq);
    }
}

/* The console, then for each core the signals of others (if there are others) and its interrupts.
 */
int ax_hal_irq_stat(unsigned index, struct ax_hal_irq_stat *out)
{
    if (index-- == 0) {
        *out = (struct ax_hal_irq_stat){AX_IRQ_NONE, "console",     0,
                                        true,        console_count, console_masked};
        return 0;
    }
    for (unsigned cpu = 0; cpu < ax_hal_cpu_count(); cpu++) {
        if (ax_hal_cpu_count() > 1 && plat_cpu_started(cpu) && index-- == 0) {
            *out =
                (struct ax_hal_irq_stat){AX_IRQ_NONE, "ipi", cpu, true, plat_cpu_of(cpu)->ipis, 0};
            return 0;
        }
        for (unsigned i = 0; i < PLAT_SOURCES; i++) {
            if (tables[cpu][i].irq != AX_IRQ_NONE && index-- == 0) {
                fill_stat(&tables[cpu][i], cpu, out);
                return 0;
            }
        }
    }
    return -AX_ENOENT;
}
