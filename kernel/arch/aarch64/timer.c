// SPDX-License-Identifier: BSD-2-Clause
#include <arch/sysreg.h>
#include <arch/timer.h>

#define CNTV_CTL_ENABLE BIT(0)

/* Counter steps of one tick. */
static word_t period;

void arm_timer_init(void)
{
    period = arm_read(CNTFRQ_EL0) * CONFIG_TIMER_TICK_MS / 1000;
    arm_write(CNTV_TVAL_EL0, period);
    arm_write(CNTV_CTL_EL0, CNTV_CTL_ENABLE);
}

void arm_timer_restart(void)
{
    arm_write(CNTV_TVAL_EL0, period);
    /* The interrupt line falls before its completion is told to the controller. */
    arm_isb(); /* I1 */
}
