// SPDX-License-Identifier: BSD-2-Clause
//
// Who runs when: priorities, round robin, yields, time slices.

#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>
#include <ktest/thread.h>

/* The order in which threads ran: one decimal digit each, the first one leftmost. */
static volatile seL4_Word order;

static void note(seL4_Word digit)
{
    order = order * 10 + digit;
}

static void run_once(struct thread *self, seL4_Word digit, seL4_Word b)
{
    (void)self;
    (void)b;
    note(digit);
}

static void run_yielding(struct thread *self, seL4_Word digit, seL4_Word times)
{
    (void)self;
    for (seL4_Word i = 0; i < times; i++) {
        note(digit);
        seL4_Yield();
    }
}

CASE(SCHED0001, "the highest priority runs first")
{
    static const seL4_Word priority[] = {20, 90, 50, 200, 1};

    order = 0;
    for (unsigned i = 0; i < 5; i++) {
        struct thread *one = thread_new(run_once, i + 1, 0);

        thread_priority(one, priority[i]);
        REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    }
    threads_settle();
    EXPECT_EQ(order, 42315);
}

CASE(SCHED0002, "of threads that are resumed at one priority the last one runs first")
{
    order = 0;
    for (unsigned i = 0; i < 4; i++) {
        (void)thread_run(run_once, i + 1, 0);
    }
    threads_settle();
    EXPECT_EQ(order, 4321);
}

CASE(SCHED0003, "yielding threads of one priority take turns")
{
    order = 0;
    for (unsigned i = 0; i < 3; i++) {
        (void)thread_run(run_yielding, i + 1, 4);
    }
    threads_settle();
    EXPECT_EQ(order, 321321321321);
}

CASE(SCHED0004, "a yield does not let lower priorities run")
{
    order = 0;
    struct thread *one = thread_new(run_yielding, 1, 3);
    (void)thread_run(run_yielding, 2, 2);

    thread_priority(one, THREAD_PRIORITY + 1);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    threads_settle();
    EXPECT_EQ(order, 11122);
}

CASE(SCHED0005, "a thread whose priority is set while it is ready")
{
    struct thread *one[3];

    order = 0;
    for (unsigned i = 0; i < 3; i++) {
        one[i] = thread_run(run_once, i + 1, 0);
    }
    thread_priority(one[1], THREAD_PRIORITY);
    threads_settle();
    /* Without the change it would be 321: the change puts a thread in front. */
    EXPECT_EQ(order, 231);
    order = 0;
    for (unsigned i = 0; i < 3; i++) {
        one[i] = thread_run(run_once, i + 4, 0);
    }
    thread_priority(one[0], THREAD_PRIORITY + 1);
    threads_settle();
    EXPECT_EQ(order, 465);
}

static void set_own_priority(struct thread *self, seL4_Word priority, seL4_Word b)
{
    (void)b;
    note(1);
    self->value = (seL4_Word)seL4_TCB_SetPriority(self->tcb, self->tcb, priority);
    note(2);
}

CASE(SCHED0006, "a thread that lowers itself lets others run at once")
{
    order = 0;
    (void)thread_run(set_own_priority, THREAD_PRIORITY - 10, 0);
    struct thread *two = thread_new(run_once, 7, 0);
    thread_priority(two, THREAD_PRIORITY - 5);
    REQUIRE_OK(seL4_TCB_Resume(two->tcb));
    threads_settle();
    EXPECT_EQ(order, 172);
}

CASE(SCHED0007, "a thread raises itself as far as its maximum controlled priority")
{
    struct thread *one = thread_new(set_own_priority, 151, 0);
    struct thread *two = thread_new(set_own_priority, 150, 0);

    REQUIRE_OK(seL4_TCB_SetMCPriority(one->tcb, SELF, 150));
    REQUIRE_OK(seL4_TCB_SetMCPriority(two->tcb, SELF, 150));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    REQUIRE_OK(seL4_TCB_Resume(two->tcb));
    threads_settle();
    EXPECT_EQ(one->value, seL4_RangeError);
    EXPECT_EQ(two->value, seL4_NoError);
}

