// SPDX-License-Identifier: BSD-2-Clause
/*
 * Time: the physical counter and the physical timer, both given to EL0 (Arm ARM, D11: CNTPCT_EL0,
 * CNTP_CVAL_EL0, CNTP_CTL_EL0). seL4 keeps the virtual timer for itself.
 */
#include <ax/hal/time.h>

#include "plat.h"

#define CTL_ENABLE 1ul

/* Seconds since 1970 in the real-time clock (Arm PrimeCell PL031, DDI 0224C, 3.3.1: RTCDR). */
#define RTC_DATA 0

static void (*timer_handler)(void); /* the same on all cores */

uint64_t ax_hal_time_ticks(void)
{
    uint64_t ticks;

    /* The isb keeps the read from being done early (Arm ARM, D11.2.2). */
    __asm__ volatile("isb\n\tmrs %0, cntpct_el0" : "=r"(ticks)::"memory");
    return ticks;
}

uint64_t ax_hal_time_frequency(void)
{
    uint64_t hz;

    __asm__("mrs %0, cntfrq_el0" : "=r"(hz));
    return hz;
}

/* A shared core's timer is the root task's alone. */
static void set_control(uint64_t value)
{
    if (plat_core_shared()) {
        return;
    }
    __asm__ volatile("msr cntp_ctl_el0, %0\n\tisb" ::"r"(value) : "memory");
}

void ax_hal_timer_set(uint64_t deadline_ns)
{
    uint64_t ticks = ax_hal_ns_to_ticks(deadline_ns);

    if (plat_core_shared()) {
        plat_agent_timer(ticks);
        return;
    }
    if (ticks == AX_TIME_NEVER) {
        set_control(0);
        return;
    }
    __asm__ volatile("msr cntp_cval_el0, %0" ::"r"(ticks) : "memory");
    set_control(CTL_ENABLE);
}

static void timer_interrupt(void *arg)
{
    (void)arg;
    set_control(0);
    timer_handler();
}

int ax_hal_timer_init(void (*handler)(void))
{
    ax_irq_t irq = plat_info()->timer_irq;

    timer_handler = handler;
    set_control(0);
    int result = ax_hal_irq_register(irq, timer_interrupt, NULL, AX_IRQ_LEVEL);
    return result != 0 ? result : ax_hal_irq_enable(irq);
}

void plat_wall_clock_init(void)
{
    const struct instance_info *info = plat_info();

    if (info->wall_clock_device < info->device_count) {
        uint64_t regs = info->devices[info->wall_clock_device].vaddr;
        uint32_t seconds = *(volatile uint32_t *)(regs + RTC_DATA);

        ax_hal_set_wall_time(seconds * AX_NS_PER_SEC);
    }
}
