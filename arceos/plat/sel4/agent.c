// SPDX-License-Identifier: BSD-2-Clause
/*
 * Cores that this instance shares with others: there the timer and all interrupts belong to the
 * root task's agent (abi/include/instance/service.h). Manager or bring-up context of the core.
 */
#include <ax/core/errno.h>
#include <ax/hal/trace.h>
#include <instance/service.h>

#include "plat.h"

bool plat_core_shared(void)
{
    return (plat_info()->shared_cores >> ax_percpu()->cpu_id & 1) != 0;
}

static int call(seL4_Word label, unsigned length, unsigned caps)
{
    ax_trace_event(AX_TRACE_CALL, label, AX_TRACE_ROOT);
    seL4_MessageInfo_t tag = seL4_Call(INSTANCE_SLOT_CORE_AGENT + ax_percpu()->cpu_id,
                                       seL4_MessageInfo_new(label, 0, caps, length));

    ax_trace_event(AX_TRACE_RETURN, label, AX_TRACE_ROOT);
    return plat_service_error(seL4_MessageInfo_get_label(tag));
}

int plat_agent_attach(ax_irq_t irq, bool edge, seL4_CPtr signal)
{
    seL4_SetMR(INSTANCE_IRQ_NUMBER, irq);
    seL4_SetMR(INSTANCE_IRQ_EDGE, edge);
    seL4_SetCap(0, signal);
    return call(INSTANCE_CORE_ATTACH, INSTANCE_IRQ_EDGE + 1, 1);
}

void plat_agent_detach(ax_irq_t irq)
{
    seL4_SetMR(INSTANCE_IRQ_NUMBER, irq);
    int result = call(INSTANCE_CORE_DETACH, INSTANCE_IRQ_NUMBER + 1, 0);

    ax_assert(result == 0);
}

void plat_agent_ack(ax_irq_t irq)
{
    if (irq != plat_info()->timer_irq) {
        seL4_SetMR(INSTANCE_IRQ_NUMBER, irq);
        int result = call(INSTANCE_CORE_ACK, INSTANCE_IRQ_NUMBER + 1, 0);

        ax_assert(result == 0);
    }
}

static void set_timer(void *arg)
{
    const uint64_t *ticks = arg;

    seL4_SetMR(INSTANCE_CORE_DEADLINE, *ticks);
    int result = call(INSTANCE_CORE_TIMER, INSTANCE_CORE_TIMER_WORDS, 0);

    ax_assert(result == 0);
}

void plat_agent_timer(uint64_t ticks)
{
    plat_in_manager(set_timer, &ticks);
}
