// SPDX-License-Identifier: BSD-2-Clause
//
// Arm ARM (DDI 0487), D12: the generic timer's registers.

#include <ktest/machine.h>
#include <ktest/objects.h>

uint64_t counter_now(void)
{
    uint64_t value;

    __asm__ volatile("isb\n\tmrs %0, cntpct_el0" : "=r"(value) : : "memory");
    return value;
}

uint64_t counter_frequency(void)
{
    uint64_t value;

    __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(value));
    return value;
}

void timer_arm(uint64_t ticks)
{
    uint64_t at = counter_now() + ticks;

    __asm__ volatile("msr cntp_cval_el0, %0\n\tmsr cntp_ctl_el0, %1\n\tisb"
                     :
                     : "r"(at), "r"((uint64_t)1)
                     : "memory");
}

void timer_stop(void)
{
    __asm__ volatile("msr cntp_ctl_el0, xzr\n\tisb" : : : "memory");
}

seL4_Error irq_handler_get(seL4_Word irq, seL4_Word trigger, seL4_CPtr slot)
{
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    if (irq < 32) {
        return seL4_IRQControl_GetTriggerCore(seL4_CapIRQControl, irq, trigger, ROOT, slot, DEPTH,
                                              0);
    }
#endif
    return seL4_IRQControl_GetTrigger(seL4_CapIRQControl, irq, trigger, ROOT, slot, DEPTH);
}

seL4_Error irq_handler_spare(seL4_CPtr slot)
{
    return irq_handler_get(SPARE_IRQ, 0, slot);
}
