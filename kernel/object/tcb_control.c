// SPDX-License-Identifier: BSD-2-Clause

/*
 * Invocations of threads that set priorities, the spaces and the IPC buffer. Deleting the old
 * capability of a slot may be preempted: all that comes before it can be done twice.
 */

#include <kernel/arch_object.h>
#include <kernel/debug.h>
#include <kernel/tcb_decode.h>

/** A capability that shall go into a slot of the thread. */
struct new_cap {
    struct cap cap;
    struct cte *source; /**< what it is derived from; NULL: the slot only becomes empty */
};

/** The thread whose maximum controlled priority bounds the change, from extra capability 0. */
static enum status find_authority(struct invocation *inv, struct tcb **authority)
{
    struct cap cap = inv_extra(inv, 0);
    if (cap_type(cap) != CAP_THREAD) {
        return fail_capability(inv, 1);
    }
    *authority = cap_object(cap);
    return STATUS_OK;
}

static enum status check_priority(struct invocation *inv, word_t priority,
                                  const struct tcb *authority)
{
    if (priority > authority->max_priority) {
        return fail_range(inv, seL4_MinPrio, authority->max_priority);
    }
    return STATUS_OK;
}

/** SetPriority, SetMCPriority, SetSchedParams: the message words are the values, in wire order. */
static enum status set_priorities(struct invocation *inv, struct tcb *tcb)
{
    word_t words = inv->label == TCBSetSchedParams ? 2 : 1;
    struct tcb *authority;

