// SPDX-License-Identifier: BSD-2-Clause

/* Invocations of the domain capability (manual section 6.3). */

#include <kernel/invocation.h>
#include <kernel/remote.h>

/** Longest duration of an entry of the schedule. */
#define MAX_DURATION MASK(56)

static enum status set_domain(struct invocation *inv)
{
    if (inv->length < 1) {
        return fail_truncated(inv);
    }
    word_t domain = inv_arg(inv, 0);
    if (domain >= CONFIG_NUM_DOMAINS) {
        return fail_argument(inv, 0);
    }
    if (inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    struct cap cap = inv_extra(inv, 0);
    if (cap_type(cap) != CAP_THREAD) {
        return fail_argument(inv, 1);
    }

    struct tcb *tcb = cap_object(cap);
    remote_stall(tcb);
    sched_dequeue(tcb);
    tcb->domain = domain;
    if (thread_is_runnable(tcb)) {
        sched_enqueue(tcb);
    }
    if (tcb == current_thread()) {
        sched_reschedule();
    }
    return STATUS_OK;
}

static enum status configure_schedule(struct invocation *inv)
{
    if (inv->length < 3) {
        return fail_truncated(inv);
    }
    word_t index = inv_arg(inv, 0);
    struct domain_slice slice = {.domain = inv_arg(inv, 1), .ticks = inv_arg(inv, 2)};
    if (index >= K_DOMAIN_SCHEDULE - 1) {
        return fail_range(inv, 0, K_DOMAIN_SCHEDULE - 2);
    }
    if (slice.domain >= CONFIG_NUM_DOMAINS) {
        return fail_range(inv, 0, CONFIG_NUM_DOMAINS - 1);
    }
    if (slice.ticks > MAX_DURATION) {
        return fail_argument(inv, 2);
    }
    if (slice.ticks == 0 && slice.domain != 0) {
        return fail_argument(inv, 1);
    }
    if (slice.ticks == 0 && index == sched_domain_start()) {
        return fail_argument(inv, 2);
    }
    sched_domain_set(index, slice);
    return STATUS_OK;
}

static enum status set_start(struct invocation *inv)
{
    if (inv->length < 1) {
        return fail_truncated(inv);
    }
    word_t index = inv_arg(inv, 0);
    if (index >= K_DOMAIN_SCHEDULE) {
        return fail_range(inv, 0, K_DOMAIN_SCHEDULE - 1);
    }
    struct domain_slice slice = sched_domain_get(index);
    if (slice.domain == 0 && slice.ticks == 0) {
        return fail_argument(inv, 0);
    }
    sched_domain_set_start(index);
    return STATUS_OK;
}

enum status decode_domain(struct invocation *inv)
{
    switch (inv->label) {
    case DomainSetSet:
        return set_domain(inv);
    case DomainScheduleConfigure:
        return configure_schedule(inv);
    case DomainScheduleSetStart:
        return set_start(inv);
    default:
        return fail_illegal(inv);
    }
}
