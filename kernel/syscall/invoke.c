// SPDX-License-Identifier: BSD-2-Clause

/* Invocation: who decodes it, by the type of the capability. */

#include <kernel/arch_object.h>
#include <kernel/ipc.h>

static enum status invoke_endpoint(struct invocation *inv)
{
    word_t rights = cap_rights(inv->cap);

    if ((rights & RIGHT_WRITE) == 0) {
        return fail_capability(inv, 0);
    }
    ipc_send(inv->caller, cap_object(inv->cap), cap_badge(inv->cap),
             (struct send_flags){.blocking = inv->blocking,
                                 .call = inv->call,
                                 .can_grant = (rights & RIGHT_GRANT) != 0,
                                 .can_grant_reply = (rights & RIGHT_GRANT_REPLY) != 0});
    return STATUS_OK;
}

static enum status invoke_notification(struct invocation *inv)
{
    if ((cap_rights(inv->cap) & RIGHT_WRITE) == 0) {
        return fail_capability(inv, 0);
    }
    notification_signal(cap_object(inv->cap), cap_badge(inv->cap));
    return STATUS_OK;
}

static enum status invoke_reply(struct invocation *inv)
{
    if (cap_reply_is_master(inv->cap)) {
        return fail_capability(inv, 0);
    }
    ipc_reply(inv->caller, cap_object(inv->cap), inv->slot,
              (cap_rights(inv->cap) & RIGHT_GRANT) != 0);
    return STATUS_OK;
}

enum status decode_invocation(struct invocation *inv)
{
    switch (cap_type(inv->cap)) {
    case CAP_ENDPOINT:
        return invoke_endpoint(inv);
    case CAP_NOTIFICATION:
        return invoke_notification(inv);
    case CAP_REPLY:
        return invoke_reply(inv);
    case CAP_CNODE:
        return decode_cnode(inv);
    case CAP_THREAD:
        return decode_tcb(inv);
    case CAP_UNTYPED:
        return decode_untyped(inv);
    case CAP_IRQ_CONTROL:
        return decode_irq_control(inv);
    case CAP_IRQ_HANDLER:
        return decode_irq_handler(inv);
    case CAP_DOMAIN:
        return decode_domain(inv);
    default:
        return cap_is_arch(inv->cap) ? arch_decode_invocation(inv) : fail_capability(inv, 0);
    }
}
