// SPDX-License-Identifier: BSD-2-Clause
/*
 * The interrupt of the real-time clock: one second after the other (Arm PrimeCell Real Time Clock
 * PL031, DDI 0224C, chapter 3).
 */
#include <ax/ax.h>
#include <ax/hal/arch/mmio.h>

#include "irq.h"

#define RTC_DATA  0x00 /* seconds, counting */
#define RTC_MATCH 0x04 /* the second of the next interrupt */
#define RTC_MASK  0x10 /* bit 0: let it out */
#define RTC_RAW   0x14 /* bit 0: it is due */
#define RTC_CLEAR 0x1c

#define MOVES 400u

static struct ax_hal_device rtc;
static unsigned alarms;    /* times the handler ran */
static unsigned alarm_cpu; /* core that it ran on last */
static struct ax_semaphore alarm_rang;

AX_NO_FP static uint32_t rtc_read(unsigned offset)
{
    return ax_mmio_read32(rtc.regs, offset);
}

AX_NO_FP static void rtc_write(unsigned offset, uint32_t value)
{
    ax_mmio_write32(rtc.regs, offset, value);
}

AX_NO_FP static void on_alarm(void *arg)
{
    ax_assert(ax_in_irq());
    ax_assert(rtc_read(RTC_RAW) == 1); /* never for nothing */
    alarm_cpu = ax_cpu_id();
    /* Counted first: who sees on another core that none is due knows whether it has been here. */
    __atomic_add_fetch((unsigned *)arg, 1, __ATOMIC_RELAXED);
    rtc_write(RTC_CLEAR, 1);
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

/* Due at once: the second that it is now. */
static void raise_alarm(void)
{
    while (rtc_read(RTC_RAW) == 0 && !__atomic_load_n(&alarms, __ATOMIC_RELAXED)) {
        rtc_write(RTC_MATCH, rtc_read(RTC_DATA));
        ax_cpu_relax();
    }
}

/* ---- moving; on each core somebody goes on meanwhile, and sees nothing of it ---- */

static struct {
    bool stop;      /* atomically */
    uint64_t turns; /* atomically */
} onlookers;

static int look_on(void *arg)
{
    (void)arg;
    while (!__atomic_load_n(&onlookers.stop, __ATOMIC_ACQUIRE)) {
        ax_assert(ax_irq_enabled() && !ax_in_irq());
        __atomic_fetch_add(&onlookers.turns, 1, __ATOMIC_RELAXED);
        ax_task_yield();
        ax_cpu_relax();
    }
    return 0;
}

static void start_onlookers(struct ax_task *tasks[AX_MAX_CPUS])
{
    __atomic_store_n(&onlookers.stop, false, __ATOMIC_RELEASE);
    for (unsigned cpu = 0; cpu < ax_hal_cpu_count(); cpu++) {
        struct ax_task_options options = {.cpu_mask = (uint64_t)1 << cpu};
        int err = ax_task_spawn(look_on, NULL, &options, &tasks[cpu]);

        ax_assert(err == 0);
    }
}

static void stop_onlookers(struct ax_task *tasks[AX_MAX_CPUS])
{
    __atomic_store_n(&onlookers.stop, true, __ATOMIC_RELEASE);
    for (unsigned cpu = 0; cpu < ax_hal_cpu_count(); cpu++) {
        int err = ax_task_join(tasks[cpu], NULL);
        ax_assert(err == 0);
    }
}

/* Nothing but moves, while the others take many turns. */
static void move_about(void)
{
    for (unsigned i = 1; i <= MOVES; i++) {
        int err = ax_hal_irq_move(rtc.irq, i % ax_hal_cpu_count());
        ax_assert(err == 0);
    }
}

/* From core to core; every other time it is disabled and due while it moves. */
static void test_moving(void)
{
    unsigned cores = ax_hal_cpu_count();
    struct ax_task *tasks[AX_MAX_CPUS];

    int err = ax_hal_irq_move(rtc.irq, 0);
    ax_assert(err == -AX_ENOENT);
    err = take();
    ax_assert(err == 0);
    err = ax_hal_irq_move(rtc.irq, cores);
    ax_assert(err == -AX_EINVAL);
    if (cores > 1) {
        start_onlookers(tasks);
        move_about();
        stop_onlookers(tasks);
        ax_assert(onlookers.turns > 0);
    }
    for (unsigned i = 1; i <= 2 * cores; i++) {
        unsigned cpu = i % cores;

        __atomic_store_n(&alarms, 0, __ATOMIC_RELAXED);
        if (i % 2 == 0) {
            err = ax_hal_irq_disable(rtc.irq);
            ax_assert(err == 0);
            raise_alarm();
        }
        err = ax_hal_irq_move(rtc.irq, cpu);
        ax_assert(err == 0 && alarms == 0);
        err = ax_hal_irq_enable(rtc.irq);
        ax_assert(err == 0);
        if (i % 2 != 0) {
            raise_alarm();
        }
        ax_semaphore_take(&alarm_rang);
        ax_assert(alarms == 1 && alarm_cpu == cpu);
    }
    err = ax_hal_irq_unregister(rtc.irq);
    ax_assert(err == 0);
    ax_puts("Device interrupts move from core to core!");
}

/* ---- interrupts that reach a manager at work: their badges arrive as one word ---- */

static struct {
    unsigned cpu;  /* core that is kept at work */
    bool at_work;  /* atomically */
    bool sent;     /* atomically */
    unsigned ipis; /* atomically */
} together;

AX_NO_FP static void count_ipi(void *arg)
{
    (void)arg;
    __atomic_fetch_add(&together.ipis, 1, __ATOMIC_RELEASE);
}

static int send_ipi(void *arg)
{
    (void)arg;
    while (!__atomic_load_n(&together.at_work, __ATOMIC_ACQUIRE)) {
        ax_task_yield();
    }
    int err = ax_ipi_run_on_cpu(together.cpu, count_ipi, NULL);
    __atomic_store_n(&together.sent, true, __ATOMIC_RELEASE);
    return err;
}

/* A timer's callback that takes until the other two have come. */
AX_NO_FP static void work_long(void *arg)
{
    (void)arg;
    __atomic_store_n(&together.at_work, true, __ATOMIC_RELEASE);
    while (rtc_read(RTC_RAW) == 0 ||
           (ax_hal_cpu_count() > 1 && !__atomic_load_n(&together.sent, __ATOMIC_ACQUIRE))) {
        ax_cpu_relax(); /* by instruction count QEMU goes to another core only then */
    }
}

static void test_together(void)
{
    unsigned before = alarms, others = ax_hal_cpu_count() > 1;
    struct ax_task *sender = NULL;
    struct ax_timer timer;

    together.cpu = ax_cpu_id();
    int err = ax_task_set_affinity((uint64_t)1 << together.cpu);
    ax_assert(err == 0);
    err = take();
    ax_assert(err == 0);
    err = ax_hal_irq_enable(rtc.irq);
    ax_assert(err == 0);
    if (others) {
        struct ax_task_options options = {.cpu_mask = ~((uint64_t)1 << together.cpu)};

        err = ax_task_spawn(send_ipi, NULL, &options, &sender);
        ax_assert(err == 0);
    }
    ax_timer_init(&timer, work_long, NULL);
    set_alarm();
    ax_timer_arm(&timer, ax_hal_time_now_ns() + AX_NS_PER_MS);
    ax_semaphore_take(&alarm_rang);
    ax_assert(alarms == before + 1);
    if (others) {
        uint64_t deadline = ax_deadline_after(AX_NS_PER_SEC);
        int code;

        /* Before the join, whose wake-up is an IPI as well. */
        while (__atomic_load_n(&together.ipis, __ATOMIC_ACQUIRE) == 0) {
            ax_assert(ax_hal_time_now_ns() < deadline);
        }
        err = ax_task_join(sender, &code);
        ax_assert(err == 0 && code == 0);
    }
    ax_assert(__atomic_load_n(&together.at_work, __ATOMIC_ACQUIRE) && together.ipis == others);
    /* The timer was acknowledged as well: there are ticks and alarms still. */
    ax_task_sleep_ns(10 * AX_NS_PER_MS);
    err = ax_hal_irq_unregister(rtc.irq);
    ax_assert(err == 0);
    err = ax_task_set_affinity(UINT64_MAX);
    ax_assert(err == 0);
    ax_puts("Interrupts that come together are told apart!");
}

/* ---- one that is enabled by another core while its arrival is under way ---- */

#define AT_WORK_NS AX_NS_PER_MS

/* A timer's callback: whatever comes meanwhile, the manager receives as one word. */
AX_NO_FP static void work_until_sent(void *arg)
{
    (void)arg;
    __atomic_store_n(&together.at_work, true, __ATOMIC_RELEASE);
    while (!__atomic_load_n(&together.sent, __ATOMIC_ACQUIRE)) {
        ax_cpu_relax();
    }
    uint64_t end = ax_hal_time_now_ns() + AT_WORK_NS;
    while (ax_hal_time_now_ns() < end) {
        ax_cpu_relax();
    }
}

static int raise_and_enable(void *arg)
{
    (void)arg;
    while (!__atomic_load_n(&together.at_work, __ATOMIC_ACQUIRE)) {
        ax_cpu_relax();
    }
    while (rtc_read(RTC_RAW) == 0) { /* the same second: at once */
        rtc_write(RTC_MATCH, rtc_read(RTC_DATA));
    }
    __atomic_store_n(&together.sent, true, __ATOMIC_RELEASE);
    return ax_hal_irq_enable(rtc.irq);
}

static void test_enabled_on_arrival(void)
{
    struct ax_task_options options = {.cpu_mask = ~((uint64_t)1 << ax_cpu_id())};
    struct ax_task *other;
    struct ax_timer timer;
    unsigned before = alarms;
    int code;

    int err = ax_task_set_affinity(~options.cpu_mask);
    ax_assert(err == 0);
    err = take();
    ax_assert(err == 0);
    together.at_work = together.sent = false;
    ax_timer_init(&timer, work_until_sent, NULL);
    err = ax_task_spawn(raise_and_enable, NULL, &options, &other);
    ax_assert(err == 0);
    ax_timer_arm(&timer, ax_hal_time_now_ns() + AX_NS_PER_MS);
    /* Not asleep: interrupts are open, so that the handler runs at once. */
    uint64_t deadline = ax_deadline_after(AX_NS_PER_SEC);
    while (*(volatile unsigned *)&alarms == before) {
        ax_assert(ax_hal_time_now_ns() < deadline);
        ax_cpu_relax();
    }
    ax_semaphore_take(&alarm_rang);
    err = ax_task_join(other, &code);
    ax_assert(err == 0 && code == 0);
    ax_task_sleep_ns(10 * AX_NS_PER_MS);
    ax_assert(alarms == before + 1);
    err = ax_hal_irq_unregister(rtc.irq);
    ax_assert(err == 0);
    err = ax_task_set_affinity(UINT64_MAX);
    ax_assert(err == 0);
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
    test_moving();
    test_together();
    if (ax_hal_cpu_count() > 1) {
        test_enabled_on_arrival();
    }
    ax_puts("None comes for nothing!");
}
