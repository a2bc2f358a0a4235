// SPDX-License-Identifier: BSD-2-Clause
//
// Operations on threads that run on another core.

#include "code.h"
#include "cores.h"

#define WORDS  (sizeof(seL4_UserContext) / sizeof(seL4_Word))
#define ROUNDS rounds(20)

static volatile seL4_Word count[4];

static struct thread *counter(seL4_Word core, seL4_Word which)
{
    count[which] = 0;
    return code_thread(core, code_count, (seL4_Word)&count[which], 0, 0);
}

static seL4_UserContext read(const struct thread *thread, bool suspend)
{
    seL4_UserContext context = {0};

    REQUIRE_OK(seL4_TCB_ReadRegisters(thread->tcb, suspend, 0, WORDS, &context));
    return context;
}

static bool in_code_count(seL4_Word pc)
{
    return pc >= (seL4_Word)code_count && pc < (seL4_Word)code_count + 16;
}

CASE(SMP0101, "a thread that runs elsewhere has stopped when Suspend returns")
{
    cores_need(2);
    struct thread *one = counter(1, 0);
    struct thread *clock = counter(cores() - 1, 1);

    thread_priority(clock, THREAD_PRIORITY - 1);
    for (seL4_Word i = 0; i < ROUNDS; i++) {
        thread_resume(one);
        wait_steps(&count[0], 1);
        thread_suspend(one);
        seL4_Word stopped = count[0];
        thread_resume(clock);
        EXPECT(!changes_within(&count[0], &count[1], 10));
        thread_suspend(clock);
        EXPECT_EQ(count[0], stopped);
    }
}

CASE(SMP0102, "the registers of a thread that runs elsewhere are those of now")
{
    cores_need(2);
    struct thread *one = counter(1, 0);
    seL4_Word last = 0;

    thread_resume(one);
    for (seL4_Word i = 0; i < ROUNDS; i++) {
        seL4_Word before = count[0];
        seL4_UserContext context = read(one, false);

        EXPECT(context.x1 >= before && context.x1 >= last);
        EXPECT(in_code_count(context.pc));
        EXPECT_EQ(context.x0, (seL4_Word)&count[0]);
        last = context.x1;
        wait_change(&count[0], before);
    }
}

CASE(SMP0103, "a thread that runs elsewhere goes on with the registers that are written")
{
    cores_need(2);
    struct thread *one = counter(1, 0);

    thread_resume(one);
    for (seL4_Word i = 0; i < ROUNDS; i++) {
        seL4_UserContext context = read(one, false);

        context.x1 = (seL4_Word)(i + 1) << 32;
        REQUIRE_OK(seL4_TCB_WriteRegisters(one->tcb, false, 0, WORDS, &context));
        while (count[0] >> 32 != i + 1) {
            relax();
        }
    }
    seL4_UserContext stopped = read(one, true);
    EXPECT(stopped.x1 - count[0] <= 1);
    EXPECT_EQ(count[0] >> 32, ROUNDS);
}

CASE(SMP0104, "registers are copied between threads that run elsewhere")
{
    cores_need(2);
    struct thread *from = counter(1, 0);
    struct thread *to = counter(cores() - 1, 1);

    thread_resume(from);
    thread_resume(to);
    wait_steps(&count[0], 10);
    wait_steps(&count[1], 10);
    EXPECT_OK(seL4_TCB_CopyRegisters(to->tcb, from->tcb, false, false, true, true, 0));
    seL4_Word stopped = count[1];
    wait_steps(&count[0], 10);
    EXPECT_EQ(count[1], stopped);
    EXPECT(in_code_count(read(from, false).pc));
}

CASE(SMP0112, "a thread that runs elsewhere is suspended by the copy of its registers")
{
    cores_need(2);
    ours_only("genuine seL4 halts when CopyRegisters suspends a source that runs elsewhere");
    struct thread *from = counter(1, 0);
    struct thread *to = counter(cores() - 1, 1);
    struct thread *clock = counter(1, 2);

    thread_priority(clock, THREAD_PRIORITY - 1);
    thread_resume(from);
    thread_resume(to);
    thread_resume(clock);
    wait_steps(&count[0], 10);
    wait_steps(&count[1], 10);
    EXPECT_OK(seL4_TCB_CopyRegisters(to->tcb, from->tcb, true, false, true, true, 0));
    thread_suspend(to);
    seL4_Word stopped = count[0];
    /* The source's core comes to this thread, which has a lower priority. */
    wait_steps(&count[2], 10);
    EXPECT_EQ(count[0], stopped);
    EXPECT_EQ(read(to, false).x0, (seL4_Word)&count[0]);
    thread_resume(from);
    wait_steps(&count[0], 10);
}

CASE(SMP0105, "a thread that runs elsewhere is deleted")
{
    cores_need(2);
    for (unsigned i = 0; i < 10; i++) {
        struct thread *one = counter(1 + i % (cores() - 1), 0);

        thread_resume(one);
        wait_steps(&count[0], 10);
        cap_delete(one->tcb);
        seL4_Word stopped = count[0];
        struct thread *clock = counter(1, 1);
        thread_resume(clock);
        EXPECT(!changes_within(&count[0], &count[1], 100));
        EXPECT_EQ(count[0], stopped);
        cap_delete(clock->tcb);
    }
}

static void call_for_ever(struct thread *self, seL4_Word cap, seL4_Word b)
{
    (void)b;
    for (;;) {
        (void)seL4_TCB_SetMCPriority((seL4_TCB)cap, SELF, 100);
        self->value++;
        relax();
    }
}

