// SPDX-License-Identifier: BSD-2-Clause
//
// One-node and SMP kernels are two interfaces here: only the latter has GetTriggerCore, and only
// there a private interrupt needs it (manual, "Interrupts").

#include <oskit/irq.h>

static enum oskit_error get_handler(seL4_CPtr irq_control, unsigned irq, bool edge, unsigned core,
                                    const struct oskit_place *place)
{
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    if (core >= CONFIG_MAX_NUM_NODES) {
        return OSKIT_ERR_ARGUMENT;
    }

    seL4_Error answer = seL4_IRQControl_GetTriggerCore(irq_control, irq, edge, place->root,
                                                       place->index, OSKIT_DEPTH, core);
#else
    if (core != 0) {
        return OSKIT_ERR_ARGUMENT;
    }

    seL4_Error answer =
        seL4_IRQControl_GetTrigger(irq_control, irq, edge, place->root, place->index, OSKIT_DEPTH);
#endif
    return answer == seL4_RevokeFirst ? OSKIT_ERR_EXISTS : oskit_error_of(answer);
}

enum oskit_error oskit_irq_register_at(const struct oskit_cspace *cs, seL4_CPtr irq_control,
                                       unsigned irq, bool edge, unsigned core, seL4_CPtr slot)
{
    struct oskit_place place = oskit_place(cs, slot);

    return get_handler(irq_control, irq, edge, core, &place);
}

enum oskit_error oskit_irq_register(struct oskit_cspace *cs, seL4_CPtr irq_control, unsigned irq,
                                    bool edge, unsigned core, seL4_CPtr *handler)
{
    seL4_CPtr slot;
    enum oskit_error error = oskit_slot_alloc(cs, &slot);

    if (error != OSKIT_OK) {
        return error;
    }

    error = oskit_irq_register_at(cs, irq_control, irq, edge, core, slot);
    if (error != OSKIT_OK) {
        (void)oskit_slot_free(cs, slot);
        return error;
    }
    *handler = slot;
    return OSKIT_OK;
}

enum oskit_error oskit_irq_bind(seL4_CPtr handler, seL4_CPtr notification)
{
    return oskit_error_of(seL4_IRQHandler_SetNotification(handler, notification));
}

enum oskit_error oskit_irq_ack(seL4_CPtr handler)
{
    return oskit_error_of(seL4_IRQHandler_Ack(handler));
}

enum oskit_error oskit_irq_unregister(struct oskit_cspace *cs, seL4_CPtr handler)
{
    enum oskit_error error = oskit_cap_revoke(cs, handler);

    return error != OSKIT_OK ? error : oskit_slot_delete(cs, handler);
}
