// SPDX-License-Identifier: BSD-2-Clause
//
// Threads that do nothing but enter the kernel, or have it work for long, while the main thread
// counts the timer's interrupts.
//
// Each case prints the longest time from an interrupt to the main thread's next instruction, in
// ticks of the counter. It depends on the machine's load, unless QEMU counts instructions.

#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>
#include <ktest/run.h>
#include <ktest/thread.h>
#include <oskit/text.h>

#define PERIOD_US 500

static seL4_CPtr handler;
static seL4_CPtr notification;
static uint64_t worst;

/* The timer belongs to the case. */
static void timer_begin(void)
{
    watchdog_leave_timer();
    handler = slot_new();
    notification = object_new(seL4_NotificationObject, 0);
    worst = 0;
    REQUIRE_OK(irq_handler_get(TIMER_IRQ, TIMER_TRIGGER, handler));
    REQUIRE_OK(seL4_IRQHandler_SetNotification(handler, notification));
}

static void timer_end(const char *what)
{
    char line[120];
    struct oskit_text text;

    timer_stop();
    cap_delete(handler);
    watchdog_take_timer();
    oskit_text_init(&text, line, sizeof(line));
    oskit_text_add(&text, "longest wait for an interrupt, ");
    oskit_text_add(&text, what);
    oskit_text_add(&text, ": ");
    oskit_text_dec(&text, worst);
    oskit_text_add(&text, " ticks\n");
    console_put(line);
}

/* Waits for one interrupt. */
static void timer_wait(void)
{
    uint64_t period = counter_frequency() / 1000000 * PERIOD_US;
    uint64_t due = counter_now() + period;

    timer_arm(period);
    seL4_Wait(notification, NULL);

    uint64_t late = counter_now() - due;

    worst = late > worst && late < 1ul << 62 ? late : worst;
    timer_stop();
    REQUIRE_OK(seL4_IRQHandler_Ack(handler));
}

#define INTERRUPTS 40

static void signal_for_ever(struct thread *self, seL4_Word cap, seL4_Word b)
{
    (void)b;
    for (;;) {
        seL4_Signal(cap);
        self->value++;
    }
}

static void fault_for_ever(struct thread *self, seL4_Word a, seL4_Word b)
{
    (void)a;
    (void)b;
    for (;;) {
        __asm__ volatile("udf #0");
        self->value++;
    }
}

static void access_for_ever(struct thread *self, seL4_Word a, seL4_Word b)
{
    (void)self;
    (void)a;
    (void)b;
    *(volatile seL4_Word *)(FREE_ADDRESS - 8) = 1;
}

/* Answers the exceptions, which goes on behind them, and the memory faults, which repeats them. */
static void answer_for_ever(struct thread *self, seL4_Word endpoint, seL4_Word b)
{
    seL4_MessageInfo_t info = seL4_Recv(endpoint, NULL);

    (void)b;
    for (;;) {
        bool exception = seL4_MessageInfo_get_label(info) == seL4_Fault_UserException;

        self->value++;
        seL4_SetMR(0, seL4_GetMR(0) + 4);
        info = seL4_ReplyRecv(endpoint, seL4_MessageInfo_new(0, 0, 0, exception ? 1 : 0), NULL);
    }
}

static void call_for_ever(struct thread *self, seL4_Word endpoint, seL4_Word b)
{
    (void)b;
    for (;;) {
        (void)seL4_Call(endpoint, seL4_MessageInfo_new(0, 0, 0, seL4_MsgMaxLength));
        self->value++;
    }
}

static void yield_for_ever(struct thread *self, seL4_Word a, seL4_Word b)
{
    (void)a;
    (void)b;
    for (;;) {
        seL4_Yield();
        self->value++;
    }
}

/* Whether the threads went on between the interrupts. */
static void flood(const char *what, struct thread *one)
{
    seL4_Word before = one->value;

    timer_begin();
    for (unsigned i = 0; i < INTERRUPTS; i++) {
        timer_wait();
    }
    timer_end(what);
    EXPECT(one->value > before);
}

CASE(HOSTILE0040, "interrupts arrive during floods of signals, yields and calls")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    flood("signals", thread_run(signal_for_ever, object_new(seL4_NotificationObject, 0), 0));
    flood("yields", thread_run(yield_for_ever, 0, 0));
    (void)thread_run(answer_for_ever, endpoint, 0);
    flood("calls", thread_run(call_for_ever, endpoint, 0));
}

