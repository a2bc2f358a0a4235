// SPDX-License-Identifier: BSD-2-Clause
//
// The thread of an agent. Time is the physical counter; the timer is the core's physical timer (Arm
// ARM, D11: CNTPCT_EL0, CNTP_CVAL_EL0, CNTP_CTL_EL0), both open to EL0.

#include <stddef.h>
#include <oskit/irq.h>
#include <oskit/message.h>
#include <roottask/agent.h>
#include <roottask/root.h>
#include <roottask/service.h>

#define SOURCE_TIMER 1ULL

/* A device's interrupt may come IRQ_MOST times in a window of 1 / WINDOWS_PER_SECOND seconds; then
 * it stays masked until the next. */
#define IRQ_MOST           128u
#define WINDOWS_PER_SECOND 100u

#define MAX_WORDS 4

static uint64_t now(void)
{
    uint64_t ticks;

    __asm__ volatile("isb\n\tmrs %0, cntpct_el0" : "=r"(ticks)::"memory");
    return ticks;
}

static uint64_t window(void)
{
    uint64_t hz;

    __asm__("mrs %0, cntfrq_el0" : "=r"(hz));
    return hz / WINDOWS_PER_SECOND;
}

static void set_timer(uint64_t deadline)
{
    if (deadline != LIMIT_NEVER) {
        __asm__ volatile("msr cntp_cval_el0, %0" ::"r"(deadline) : "memory");
    }
    __asm__ volatile("msr cntp_ctl_el0, %0\n\tisb" ::"r"((uint64_t)(deadline != LIMIT_NEVER))
                     : "memory");
}

/* Signals an instance. What it sent may be any capability: this never waits, whatever it is. */
static void tell(seL4_CPtr signal)
{
    seL4_NBSend(signal, seL4_MessageInfo_new(0, 0, 0, 0));
}

static uint64_t *ack_due(struct agent *agent, const struct agent_irq *irq)
{
    return &agent->due[TABLE_MAX_INSTANCES + (irq - agent->irqs)];
}

/* Lets the interrupt come again: now, or when its next window begins. */
static void acknowledge(struct agent *agent, struct agent_irq *irq, uint64_t time)
{
    uint64_t when = limit_take(&irq->limit, time, window(), IRQ_MOST);

    *ack_due(agent, irq) = when == time ? LIMIT_NEVER : when;
    if (when == time) {
        (void)oskit_irq_ack(irq->handler);
    }
}

/* Does what is due and sets the timer for what comes next. */
static void run_due(struct agent *agent)
{
    uint64_t next;

    do {
        uint64_t time = now();

        for (uint32_t i = 0; i < TABLE_MAX_INSTANCES; i++) {
            if (agent->due[i] <= time) {
                agent->due[i] = LIMIT_NEVER;
                tell(agent->timers[i].signal);
            }
        }
        for (uint32_t i = 0; i < AGENT_IRQS; i++) {
            if (*ack_due(agent, &agent->irqs[i]) <= time) {
                acknowledge(agent, &agent->irqs[i], time);
            }
        }
        next = limit_earliest(agent->due, sizeof(agent->due) / sizeof(agent->due[0]));
    } while (next <= now());
    set_timer(next);
}

static void interrupted(struct agent *agent, uint64_t sources)
{
    if ((sources & SOURCE_TIMER) != 0) {
        /* Off before the acknowledgement: the signal is a level. */
        set_timer(LIMIT_NEVER);
        (void)oskit_irq_ack(agent->timer_handler);
    }
    for (uint32_t i = 0; i < AGENT_IRQS; i++) {
        if ((sources >> (i + 1) & 1) != 0 && agent->irqs[i].used) {
            tell(agent->irqs[i].signal);
        }
    }
}

/* ---- requests ---- */

static struct agent_irq *find_irq(struct agent *agent, uint32_t instance, seL4_Word irq)
{
    for (uint32_t i = 0; i < AGENT_IRQS; i++) {
        struct agent_irq *entry = &agent->irqs[i];

        if (entry->used && entry->instance == instance && entry->irq == irq) {
            return entry;
        }
    }
    return NULL;
}

/* Takes the capability that came with the message. */
static bool take_cap(const struct agent *agent, seL4_CPtr to)
{
    return oskit_cap_move(&root.cspace, to, agent->receive) == OSKIT_OK;
}

static void release_irq(struct agent *agent, struct agent_irq *irq)
{
    /* All copies at once: a handler that nobody holds is masked. */
    (void)oskit_cap_revoke(&root.cspace, irq->handler);
    (void)oskit_cap_delete(&root.cspace, irq->handler);
    (void)oskit_cap_delete(&root.cspace, irq->signal);
    *ack_due(agent, irq) = LIMIT_NEVER;
    irq->used = false;
}

static enum instance_error attach_timer(struct agent *agent, uint32_t instance)
{
    struct agent_timer *timer = &agent->timers[instance];

    if (timer->attached) {
        return INSTANCE_ERR_EXISTS;
    }
    timer->attached = take_cap(agent, timer->signal);
    return timer->attached ? INSTANCE_OK : INSTANCE_ERR_MESSAGE;
}

