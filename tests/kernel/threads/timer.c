// SPDX-License-Identifier: BSD-2-Clause
//
// Interrupts as user level gets them: the physical timer's, and one of a device.

#include <stdint.h>
#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>
#include "code.h"
#include "start.h"

static seL4_CPtr handler;
static seL4_CPtr notification;

/* A handler of the timer's interrupt that signals a new notification with badge 2. */
static void take_timer(void)
{
    watchdog_leave_timer();
    handler = slot_new();
    notification = object_new(seL4_NotificationObject, 0);
    REQUIRE_OK(irq_handler_get(TIMER_IRQ, TIMER_TRIGGER, handler));
    REQUIRE_OK(seL4_IRQHandler_SetNotification(handler, cap_mint(notification, seL4_AllRights, 2)));
}

static void give_timer_back(void)
{
    timer_stop();
    cap_delete(handler);
    watchdog_take_timer();
}

static seL4_Word poll(void)
{
    seL4_Word badge = 99;

    (void)seL4_Poll(notification, &badge);
    return badge;
}

/* Long enough for an interrupt that is due to arrive. */
static void spin(void)
{
    uint64_t until = counter_now() + counter_frequency() / 500;

    while (counter_now() < until) {
    }
}

CASE(TIMER0001, "the timer's interrupt wakes a waiting thread, with nothing else to run")
{
    seL4_Word badge = 0;

    take_timer();
    for (unsigned i = 0; i < 5; i++) {
        uint64_t due = counter_now() + counter_frequency() / 1000;

        timer_arm(counter_frequency() / 1000);
        seL4_Wait(notification, &badge);
        EXPECT_EQ(badge, 2);
        EXPECT(counter_now() >= due);
        timer_stop();
        EXPECT_OK(seL4_IRQHandler_Ack(handler));
    }
    give_timer_back();
}

CASE(TIMER0002, "until it is acknowledged an interrupt does not come again")
{
    take_timer();
    timer_arm(0);
    spin();
    EXPECT_EQ(poll(), 2);
    spin();
    EXPECT_EQ(poll(), 0);
    /* The timer still asserts it. */
    EXPECT_OK(seL4_IRQHandler_Ack(handler));
    spin();
    EXPECT_EQ(poll(), 2);
    timer_stop();
    EXPECT_OK(seL4_IRQHandler_Ack(handler));
    spin();
    EXPECT_EQ(poll(), 0);
    give_timer_back();
}

CASE(TIMER0003, "without a notification an interrupt is lost and stays masked until it has one")
{
    take_timer();
    EXPECT_OK(seL4_IRQHandler_Clear(handler));
    timer_arm(0);
    spin();
    EXPECT_EQ(poll(), 0);
    EXPECT_OK(seL4_IRQHandler_SetNotification(handler, cap_mint(notification, seL4_AllRights, 4)));
    EXPECT_OK(seL4_IRQHandler_Ack(handler));
    spin();
    EXPECT_EQ(poll(), 4);
    give_timer_back();
}

/* Only a thread that has computed arms the timer: however slow the machine, it was preempted. */
static void count_and_be_interrupted(struct thread *self, seL4_Word a, seL4_Word b)
{
    (void)a;
    (void)b;
    while (self->value < 1000) {
        self->value++;
    }
    timer_arm(0);
    for (;;) {
        self->value++;
    }
}

CASE(TIMER0004, "an interrupt preempts a computing thread of lower priority")
{
    seL4_Word badge = 0;

    take_timer();
    struct thread *one = thread_run(count_and_be_interrupted, 0, 0);
    seL4_Wait(notification, &badge);
    EXPECT_EQ(badge, 2);
    EXPECT(one->value >= 1000);
    REQUIRE_OK(seL4_TCB_Suspend(one->tcb));
    give_timer_back();
}

CASE(TIMER0005, "an interrupt reaches the thread that its notification is bound to")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_Word badge = 0;

    take_timer();
    REQUIRE_OK(seL4_TCB_BindNotification(SELF, notification));
    timer_arm(counter_frequency() / 1000);
    (void)seL4_Recv(endpoint, &badge);
    EXPECT_EQ(badge, 2);
    give_timer_back();
}

CASE(TIMER0006, "a handler that is deleted masks the interrupt; a new one starts afresh")
{
    take_timer();
    timer_arm(0);
    spin();
    EXPECT_EQ(poll(), 2);
    cap_delete(handler);
    timer_stop();
    REQUIRE_OK(irq_handler_get(TIMER_IRQ, TIMER_TRIGGER, handler));
    REQUIRE_OK(seL4_IRQHandler_SetNotification(handler, cap_mint(notification, seL4_AllRights, 8)));
    spin();
    EXPECT_EQ(poll(), 0);
    timer_arm(0);
    spin();
    EXPECT_EQ(poll(), 8);
    give_timer_back();
}

