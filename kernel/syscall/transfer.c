// SPDX-License-Identifier: BSD-2-Clause

/* Messages from one thread to another: words, capabilities, badges (manual section 4.2). */

#include <kernel/debug.h>
#include <kernel/fault.h>
#include <kernel/invocation.h>
#include <kernel/ipc.h>
#include <kernel/msginfo.h>

enum status extra_caps_lookup(struct tcb *sender, const word_t *buffer, word_t info,
                              struct extra_caps *extra, struct fault *fault)
{
    extra->count = 0;
    if (likely(msginfo_extra(info) == 0) || buffer == NULL) {
        return STATUS_OK;
    }
    for (word_t i = 0; i < msginfo_extra(info); i++) {
        struct lookup_failure failure;
        cptr_t address = buffer[BUFFER_CAP(i)];
        struct cte *slot = cspace_lookup(sender, address, &failure);
        if (slot == NULL) {
            if (fault != NULL) {
                *fault = fault_cap(address, false, &failure);
            }
            return STATUS_ERROR;
        }
        extra->slot[i] = slot;
        extra->count = i + 1;
    }
    return STATUS_OK;
}

/** The empty slot that the receiver offers for a capability, or NULL. */
static struct cte *receive_slot(const struct tcb *receiver, const word_t *buffer)
{
    struct lookup_failure failure;
    word_t depth = buffer[BUFFER_RECEIVE_DEPTH];
    struct cte *root = cspace_lookup(receiver, buffer[BUFFER_RECEIVE_CNODE], &failure);

    if (root == NULL || depth < 1 || depth > WORD_BITS) {
        return NULL;
    }
    struct slot_result found =
        cspace_resolve(root->cap, buffer[BUFFER_RECEIVE_INDEX], depth, &failure);
    if (found.slot == NULL || found.bits_left != 0 || !cte_is_empty(found.slot)) {
        return NULL;
    }
    return found.slot;
}

/**
 * Passes capabilities on. Those to the endpoint that the message goes through are told as badges;
 * one other may be copied to the receiver's slot. Stops at the first that cannot be passed.
 * @return the extraCaps and capsUnwrapped fields of the message info
 */
static word_t transfer_caps(const struct extra_caps *extra, const struct endpoint *ep,
                            const struct tcb *receiver, word_t *buffer)
{
    struct cte *dest = receive_slot(receiver, buffer);
    word_t unwrapped = 0;
    word_t i;

    for (i = 0; i < extra->count; i++) {
        struct cte *slot = extra->slot[i];
        struct cap cap = slot->cap;

        if (cap_type(cap) == CAP_ENDPOINT && ep != NULL && cap_object(cap) == ep) {
            buffer[BUFFER_CAP(i)] = cap_badge(cap);
            unwrapped |= BIT(i);
            continue;
        }
        struct syscall_error error;
        struct cap derived;
        if (dest == NULL || cap_derive(slot, cap, &derived, &error) != STATUS_OK ||
            cap_is_null(derived)) {
            break;
        }
        cte_insert(derived, slot, dest);
        dest = NULL;
    }
    return msginfo_pack(0, unwrapped, i, 0);
}

/** Copies message words. @return how many have arrived */
static word_t copy_words(const struct tcb *sender, const word_t *send_buffer, struct tcb *receiver,
                         word_t *receive_buffer, word_t length)
{
    word_t i;

    for (i = 0; i < length && i < MSG_REGS; i++) {
        enum arch_reg reg = (enum arch_reg)(ARCH_REG_MSG0 + i);
        arch_context_set(&receiver->context, reg, arch_context_get(&sender->context, reg));
    }
    if (send_buffer != NULL && receive_buffer != NULL) {
        for (; i + 1 < length; i += 2) {
            word_t first = send_buffer[BUFFER_MSG(i)];
            word_t second = send_buffer[BUFFER_MSG(i + 1)];
            receive_buffer[BUFFER_MSG(i)] = first;
            receive_buffer[BUFFER_MSG(i + 1)] = second;
        }
        for (; i < length; i++) {
            receive_buffer[BUFFER_MSG(i)] = send_buffer[BUFFER_MSG(i)];
        }
    }
    return i;
}

static void transfer_normal(struct tcb *sender, const struct endpoint *ep, word_t badge,
                            bool can_grant, struct tcb *receiver, word_t *receive_buffer)
{
    word_t info = thread_get_reg(sender, ARCH_REG_MSG_INFO);
    word_t length = msginfo_length(info);
    word_t *send_buffer = NULL;
    struct extra_caps extra = {.count = 0};
    word_t caps = 0;

    if (length > MSG_REGS || msginfo_extra(info) != 0) {
        send_buffer = thread_buffer(sender, false);
    }
    if (can_grant && extra_caps_lookup(sender, send_buffer, info, &extra, NULL) != STATUS_OK) {
        extra.count = 0;
    }
    length = copy_words(sender, send_buffer, receiver, receive_buffer, length);
    if (extra.count != 0 && receive_buffer != NULL) {
        caps = transfer_caps(&extra, ep, receiver, receive_buffer);
    }
    thread_set_reg(receiver, ARCH_REG_MSG_INFO,
                   msginfo_pack(msginfo_label(info), 0, 0, length) | caps);
    thread_set_reg(receiver, ARCH_REG_BADGE, badge);
}

void ipc_transfer(struct tcb *sender, struct endpoint *ep, word_t badge, bool can_grant,
                  struct tcb *receiver)
{
    word_t *buffer = thread_buffer(receiver, true);

    if (likely(sender->fault.kind == seL4_Fault_NullFault)) {
        transfer_normal(sender, ep, badge, can_grant, receiver, buffer);
        return;
    }
    word_t length = fault_message(sender, receiver, buffer);
    thread_set_reg(receiver, ARCH_REG_MSG_INFO, msginfo_pack(sender->fault.kind, 0, 0, length));
    thread_set_reg(receiver, ARCH_REG_BADGE, badge);
}

void ipc_setup_caller(struct tcb *sender, struct tcb *receiver, bool can_grant)
{
    struct cte *master = &sender->slots[TCB_SLOT_REPLY];
    struct cte *caller = &receiver->slots[TCB_SLOT_CALLER];

    thread_set_state(sender, THREAD_BLOCKED_REPLY);
    kassert(cap_reply_is_master(master->cap) && cte_is_empty(caller));
    cte_insert(cap_reply(sender, can_grant, false), master, caller);
}

void ipc_reply(struct tcb *sender, struct tcb *receiver, struct cte *slot, bool can_grant)
{
    kassert(receiver->state == THREAD_BLOCKED_REPLY);
    if (receiver->fault.kind == seL4_Fault_NullFault) {
        ipc_transfer(sender, NULL, 0, can_grant, receiver);
        cte_delete_one(slot);
        thread_set_state(receiver, THREAD_RUNNING);
        sched_possible_switch(receiver);
        return;
    }
    cte_delete_one(slot);
    bool restart = fault_reply(sender, receiver);
    receiver->fault.kind = seL4_Fault_NullFault;
    thread_set_state(receiver, restart ? THREAD_RESTART : THREAD_INACTIVE);
    if (restart) {
        sched_possible_switch(receiver);
    }
}
