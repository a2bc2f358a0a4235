// SPDX-License-Identifier: BSD-2-Clause
/*
 * The interrupt of the real-time clock: one second after the other (Arm PrimeCell Real Time Clock
 * PL031, DDI 0224C, chapter 3).
 */
#include <ax/ax.h>

#include "irq.h"

#define RTC_DATA  0x00 /* seconds, counting */
#define RTC_MATCH 0x04 /* the second of the next interrupt */
#define RTC_MASK  0x10 /* bit 0: let it out */
#define RTC_CLEAR 0x1c

static struct ax_hal_device rtc;
static unsigned alarms; /* times the handler ran */
static struct ax_semaphore alarm_rang;

AX_NO_FP static uint32_t rtc_read(unsigned offset)
{
    return *(volatile uint32_t *)((volatile char *)rtc.regs + offset);
}

AX_NO_FP static void rtc_write(unsigned offset, uint32_t value)
{
    *(volatile uint32_t *)((volatile char *)rtc.regs + offset) = value;
}

AX_NO_FP static void on_alarm(void *arg)
{
    ax_assert(ax_in_irq());
    rtc_write(RTC_CLEAR, 1);
    ++*(unsigned *)arg;
    ax_semaphore_give(&alarm_rang);
}

static void set_alarm(void)
{
    rtc_write(RTC_MATCH, rtc_read(RTC_DATA) + 1);
}

static void wait_until_due(void)
{
    while ((int32_t)(rtc_read(RTC_DATA) - rtc_read(RTC_MATCH)) < 0) {
        ax_task_sleep_ns(10 * AX_NS_PER_MS);
    }
    ax_task_sleep_ns(20 * AX_NS_PER_MS);
}

static int take(void)
{
    return ax_hal_irq_register(rtc.irq, on_alarm, &alarms, rtc.trigger);
}

static void test_delivery(void)
{
    int err = take();
    ax_assert(err == 0);
    err = take();
    ax_assert(err == -AX_EBUSY);
    rtc_write(RTC_CLEAR, 1);
    rtc_write(RTC_MASK, 1);

    err = ax_hal_irq_enable(rtc.irq);
    ax_assert(err == 0);
    err = ax_hal_irq_enable(rtc.irq); /* the same as once */
    ax_assert(err == 0);
    for (unsigned i = 1; i <= 2; i++) {
        set_alarm();
        ax_semaphore_take(&alarm_rang);
        ax_assert(alarms == i);
    }
    ax_puts("Device interrupts are delivered!");
}

static void test_disabling(void)
{
    unsigned before = alarms;

    int err = ax_hal_irq_disable(rtc.irq);
    ax_assert(err == 0);
    set_alarm();
    wait_until_due();
    ax_assert(alarms == before);
    err = ax_hal_irq_enable(rtc.irq);
    ax_assert(err == 0);
    ax_semaphore_take(&alarm_rang);
    ax_assert(alarms == before + 1);
    ax_puts("A disabled device interrupt comes after enabling!");
}

static void test_giving_back(void)
{
    struct ax_hal_stats stats_before, stats_after;
    unsigned before = alarms;

    int err = ax_hal_irq_unregister(rtc.irq);
    ax_assert(err == 0);
    err = ax_hal_irq_unregister(rtc.irq);
    ax_assert(err == -AX_ENOENT);
    err = ax_hal_irq_enable(rtc.irq);
    ax_assert(err == -AX_ENOENT);
    set_alarm();
    wait_until_due();
    ax_assert(alarms == before);
    rtc_write(RTC_CLEAR, 1);

    /* Again and again: nothing is used up. */
    ax_hal_stats(&stats_before);
    for (unsigned i = 0; i < 200; i++) {
        err = take();
        ax_assert(err == 0);
        err = ax_hal_irq_unregister(rtc.irq);
        ax_assert(err == 0);
    }
    ax_hal_stats(&stats_after);
    ax_assert(stats_after.slots_used == stats_before.slots_used);
    ax_assert(stats_after.object_used == stats_before.object_used);

    err = take();
    ax_assert(err == 0);
    err = ax_hal_irq_enable(rtc.irq);
    ax_assert(err == 0);
    set_alarm();
    ax_semaphore_take(&alarm_rang);
    err = ax_hal_irq_unregister(rtc.irq);
    ax_assert(err == 0);
    ax_puts("A device interrupt given back can be taken again!");
}

void test_device(void)
{
    ax_semaphore_init(&alarm_rang, 0);
    int err = ax_hal_irq_register(AX_IRQ_NONE - 1, on_alarm, &alarms, AX_IRQ_LEVEL);
    ax_assert(err == -AX_EACCES || err == -AX_EINVAL);
    err = ax_hal_device_find("arm,pl031", 0, &rtc);
    if (err != 0 || rtc.irq == AX_IRQ_NONE) {
        ax_puts("No real-time clock here: device interrupts not tested");
        return;
    }
    test_delivery();
    test_disabling();
    test_giving_back();
}