    if (inv->length < words || inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    enum status status = find_authority(inv, &authority);
    for (word_t i = 0; i < words && status == STATUS_OK; i++) {
        status = check_priority(inv, inv_arg(inv, i), authority);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (inv->label != TCBSetPriority) {
        thread_set_max_priority(tcb, inv_arg(inv, 0));
    }
    if (inv->label != TCBSetMCPriority) {
        thread_set_priority(tcb, inv_arg(inv, words - 1));
    }
    return STATUS_OK;
}

/** The buffer at `address` in the frame of extra capability `i`. */
static enum status derive_buffer(struct invocation *inv, vptr_t address, word_t i,
                                 struct new_cap *buffer)
{
    *buffer = (struct new_cap){cap_null(), NULL};
    if (address == 0) {
        return STATUS_OK;
    }
    buffer->source = inv->extra.slot[i];
    if (cap_derive(buffer->source, inv_extra(inv, i), &buffer->cap, &inv->error) != STATUS_OK) {
        return STATUS_ERROR;
    }
    return arch_check_ipc_buffer(inv, address, buffer->cap);
}

/** The capability of extra capability `i` with guard data applied (0: as it is). */
static enum status derive_root(struct invocation *inv, word_t data, word_t i, struct new_cap *root)
{
    struct cap cap = inv_extra(inv, i);

    root->source = inv->extra.slot[i];
    if (data != 0) {
        cap = cap_update_data(false, data, cap);
    }
    return cap_derive(root->source, cap, &root->cap, &inv->error);
}

/** CSpace and VSpace from extra capabilities 0 and 1. */
static enum status derive_spaces(struct invocation *inv, const struct tcb *tcb, word_t cspace_data,
                                 word_t vspace_data, struct new_cap *cspace, struct new_cap *vspace)
{
    if (cdt_long_running_delete(&tcb->slots[TCB_SLOT_CSPACE]) ||
        cdt_long_running_delete(&tcb->slots[TCB_SLOT_VSPACE])) {
        return fail_illegal(inv);
    }
    enum status status = derive_root(inv, cspace_data, 0, cspace);
    if (status != STATUS_OK) {
        return status;
    }
    if (cap_type(cspace->cap) != CAP_CNODE) {
        return fail_illegal(inv);
    }
    status = derive_root(inv, vspace_data, 1, vspace);
    if (status != STATUS_OK) {
        return status;
    }
    return arch_is_valid_vspace(vspace->cap) ? STATUS_OK : fail_illegal(inv);
}

/** Replaces the capability in a slot of the thread. STATUS_OK or STATUS_PREEMPTED. */
static enum status replace(const struct invocation *inv, struct tcb *tcb, enum tcb_slot i,
                           const struct new_cap *new)
{
    struct cte *slot = &tcb->slots[i];
    enum status status = cte_delete(slot);

    if (status != STATUS_OK) {
        return status;
    }
    /* The deletion may have taken the source, or the thread itself, with it. */
    if (new->source != NULL && cap_same_object(new->cap, new->source->cap) &&
        cap_same_object(cap_thread(tcb), inv->slot->cap)) {
        cte_insert(new->cap, new->source, slot);
    }
    return STATUS_OK;
}

/**
 * A thread that changes its own address space goes on in the old one until the next switch of
 * threads, as long as that exists: the specification loads an address space only on a switch
 * (invoke_tcb and switch_to_thread of spec/abstract). With several cores it is switched to at once:
 * a core has the address space that its thread has a capability to, or that capability is gone.
 */
static enum status install_spaces(const struct invocation *inv, struct tcb *tcb,
                                  const struct new_cap *cspace, const struct new_cap *vspace)
{
    tcb->fault_handler = inv_arg(inv, 0);
    enum status status = replace(inv, tcb, TCB_SLOT_CSPACE, cspace);
    if (status == STATUS_OK) {
        status = replace(inv, tcb, TCB_SLOT_VSPACE, vspace);
    }
    if (K_SMP && tcb == current_thread()) {
        sched_reschedule();
    }
    return status;
}

static enum status install_buffer(const struct invocation *inv, struct tcb *tcb, vptr_t address,
                                  const struct new_cap *buffer)
{
    enum status status = cte_delete(&tcb->slots[TCB_SLOT_BUFFER]);
    if (status != STATUS_OK) {
        return status;
    }
    tcb->ipc_buffer = address;
    status = replace(inv, tcb, TCB_SLOT_BUFFER, buffer);
    if (tcb == current_thread()) {
        sched_reschedule();
    }
    return status;
}

static enum status set_space(struct invocation *inv, struct tcb *tcb)
{
    struct new_cap cspace;
    struct new_cap vspace;

    if (inv->length < 3 || inv->extra.count < 2) {
        return fail_truncated(inv);
    }
    enum status status =
        derive_spaces(inv, tcb, inv_arg(inv, 1), inv_arg(inv, 2), &cspace, &vspace);
    return status == STATUS_OK ? install_spaces(inv, tcb, &cspace, &vspace) : status;
}

static enum status set_ipc_buffer(struct invocation *inv, struct tcb *tcb)
{
    struct new_cap buffer;

    if (inv->length < 1 || inv->extra.count < 1) {
        return fail_truncated(inv);
    }
    enum status status = derive_buffer(inv, inv_arg(inv, 0), 0, &buffer);
    return status == STATUS_OK ? install_buffer(inv, tcb, inv_arg(inv, 0), &buffer) : status;
}

static enum status configure(struct invocation *inv, struct tcb *tcb)
{
    struct new_cap cspace;
    struct new_cap vspace;
    struct new_cap buffer;

    if (inv->length < 4 || inv->extra.count < 3) {
        return fail_truncated(inv);
    }
    vptr_t address = inv_arg(inv, 3);
    enum status status = derive_buffer(inv, address, 2, &buffer);
    if (status == STATUS_OK) {
        status = derive_spaces(inv, tcb, inv_arg(inv, 1), inv_arg(inv, 2), &cspace, &vspace);
    }
    if (status == STATUS_OK) {
        status = install_spaces(inv, tcb, &cspace, &vspace);
    }
    return status == STATUS_OK ? install_buffer(inv, tcb, address, &buffer) : status;
}

enum status decode_tcb_control(struct invocation *inv, struct tcb *tcb)
{
    switch (inv->label) {
    case TCBConfigure:
        return configure(inv, tcb);
    case TCBSetPriority:
    case TCBSetMCPriority:
    case TCBSetSchedParams:
        return set_priorities(inv, tcb);
    case TCBSetIPCBuffer:
        return set_ipc_buffer(inv, tcb);
    case TCBSetSpace:
        return set_space(inv, tcb);
    default:
        return fail_illegal(inv);
    }
}