static enum instance_error attach_irq(struct agent *agent, uint32_t instance, uint32_t number,
                                      bool edge)
{
    struct agent_irq *irq = NULL;

    for (uint32_t i = 0; i < AGENT_IRQS && irq == NULL; i++) {
        irq = agent->irqs[i].used ? NULL : &agent->irqs[i];
    }
    if (irq == NULL) {
        return INSTANCE_ERR_MEMORY;
    }
    if (!take_cap(agent, irq->signal)) {
        return INSTANCE_ERR_MESSAGE;
    }

    enum oskit_error error = oskit_irq_register_at(&root.cspace, seL4_CapIRQControl, number, edge,
                                                   agent->core, irq->handler);

    irq->used = true;
    irq->instance = instance;
    irq->irq = number;
    irq->limit = (struct limit){0};
    if (error == OSKIT_OK) {
        error = oskit_irq_bind(irq->handler, irq->source);
    }
    if (error != OSKIT_OK) {
        release_irq(agent, irq);
        return error == OSKIT_ERR_EXISTS ? INSTANCE_ERR_EXISTS : INSTANCE_ERR_KERNEL;
    }
    return INSTANCE_OK;
}

static enum instance_error attach(struct agent *agent, uint32_t instance, const seL4_Word *words)
{
    seL4_Word number = words[INSTANCE_IRQ_NUMBER];
    bool edge;

    if (!table_grants_irq(&table_rows()[instance], &root.tree, number, &edge)) {
        return INSTANCE_ERR_DENIED;
    }
    if (words[INSTANCE_IRQ_EDGE] != (edge ? 1 : 0)) {
        return INSTANCE_ERR_ARGUMENT;
    }
    return number == root.tree.timer_irq ? attach_timer(agent, instance)
                                         : attach_irq(agent, instance, (uint32_t)number, edge);
}

static enum instance_error detach(struct agent *agent, uint32_t instance, seL4_Word number)
{
    struct agent_timer *timer = &agent->timers[instance];
    struct agent_irq *irq = find_irq(agent, instance, number);

    if (number == root.tree.timer_irq && timer->attached) {
        agent->due[instance] = LIMIT_NEVER;
        timer->attached = false;
        (void)oskit_cap_delete(&root.cspace, timer->signal);
        return INSTANCE_OK;
    }
    if (irq == NULL) {
        return INSTANCE_ERR_UNKNOWN;
    }
    release_irq(agent, irq);
    return INSTANCE_OK;
}

static void drop(struct agent *agent, uint32_t instance)
{
    (void)detach(agent, instance, root.tree.timer_irq);
    for (uint32_t i = 0; i < AGENT_IRQS; i++) {
        if (agent->irqs[i].used && agent->irqs[i].instance == instance) {
            release_irq(agent, &agent->irqs[i]);
        }
    }
}

static enum instance_error serve(struct agent *agent, uint32_t instance, seL4_Word label,
                                 const seL4_Word *words)
{
    struct agent_irq *irq;

    switch (label) {
    case INSTANCE_CORE_ATTACH:
        return attach(agent, instance, words);
    case INSTANCE_CORE_DETACH:
        return detach(agent, instance, words[INSTANCE_IRQ_NUMBER]);
    case INSTANCE_CORE_ACK:
        irq = find_irq(agent, instance, words[INSTANCE_IRQ_NUMBER]);
        if (irq == NULL) {
            return INSTANCE_ERR_UNKNOWN;
        }
        acknowledge(agent, irq, now());
        return INSTANCE_OK;
    case INSTANCE_CORE_TIMER:
        if (!agent->timers[instance].attached) {
            return INSTANCE_ERR_UNKNOWN;
        }
        agent->due[instance] = words[INSTANCE_CORE_DEADLINE];
        return INSTANCE_OK;
    default:
        return INSTANCE_ERR_SERVICE;
    }
}

static enum instance_error answer(struct agent *agent, const struct oskit_message *message,
                                  const seL4_Word *words)
{
    uint32_t instance = (uint32_t)BADGE_INSTANCE(message->badge);
    enum instance_error error;

    if (message->badge == BADGE_AGENT_DROP) {
        drop(agent, (uint32_t)words[0]);
        return INSTANCE_OK;
    }
    error = table_check_core_request(&table_rows()[instance], message->label, message->length,
                                     message->caps);
    return error != INSTANCE_OK ? error : serve(agent, instance, message->label, words);
}

_Noreturn void agent_main(struct agent *agent, seL4_IPCBuffer *buffer)
{
    seL4_SetIPCBuffer(buffer);
    oskit_receive_slot(&root.cspace, agent->receive);
    (void)oskit_irq_ack(agent->timer_handler);
    for (;;) {
        seL4_Word badge;
        seL4_MessageInfo_t tag = seL4_Recv(agent->endpoint, &badge);

        if ((badge & BADGE_NOTIFICATION) != 0) {
            interrupted(agent, badge & ~BADGE_NOTIFICATION);
        } else {
            struct oskit_message message = oskit_message_of(tag, badge);
            seL4_Word words[MAX_WORDS];

            for (int i = 0; i < MAX_WORDS; i++) {
                words[i] = (unsigned)i < message.length ? seL4_GetMR(i) : 0;
            }

            enum instance_error error = answer(agent, &message, words);

            seL4_Reply(oskit_answer(error, NULL, 0, 0));
            if (message.caps != 0) {
                (void)oskit_cap_delete(&root.cspace, agent->receive);
            }
        }
        run_due(agent);
    }
}
