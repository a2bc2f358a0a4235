// SPDX-License-Identifier: BSD-2-Clause
/*
 * Handlers: timers that are armed, taken back and armed again by themselves, functions called on
 * other cores, all of it while interrupts are held off, and a device that interrupts when it is
 * told to: the real-time clock (Arm PrimeCell Real Time Clock PL031, DDI 0224C, chapter 3), if this
 * instance has one with an interrupt.
 */

#include "stress.h"

#define RTC_DATA  0x00 /* Seconds, counting. */
#define RTC_MATCH 0x04 /* The second of the next interrupt. */
#define RTC_MASK  0x10 /* Bit 0: let it out. */
#define RTC_RAW   0x14 /* Bit 0: it is due. */
#define RTC_CLEAR 0x1c

/* ---- a timer and calls of each worker ---- */

static struct desk {
    const struct worker *w;
    struct ax_timer timer;
    uint64_t due;
    unsigned again; /* Times that the timer arms itself. */
    unsigned fired; /* Atomically. */
    struct ax_semaphore rang;
    unsigned core;    /* Where a call goes. */
    unsigned arrived; /* Calls; atomically. */
} desks[MAX_WORKERS];

AX_NO_FP static void on_timer(void *arg)
{
    struct desk *d = arg;

    CHECK(d->w, ax_in_irq() && !ax_irq_enabled());
    CHECK(d->w, ax_hal_time_now_ns() >= d->due);
    __atomic_fetch_add(&d->fired, 1, __ATOMIC_RELAXED);
    if (d->again > 0) {
        d->again--;
        d->due += 10 * AX_NS_PER_US;
        ax_timer_arm(&d->timer, d->due);
        return;
    }
    ax_semaphore_give(&d->rang);
}

static void arm(struct worker *w, struct desk *d, uint64_t ns, unsigned again)
{
    d->w = w;
    d->again = again;
    d->fired = 0;
    d->due = ax_deadline_after(ns);
    ax_timer_arm(&d->timer, d->due);
}

static void run_timer(struct worker *w)
{
    struct desk *d = &desks[w->number];
    unsigned again = dice_one_in(w, 4) ? 1 + dice_below(w, 3) : 0;

    arm(w, d, dice_below(w, 200000), again);
    if (again != 0 || dice_one_in(w, 2)) {
        take(w, &d->rang);
        CHECK(w, __atomic_load_n(&d->fired, __ATOMIC_RELAXED) == again + 1);
        CHECK(w, !ax_timer_cancel(&d->timer));
        return;
    }
    /* Taken back, perhaps from another core by now, or just too late. */
    if (dice_one_in(w, 2)) {
        spin_ns(dice_below(w, 50000));
    } else {
        ax_task_sleep_ns(dice_below(w, 200000));
    }
    if (ax_timer_cancel(&d->timer)) {
        CHECK(w, __atomic_load_n(&d->fired, __ATOMIC_RELAXED) == 0);
    } else {
        take(w, &d->rang);
        CHECK(w, __atomic_load_n(&d->fired, __ATOMIC_RELAXED) == 1);
    }
}

/* ---- calls ---- */

AX_NO_FP static void arrive(void *arg)
{
    struct desk *d = arg;

    CHECK(d->w, ax_cpu_id() == d->core);
    __atomic_fetch_add(&d->arrived, 1, __ATOMIC_RELEASE);
    ax_semaphore_give(&d->rang);
}

AX_NO_FP static void arrive_everywhere(void *arg)
{
    struct desk *d = arg;
    unsigned bit = 1u << ax_cpu_id();
    unsigned before = __atomic_fetch_or(&d->arrived, bit, __ATOMIC_RELEASE);

    CHECK(d->w, (before & bit) == 0);
    ax_semaphore_give(&d->rang);
}

static void run_call(struct worker *w)
{
    struct desk *d = &desks[w->number];
    unsigned calls = 1 + dice_below(w, 3);

    d->w = w;
    d->core = dice_below(w, ax_hal_cpu_count());
    d->arrived = 0;
    for (unsigned i = 0; i < calls; i++) {
        int err = ax_ipi_run_on_cpu(d->core, arrive, d);
        CHECK(w, err == 0);
    }
    for (unsigned i = 0; i < calls; i++) {
        take(w, &d->rang);
    }
    CHECK(w, __atomic_load_n(&d->arrived, __ATOMIC_ACQUIRE) == calls);
}

static void run_call_all(struct worker *w)
{
    struct desk *d = &desks[w->number];

    d->w = w;
    d->arrived = 0;
    int err = ax_ipi_run_on_each_cpu(arrive_everywhere, d);
    CHECK(w, err == 0);
    for (unsigned i = 0; i < ax_hal_cpu_count(); i++) {
        take(w, &d->rang);
    }
    CHECK(w, __atomic_load_n(&d->arrived, __ATOMIC_ACQUIRE) == (1u << ax_hal_cpu_count()) - 1);
}

/* ---- held off: it comes afterwards, and not before ---- */

