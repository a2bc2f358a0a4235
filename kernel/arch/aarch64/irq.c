// SPDX-License-Identifier: BSD-2-Clause
/* Interrupts in the kernel's numbering, and IRQControl's invocations that are Arm's. */

#include <sel4/arch/invocation.h>
#include <kernel/arch_object.h>
#include <kernel/irq.h>
#include <kernel/remote.h>
#include <plat/gic.h>
#include <arch/decode.h>
#include <arch/ipi.h>
#include <arch/sysreg.h>
#include <arch/timer.h>

/*
 * What has been claimed is no interrupt that anybody can have asked for: none, one beyond what the
 * board has, or a remote call, which was served while the core waited for the lock. Were that all
 * that comes of this entry, requests one after the other would keep the core from interrupts with
 * higher numbers. Out of line: it costs others two comparisons.
 */
static __attribute__((noinline)) word_t claim_other(word_t number)
{
    while (K_SMP && number == ARM_IPI_REMOTE_CALL) {
        plat_gic_complete(number);
        number = plat_gic_claim();
    }
    if (number == IRQ_NONE) {
        return IRQ_NONE;
    }
    if (number > ARM_MAX_IRQ) {
        plat_gic_mask(number, true);
        plat_gic_complete(number);
        return IRQ_NONE;
    }
    return arm_irq_from_number(number, this_cpu()->index);
}

word_t arch_irq_claim(void)
{
    word_t number = plat_gic_claim();

    if (unlikely(number > ARM_MAX_IRQ || (K_SMP && number == ARM_IPI_REMOTE_CALL))) {
        return claim_other(number);
    }
    return arm_irq_from_number(number, this_cpu()->index);
}

void arch_irq_complete(word_t irq)
{
    plat_gic_complete(arm_irq_number(irq));
}

/* Whether only another core reaches the registers for the interrupt: they are banked. */
static bool is_elsewhere(word_t irq)
{
    return K_SMP && arm_irq_is_private(irq) && arm_irq_core(irq) != this_cpu()->index;
}

void arch_irq_mask(word_t irq, bool masked)
{
    if (is_elsewhere(irq)) {
        remote_call(arm_irq_core(irq), masked ? REMOTE_IRQ_MASK : REMOTE_IRQ_UNMASK,
                    arm_irq_number(irq));
    } else {
        plat_gic_mask(arm_irq_number(irq), masked);
    }
}

static void set_edge(word_t irq, bool edge)
{
    if (is_elsewhere(irq)) {
        remote_call(arm_irq_core(irq), edge ? REMOTE_IRQ_EDGE : REMOTE_IRQ_LEVEL,
                    arm_irq_number(irq));
    } else {
        plat_gic_set_edge(arm_irq_number(irq), edge);
    }
}

void arch_irq_mask_own(word_t number, bool masked)
{
    plat_gic_mask(number, masked);
    /* The controller has it before the other core goes on. */
    arm_dsb_sy(); /* I3 */
}

void arch_irq_trigger_own(word_t number, bool edge)
{
    plat_gic_set_edge(number, edge);
    arm_dsb_sy(); /* I3 */
}

void arch_timer_ack(void)
{
    arm_timer_restart();
}

enum status arch_check_irq(struct invocation *inv, word_t irq, word_t *kernel_irq)
{
    if (irq > ARM_MAX_IRQ) {
        return fail_range(inv, 0, ARM_MAX_IRQ);
    }
    *kernel_irq = arm_irq_from_number(irq, 0);
    return STATUS_OK;
}

static enum status issue_handler(struct invocation *inv, word_t irq)
{
    struct cte *destination;

    if (irq_is_active(irq)) {
        return fail_simple(inv, seL4_RevokeFirst);
    }
    if (cspace_lookup_empty(inv, inv_extra(inv, 0), inv_arg(inv, 2), inv_arg(inv, 3),
                            &destination) != STATUS_OK) {
        return STATUS_ERROR;
    }
    set_edge(irq, inv_arg(inv, 1) != 0);
    irq_issue_handler(irq, destination, inv->slot);
    return STATUS_OK;
}

static enum status get_trigger(struct invocation *inv)
{
    word_t irq;

    if (inv->length < 4 || inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    /* With several cores, whose private interrupt? GetTriggerCore tells. */
    if (K_SMP && inv_arg(inv, 0) < ARM_PRIVATE_IRQS) {
        return fail_illegal(inv);
    }
    if (arch_check_irq(inv, inv_arg(inv, 0), &irq) != STATUS_OK) {
        return STATUS_ERROR;
    }
    return issue_handler(inv, irq);
}

#ifdef CONFIG_ENABLE_SMP_SUPPORT
static enum status get_trigger_core(struct invocation *inv)
{
    /* seL4 asks for four words and reads the fifth from the buffer all the same. */
    if (inv->length < 4 || inv->extra.count < 1 || inv->buffer == NULL) {
        return fail_truncated(inv);
    }
    word_t number = inv_arg(inv, 0);
    word_t core = inv_arg(inv, 4);

    if (number > ARM_MAX_IRQ) {
        return fail_range(inv, 0, ARM_MAX_IRQ);
    }
    if (core >= sched_core_count()) {
        return fail_argument(inv, 0);
    }
    enum status status = issue_handler(inv, arm_irq_from_number(number, core));
    if (status == STATUS_OK && number >= ARM_PRIVATE_IRQS) {
        plat_gic_set_target(number, core);
    }
    return status;
}
#else
static enum status issue_signal(struct invocation *inv)
{
    struct cte *destination;

    if (inv->length < 4 || inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    word_t number = inv_arg(inv, 0);
    word_t target = inv_arg(inv, 1);

    if (number >= PLAT_GIC_SGIS) {
        return fail_range(inv, 0, PLAT_GIC_SGIS - 1);
    }
    if (target >= PLAT_GIC_TARGETS) {
        return fail_argument(inv, 1);
    }
    if (cspace_lookup_empty(inv, inv_extra(inv, 0), inv_arg(inv, 2), inv_arg(inv, 3),
                            &destination) != STATUS_OK) {
        return STATUS_ERROR;
    }
    cte_insert(arm_cap_sgi_signal(number, target), inv->slot, destination);
    return STATUS_OK;
}
#endif

enum status arch_decode_irq_control(struct invocation *inv)
{
    switch (inv->label) {
    case ARMIRQIssueIRQHandlerTrigger:
        return get_trigger(inv);
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    case ARMIRQIssueIRQHandlerTriggerCore:
        return get_trigger_core(inv);
#else
    case ARMIRQIssueSGISignal:
        return issue_signal(inv);
#endif
    default:
        return fail_illegal(inv);
    }
}
