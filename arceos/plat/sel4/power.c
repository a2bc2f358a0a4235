// SPDX-License-Identifier: BSD-2-Clause

#include <ax/hal/power.h>
#include <ax/hal/trace.h>
#include <instance/service.h>

#include "plat.h"

unsigned ax_hal_cpu_count(void)
{
    return plat_info()->cores;
}

void plat_shutdown(int status)
{
    ax_trace_event(AX_TRACE_CALL, INSTANCE_SHUTDOWN, AX_TRACE_ROOT);
    seL4_SetMR(INSTANCE_SHUTDOWN_STATUS, (seL4_Word)(status & 0xff));
    seL4_Call(INSTANCE_SLOT_ROOT_EP,
              seL4_MessageInfo_new(INSTANCE_SHUTDOWN, 0, 0, INSTANCE_SHUTDOWN_WORDS));
    __builtin_trap(); /* refused: let the root task see it as a fault */
}

void ax_hal_shutdown(int status)
{
    ax_irq_save();
    if (plat_in_task()) {
        seL4_Word word = (seL4_Word)(status & 0xff);
        seL4_Word none[3] = {0, 0, 0};

        ax_trace_event(AX_TRACE_CALL, PLAT_EXIT_SYSTEM, AX_TRACE_MANAGER);
        seL4_CallWithMRs(PLAT_TASK_MANAGER, seL4_MessageInfo_new(PLAT_EXIT_SYSTEM, 0, 0, 1), &word,
                         &none[0], &none[1], &none[2]);
    }
    plat_shutdown(status);
}
