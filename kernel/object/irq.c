// SPDX-License-Identifier: BSD-2-Clause

/* Interrupts as objects: IRQControl, IRQHandler, delivery (manual chapter 8). */

#include <kernel/arch_object.h>
#include <kernel/debug.h>
#include <kernel/ipc.h>
#include <kernel/irq.h>

static uint8_t states[ARCH_IRQ_COUNT];

/** For each interrupt the capability to the notification that it signals. */
static struct cte notifications[ARCH_IRQ_COUNT];

enum irq_state irq_get_state(word_t irq)
{
    return (enum irq_state)states[irq];
}

void irq_set_state(word_t irq, enum irq_state state)
{
    states[irq] = (uint8_t)state;
    arch_irq_mask(irq, state == IRQ_INACTIVE);
}

bool irq_is_active(word_t irq)
{
    return states[irq] != IRQ_INACTIVE;
}

void irq_issue_handler(word_t irq, struct cte *dest, struct cte *control)
{
    irq_set_state(irq, IRQ_SIGNAL);
    cte_insert(cap_irq_handler(irq), control, dest);
}

enum status irq_delete_handler(word_t irq)
{
    return cte_delete(&notifications[irq]);
}

void irq_deleted(word_t irq)
{
    irq_set_state(irq, IRQ_INACTIVE);
}

struct cap irq_notification(word_t irq)
{
    return states[irq] == IRQ_SIGNAL ? notifications[irq].cap : cap_null();
}

static void deliver(word_t irq)
{
    struct cap cap = notifications[irq].cap;
    if (cap_type(cap) == CAP_NOTIFICATION && (cap_rights(cap) & RIGHT_WRITE) != 0) {
        notification_signal(cap_object(cap), cap_badge(cap));
    } else if (K_DEBUG) {
        kprintf("interrupt %lu has no notification\n", irq);
    }
    arch_irq_mask(irq, true);
}

void irq_handle(word_t irq)
{
    switch (irq_get_state(irq)) {
    case IRQ_SIGNAL:
        deliver(irq);
        break;
    case IRQ_TIMER:
        sched_tick();
        arch_timer_ack();
        break;
    case IRQ_IPI:
    case IRQ_RESERVED:
        arch_irq_internal(irq);
        break;
    default:
        arch_irq_mask(irq, true);
        break;
    }
    arch_irq_complete(irq);
}

enum status decode_irq_control(struct invocation *inv)
{
    struct cte *dest;
    word_t irq;

    if (inv->label != IRQIssueIRQHandler) {
        return arch_decode_irq_control(inv);
    }
    if (inv->length < 3 || inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    enum status status = arch_check_irq(inv, inv_arg(inv, 0), &irq);
    if (status != STATUS_OK) {
        return status;
    }
    if (irq_is_active(irq)) {
        return fail_simple(inv, seL4_RevokeFirst);
    }
    status = cspace_lookup_empty(inv, inv_extra(inv, 0), inv_arg(inv, 1), inv_arg(inv, 2), &dest);
    if (status == STATUS_OK) {
        irq_issue_handler(irq, dest, inv->slot);
    }
    return status;
}

static enum status set_notification(struct invocation *inv, word_t irq)
{
    if (inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    struct cap cap = inv_extra(inv, 0);
    if (cap_type(cap) != CAP_NOTIFICATION || (cap_rights(cap) & RIGHT_WRITE) == 0) {
        return fail_capability(inv, 0);
    }
    /* Emptying the slot may end a notification, but not the one that is given: it is held. */
    enum status status = cte_delete(&notifications[irq]);
    if (status == STATUS_OK) {
        cte_insert(cap, inv->extra.slot[0], &notifications[irq]);
    }
    return status;
}

enum status decode_irq_handler(struct invocation *inv)
{
    word_t irq = cap_irq(inv->cap);

    switch (inv->label) {
    case IRQAckIRQ:
        arch_irq_mask(irq, false);
        return STATUS_OK;
    case IRQSetIRQHandler:
        return set_notification(inv, irq);
    case IRQClearIRQHandler:
        return cte_delete(&notifications[irq]);
    default:
        return fail_illegal(inv);
    }
}