CASE(TIMER0007, "a deleted notification is signalled no more")
{
    take_timer();
    EXPECT_OK(seL4_CNode_Revoke(ROOT, notification, DEPTH));
    cap_delete(notification);
    timer_arm(0);
    spin();
    EXPECT_OK(seL4_IRQHandler_Clear(handler));
    give_timer_back();
}

/* Whether a register can be read. */
static bool readable(void (*code)(void))
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    (void)code_run(code, 0, 0, endpoint);
    (void)seL4_Recv(endpoint, NULL);
    EXPECT_EQ(seL4_GetMR(seL4_UserException_FaultIP) == (seL4_Word)code ||
                  seL4_GetMR(seL4_UserException_FaultIP) == (seL4_Word)code_park,
              1);
    return seL4_GetMR(seL4_UserException_FaultIP) == (seL4_Word)code_park;
}

CASE(TIMER0008,
     "user level has both counters and the physical timer, not the virtual one, nor the PMU")
{
    EXPECT(readable(code_read_cntpct));
    EXPECT(readable(code_read_cntvct));
    EXPECT(readable(code_read_cntp_ctl));
    EXPECT(!readable(code_read_cntv_ctl));
    EXPECT(!readable(code_read_pmccntr));
}

CASE(TIMER0009, "the counter advances at the frequency that the device tree's clock has")
{
    uint64_t a = counter_now();
    uint64_t b = counter_now();

    EXPECT(b >= a);
    EXPECT_EQ(counter_frequency(), CONFIG_TIMER_FREQUENCY);
}

/* PL031 (Arm DDI 0224): a match of the clock's seconds asserts the interrupt. */
#define RTC_PADDR 0x9010000
#define RTC_IRQ   34
#define RTC_DATA  0
#define RTC_MATCH 1
#define RTC_MASK  4
#define RTC_CLEAR 7
#define RTC_RAW   5

static volatile uint32_t *map_rtc(void)
{
    seL4_CPtr frame = device_frame(RTC_PADDR);

    tables_map(SPACE, FREE_ADDRESS);
    REQUIRE_OK(seL4_ARM_Page_Map(frame, SPACE, FREE_ADDRESS, seL4_ReadWrite, 0));
    return (volatile uint32_t *)FREE_ADDRESS;
}

CASE(TIMER0010, "a device's interrupt comes once for each acknowledgement while it is asserted")
{
    volatile uint32_t *rtc = map_rtc();
    seL4_Word badge = 0;

    handler = slot_new();
    notification = object_new(seL4_NotificationObject, 0);
    REQUIRE_OK(irq_handler_get(RTC_IRQ, 0, handler));
    REQUIRE_OK(
        seL4_IRQHandler_SetNotification(handler, cap_mint(notification, seL4_AllRights, 16)));
    EXPECT_EQ(poll(), 0);
    rtc[RTC_MASK] = 1;
    do {
        rtc[RTC_MATCH] = rtc[RTC_DATA];
    } while ((rtc[RTC_RAW] & 1) == 0);
    seL4_Wait(notification, &badge);
    EXPECT_EQ(badge, 16);
    spin();
    EXPECT_EQ(poll(), 0);
    EXPECT_OK(seL4_IRQHandler_Ack(handler));
    seL4_Wait(notification, &badge);
    rtc[RTC_CLEAR] = 1;
    EXPECT_OK(seL4_IRQHandler_Ack(handler));
    spin();
    EXPECT_EQ(poll(), 0);
    rtc[RTC_MASK] = 0;
}

CASE(TIMER0011, "a software generated interrupt arrives like any other")
{
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    case_skip("the SMP kernel has no IssueSGISignal");
#else
    seL4_CPtr signal = slot_new();

    handler = slot_new();
    notification = object_new(seL4_NotificationObject, 0);
    REQUIRE_OK(irq_handler_get(3, 1, handler));
    REQUIRE_OK(
        seL4_IRQHandler_SetNotification(handler, cap_mint(notification, seL4_AllRights, 32)));
    REQUIRE_OK(seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, 3, 0, ROOT, signal, DEPTH));
    EXPECT_EQ(poll(), 0);
    seL4_Signal(signal);
    spin();
    EXPECT_EQ(poll(), 32);
    EXPECT_OK(seL4_IRQHandler_Ack(handler));
    /* Any message to it sends the interrupt, and a call of it returns. */
    EXPECT_EQ(invoke_error(signal, 77, 0, 3), seL4_NoError);
    spin();
    EXPECT_EQ(poll(), 32);
    EXPECT_OK(seL4_IRQHandler_Ack(handler));
#endif
}