/* Counts until the other one has been seen counting several times. */
static void count_beside(struct thread *self, seL4_Word other, seL4_Word b)
{
    const struct thread *beside = (const struct thread *)other;
    seL4_Word last = beside->value;

    (void)b;
    for (unsigned changes = 0; changes < 4 && !beside->done;) {
        self->value++;
        if (beside->value != last) {
            last = beside->value;
            changes++;
        }
    }
}

CASE(SCHED0008, "threads that never enter the kernel share the processor by time slices")
{
    struct thread *one = thread_new(count_beside, 0, 0);
    struct thread *two = thread_new(count_beside, (seL4_Word)one, 0);
    seL4_UserContext context = thread_registers(one);

    context.x1 = (seL4_Word)two;
    REQUIRE_OK(
        seL4_TCB_WriteRegisters(one->tcb, false, 0, sizeof(context) / sizeof(seL4_Word), &context));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    REQUIRE_OK(seL4_TCB_Resume(two->tcb));
    threads_settle();
    EXPECT(one->done);
    EXPECT(two->done);
}

static void signal_then_note(struct thread *self, seL4_Word notification, seL4_Word b)
{
    (void)self;
    (void)b;
    note(1);
    seL4_Signal(notification);
    note(3);
}

static void wait_then_note(struct thread *self, seL4_Word notification, seL4_Word b)
{
    (void)self;
    (void)b;
    seL4_Wait(notification, NULL);
    note(2);
}

/* The order when a waiting thread of this priority is signalled by one of THREAD_PRIORITY. */
static seL4_Word signalled_at(seL4_Word priority)
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    struct thread *waiter = thread_run(wait_then_note, notification, 0);

    threads_settle();
    thread_priority(waiter, priority);
    order = 0;
    (void)thread_run(signal_then_note, notification, 0);
    threads_settle();
    return order;
}

CASE(SCHED0009, "a woken thread runs at once only if its priority is higher")
{
    EXPECT_EQ(signalled_at(THREAD_PRIORITY + 1), 123);
    EXPECT_EQ(signalled_at(THREAD_PRIORITY), 132);
    EXPECT_EQ(signalled_at(THREAD_PRIORITY - 1), 132);
}

static void send_then_note(struct thread *self, seL4_Word endpoint, seL4_Word b)
{
    (void)self;
    (void)b;
    note(1);
    seL4_Send(endpoint, seL4_MessageInfo_new(0, 0, 0, 0));
    note(3);
}

static void receive_then_note(struct thread *self, seL4_Word endpoint, seL4_Word b)
{
    (void)self;
    (void)b;
    (void)seL4_Recv(endpoint, NULL);
    note(2);
}

CASE(SCHED0010, "the receiver of a message runs at once only if its priority is higher")
{
    for (unsigned i = 0; i < 3; i++) {
        seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
        struct thread *receiver = thread_run(receive_then_note, endpoint, 0);

        threads_settle();
        thread_priority(receiver, THREAD_PRIORITY + 1 - i);
        order = 0;
        (void)thread_run(send_then_note, endpoint, 0);
        threads_settle();
        EXPECT_EQ(order, i == 0 ? 123 : 132);
    }
}

CASE(SCHED0011, "ready threads stay in order when a higher one runs between them")
{
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    struct thread *high = thread_new(wait_then_note, notification, 0);

    thread_priority(high, 200);
    REQUIRE_OK(seL4_TCB_Resume(high->tcb));
    threads_settle();
    order = 0;
    (void)thread_run(run_once, 7, 0);
    (void)thread_run(signal_then_note, notification, 0);
    threads_settle();
    EXPECT_EQ(order, 1237);
}

CASE(SCHED0012, "a thread deleted while ready does not run")
{
    order = 0;
    (void)thread_run(run_once, 1, 0);
    struct thread *two = thread_run(run_once, 2, 0);
    (void)thread_run(run_once, 3, 0);
    cap_delete(two->tcb);
    threads_settle();
    EXPECT_EQ(order, 31);
}