CASE(SMP0106, "a thread that makes system calls elsewhere is stopped, read and resumed")
{
    cores_need(2);
    struct thread *one = thread_new_on(1, call_for_ever, 0, 0);
    struct thread *two = thread_new_on(1, call_for_ever, one->tcb, 0);

    thread_resume(two);
    for (seL4_Word i = 0; i < ROUNDS; i++) {
        wait_change(&two->value, two->value);
        seL4_UserContext context = read(two, true);
        seL4_Word stopped = two->value;
        REQUIRE_OK(seL4_TCB_WriteRegisters(two->tcb, true, 0, WORDS, &context));
        wait_change(&two->value, stopped);
    }
}

CASE(SMP0107, "priorities and spaces of a thread that runs elsewhere are changed")
{
    cores_need(2);
    struct thread *one = counter(1, 0);

    thread_resume(one);
    for (seL4_Word i = 0; i < ROUNDS; i++) {
        wait_steps(&count[0], 1);
        EXPECT_OK(seL4_TCB_SetPriority(one->tcb, SELF, 1 + i % 100));
        EXPECT_OK(seL4_TCB_SetSpace(one->tcb, 0, ROOT, 0, SPACE, 0));
        EXPECT_OK(seL4_TCB_SetIPCBuffer(one->tcb, (seL4_Word)one->buffer, one->frame));
        EXPECT_OK(seL4_TCB_SetTLSBase(one->tcb, i));
    }
    EXPECT_EQ(read(one, true).tpidr_el0, ROUNDS - 1);
}

/*
 * While a thread is looked at all the time, something has to happen on its core: the watchdog tells
 * if it does not. The number of looks is no limit: in parallel, QEMU's timers wait for the host.
 */

CASE(SMP0108, "a thread that is read all the time makes system calls meanwhile")
{
    cores_need(2);
    ours_only("on genuine seL4 the thread gets into the kernel by chance only");
    struct thread *one = thread_new_on(1, call_for_ever, 0, 0);
    struct thread *two = thread_new_on(1, call_for_ever, one->tcb, 0);

    thread_resume(two);
    wait_change(&two->value, 0);
    for (seL4_Word start = two->value; two->value - start < ROUNDS;) {
        (void)read(two, false);
    }
}

static volatile seL4_Word go;

static void spin_then_wait(struct thread *self, seL4_Word notification, seL4_Word b)
{
    (void)b;
    self->value = 1;
    while (go == 0) {
        relax();
    }
    self->value = 2;
    seL4_Wait(notification, NULL);
    self->value = 3;
}

CASE(SMP0110, "a thread that runs elsewhere is given its domain, and then waits like any other")
{
    cores_need(2);
    ours_only("genuine seL4 halts when DomainSet_Set is given a thread that runs elsewhere");
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    struct thread *clock = counter(1, 1);

    go = 0;
    struct thread *one = thread_run_on(1, spin_then_wait, notification, 0);
    wait_change(&one->value, 0);
    REQUIRE_OK(seL4_DomainSet_Set(seL4_CapDomain, 0, one->tcb));
    thread_priority(clock, THREAD_PRIORITY - 1);
    thread_resume(clock);
    go = 1;
    /* The core comes to this thread when the other one waits. */
    wait_steps(&count[1], 10);
    EXPECT_EQ(one->value, 2);
    seL4_Signal(notification);
    thread_wait(one);
    EXPECT_EQ(one->value, 3);
}

static void write(const struct thread *thread, seL4_UserContext context)
{
    REQUIRE_OK(seL4_TCB_WriteRegisters(thread->tcb, false, 0, WORDS, &context));
}

CASE(SMP0111, "a thread that enters with a system call goes on with the registers that are written")
{
    cores_need(2);
    struct thread *one = counter(1, 0);
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);

    thread_resume(one);
    for (seL4_Word i = 1; i <= ROUNDS; i++) {
        write(one, (seL4_UserContext){.pc = (seL4_Word)code_poll,
                                      .x7 = (seL4_Word)seL4_SysNBRecv,
                                      .x8 = notification});
        for (seL4_Word k = 0; k < i; k++) {
            relax();
        }
        /* Were the system call still done, it would tell a badge of 0 in x0. */
        write(one, (seL4_UserContext){
                       .pc = (seL4_Word)code_count, .x0 = (seL4_Word)&count[0], .x1 = i << 32});
        while (count[0] >> 32 != i) {
            relax();
        }
    }
}

#ifdef CONFIG_ENABLE_SMP_SUPPORT

static void serve_timer(struct thread *self, seL4_Word handler, seL4_Word fired)
{
    for (;;) {
        timer_arm(100);
        (void)seL4_IRQHandler_Ack(handler);
        seL4_Wait(fired, NULL);
        self->value++;
    }
}

CASE(SMP0109, "a core takes interrupts while a thread of it is read all the time")
{
    cores_need(2);
    struct thread *one = counter(1, 0);
    seL4_CPtr handler = slot_new();
    seL4_CPtr fired = object_new(seL4_NotificationObject, 0);
    struct thread *server = thread_new_on(1, serve_timer, handler, fired);

    REQUIRE_OK(seL4_IRQControl_GetTriggerCore(seL4_CapIRQControl, TIMER_IRQ, TIMER_TRIGGER, ROOT,
                                              handler, DEPTH, 1));
    REQUIRE_OK(seL4_IRQHandler_SetNotification(handler, fired));
    thread_priority(server, THREAD_PRIORITY + 1);
    thread_resume(one);
    thread_resume(server);
    wait_change(&server->value, 0);
    for (seL4_Word start = server->value; server->value - start < ROUNDS;) {
        (void)read(one, false);
        relax();
    }
    thread_suspend(server);
    cap_delete(handler);
}

#endif