static void run_hold(struct worker *w)
{
    struct desk *d = &desks[w->number];
    unsigned deep = 1 + dice_below(w, 3);

    for (unsigned i = 0; i < deep; i++) {
        ax_irq_save();
    }
    unsigned core = ax_cpu_id();
    arm(w, d, dice_below(w, 20000), 0);
    spin_ns(20 * AX_NS_PER_US + dice_below(w, 20000));
    for (unsigned i = 0; i < deep; i++) {
        CHECK(w, __atomic_load_n(&d->fired, __ATOMIC_RELAXED) == 0);
        CHECK(w, ax_cpu_id() == core && !ax_irq_enabled());
        ax_irq_restore();
    }
    take(w, &d->rang);
    CHECK(w, __atomic_load_n(&d->fired, __ATOMIC_RELAXED) == 1);
}

/* ---- the device ---- */

static struct {
    bool there;
    struct ax_hal_device device;
    struct ax_mutex mutex; /* Held by who uses it; guards the rest. */
    bool taken;
    unsigned alarms; /* Atomically. */
    struct ax_semaphore rang;
} rtc;

AX_NO_FP static uint32_t rtc_read(unsigned offset)
{
    return *(volatile uint32_t *)((volatile char *)rtc.device.regs + offset);
}

AX_NO_FP static void rtc_write(unsigned offset, uint32_t value)
{
    *(volatile uint32_t *)((volatile char *)rtc.device.regs + offset) = value;
}

AX_NO_FP static void on_alarm(void *arg)
{
    (void)arg;
    CHECK(NULL, ax_in_irq() && rtc_read(RTC_RAW) == 1);
    /* Counted first: who sees that it is not due any more sees that it was counted. */
    __atomic_fetch_add(&rtc.alarms, 1, __ATOMIC_SEQ_CST);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    rtc_write(RTC_CLEAR, 1);
    ax_semaphore_give(&rtc.rang);
}

static unsigned alarms(void)
{
    return __atomic_load_n(&rtc.alarms, __ATOMIC_ACQUIRE);
}

/* An alarm for this second comes at once, unless the second is just over. */
static void raise(struct worker *w)
{
    uint64_t deadline = ax_deadline_after(PATIENCE_NS);
    unsigned before = alarms();

    for (;;) {
        uint32_t due = rtc_read(RTC_RAW);

        __atomic_thread_fence(__ATOMIC_SEQ_CST);
        if (due != 0 || alarms() != before) {
            return;
        }
        CHECK(w, ax_hal_time_now_ns() < deadline);
        ax_irq_save();
        rtc_write(RTC_MATCH, rtc_read(RTC_DATA));
        ax_irq_restore();
    }
}

static void have_device(struct worker *w, bool wanted)
{
    int err;

    if (wanted && !rtc.taken) {
        err = ax_hal_irq_register(rtc.device.irq, on_alarm, NULL, rtc.device.trigger);
        CHECK(w, err == 0);
        err = ax_hal_irq_register(rtc.device.irq, on_alarm, NULL, rtc.device.trigger);
        CHECK(w, err == -AX_EBUSY);
    } else if (!wanted && rtc.taken) {
        err = ax_hal_irq_unregister(rtc.device.irq);
        CHECK(w, err == 0);
    }
    rtc.taken = wanted;
}

static void run_device(struct worker *w)
{
    if (!rtc.there) {
        return;
    }
    int err = ax_mutex_lock_until(&rtc.mutex, ax_deadline_after(PATIENCE_NS));
    CHECK(w, err == 0);
    unsigned before = alarms();

    switch (dice_below(w, 4)) {
    case 0: /* Not enabled: it waits. */
        have_device(w, true);
        err = ax_hal_irq_disable(rtc.device.irq);
        CHECK(w, err == 0);
        raise(w);
        ax_task_sleep_ns(dice_below(w, 30000));
        CHECK(w, alarms() == before);
        break;
    case 1: /* Nobody's: it waits, too. */
        have_device(w, false);
        raise(w);
        CHECK(w, alarms() == before);
        have_device(w, true);
        break;
    default:
        have_device(w, true);
        err = ax_hal_irq_enable(rtc.device.irq);
        CHECK(w, err == 0);
        raise(w);
        break;
    }
    err = ax_hal_irq_enable(rtc.device.irq);
    CHECK(w, err == 0);
    take(w, &rtc.rang);
    CHECK(w, alarms() == before + 1);
    err = ax_mutex_unlock(&rtc.mutex);
    CHECK(w, err == 0);
}

static void start(unsigned workers)
{
    for (unsigned i = 0; i < workers; i++) {
        ax_timer_init(&desks[i].timer, on_timer, &desks[i]);
        ax_semaphore_init(&desks[i].rang, 0);
    }
    ax_mutex_init(&rtc.mutex);
    ax_semaphore_init(&rtc.rang, 0);
    rtc.there =
        ax_hal_device_find("arm,pl031", 0, &rtc.device) == 0 && rtc.device.irq != AX_IRQ_NONE;
    if (rtc.there) {
        rtc_write(RTC_CLEAR, 1);
        rtc_write(RTC_MASK, 1);
    }
}

static void finish(void)
{
    for (unsigned i = 0; i < MAX_WORKERS; i++) {
        CHECK(NULL, desks[i].rang.count == 0);
    }
    if (rtc.there) {
        CHECK(NULL, rtc.rang.count == 0);
        have_device(NULL, false);
    }
}

static const struct operation operations[] = {
    {"timer", 10, run_timer}, {"call", 8, run_call},     {"call-all", 3, run_call_all},
    {"hold", 4, run_hold},    {"device", 4, run_device}, {NULL, 0, NULL},
};

const struct part part_interrupts = {.operations = operations, .start = start, .finish = finish};