CASE(HOSTILE0041, "interrupts arrive during floods of exceptions and memory faults")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *server = thread_run(answer_for_ever, endpoint, 0);
    struct thread *one = thread_new(fault_for_ever, 0, 0);
    struct thread *two = thread_new(access_for_ever, 0, 0);

    thread_fault_handler(one, endpoint);
    thread_fault_handler(two, endpoint);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    flood("exceptions", server);
    REQUIRE_OK(seL4_TCB_Suspend(one->tcb));
    REQUIRE_OK(seL4_TCB_Resume(two->tcb));
    flood("memory faults", server);
}

CASE(HOSTILE0042, "threads that handle each other's faults, or their own, stop")
{
    seL4_CPtr first = object_new(seL4_EndpointObject, 0);
    seL4_CPtr second = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_new(fault_for_ever, 0, 0);
    struct thread *two = thread_new(fault_for_ever, 0, 0);
    struct thread *three = thread_new(fault_for_ever, 0, 0);

    thread_fault_handler(one, first);
    thread_fault_handler(two, second);
    thread_fault_handler(three, first);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    REQUIRE_OK(seL4_TCB_Resume(two->tcb));
    REQUIRE_OK(seL4_TCB_Resume(three->tcb));
    threads_settle();
    EXPECT_EQ(one->value + two->value + three->value, 0);
    /* Their endpoints go: they try again, and have nobody to tell. */
    cap_delete(first);
    cap_delete(second);
    threads_settle();
    EXPECT_EQ(one->value + two->value + three->value, 0);
}

#define MANY_BITS 15 /* slots of the CNode that is filled */

static void revoke(struct thread *self, seL4_Word cap, seL4_Word again)
{
    self->value = seL4_CNode_Revoke(ROOT, cap, DEPTH);
    if (again != 0 && self->value == seL4_NoError) {
        self->value = seL4_CNode_Revoke(ROOT, again, DEPTH);
    }
}

static void delete (struct thread *self, seL4_Word cap, seL4_Word b)
{
    (void)b;
    self->value = seL4_CNode_Delete(ROOT, cap, DEPTH);
}

/* Waits for interrupts until the thread has done its work; there must be some before. */
static void interrupt_long(const char *what, struct thread *one)
{
    unsigned count = 0;

    timer_begin();
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    while (!one->done && count < 100000) {
        timer_wait();
        count++;
    }
    timer_end(what);
    EXPECT(one->done);
    EXPECT_EQ(one->value, seL4_NoError);
    /* The first may have come before it began, and the last after its end. */
    EXPECT(count > 2);
}

/* A CNode full of capabilities to an endpoint, which may be NULL's. */
static seL4_CPtr fill(seL4_CPtr endpoint)
{
    seL4_CPtr table = object_new(seL4_CapTableObject, MANY_BITS);

    for (seL4_Word i = 0; i < 1ul << MANY_BITS; i++) {
        REQUIRE_OK(
            seL4_CNode_Mint(table, i, MANY_BITS, ROOT, endpoint, DEPTH, seL4_AllRights, i % 7 + 1));
    }
    return table;
}

CASE(HOSTILE0070, "interrupts arrive while tens of thousands of capabilities are revoked")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr table = fill(endpoint);

    interrupt_long("revoke of 32768 badges", thread_new(revoke, endpoint, 0));
    EXPECT_ERROR(seL4_CNode_Delete(table, 0, MANY_BITS), seL4_NoError);
    EXPECT_OK(seL4_CNode_Copy(table, 0, MANY_BITS, ROOT, endpoint, DEPTH, seL4_AllRights));
}

CASE(HOSTILE0071, "interrupts arrive while a large CNode is deleted with all that it holds")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr table = fill(endpoint);

    interrupt_long("delete of a CNode of 32768 slots", thread_new(delete, table, 0));
    EXPECT(slot_empty(table));
}

CASE(HOSTILE0072, "interrupts arrive while an untyped with thousands of objects is revoked")
{
    seL4_CPtr untyped = object_new(seL4_UntypedObject, 23);
    seL4_CPtr table = object_new(seL4_CapTableObject, 13);

    /* TCBs, endpoints and page tables by turns. */
    for (seL4_Word i = 0; i < 8192 / 64; i++) {
        static const seL4_Word type[] = {seL4_TCBObject, seL4_EndpointObject,
                                         seL4_ARM_SmallPageObject, seL4_NotificationObject};

        if (seL4_Untyped_Retype(untyped, type[i % 4], 0, ROOT, table, DEPTH, i * 64, 64) !=
            seL4_NoError) {
            break;
        }
    }
    interrupt_long("revoke of an untyped with thousands of objects",
                   thread_new(revoke, untyped, 0));
    EXPECT_OK(seL4_CNode_Copy(ROOT, slot_new(), DEPTH, ROOT, untyped, DEPTH, seL4_AllRights));
}
