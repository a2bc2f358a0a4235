// SPDX-License-Identifier: BSD-2-Clause
//
// Which core a thread runs on. A thread of core 0 does not run while the main thread, which has a
// higher priority, is busy there; one of another core does.

#include "code.h"
#include "cores.h"

#ifdef CONFIG_ENABLE_SMP_SUPPORT

static volatile seL4_Word count[8];
static volatile seL4_Word clock_count;

/* A thread that shows that time passes: on core 1, above the others of a case. */
static void clock_start(void)
{
    struct thread *clock = code_thread(1, code_count, (seL4_Word)&clock_count, 0, 0);

    thread_priority(clock, THREAD_PRIORITY);
    thread_resume(clock);
    wait_steps(&clock_count, 1);
}

static struct thread *counter(seL4_Word core, seL4_Word which)
{
    count[which] = 0;
    return code_thread(core, code_count, (seL4_Word)&count[which], 0, 0);
}

CASE(SMP0001, "the boot information tells the node and how many there are")
{
    EXPECT_EQ(boot_info()->nodeID, 0);
    EXPECT(cores() >= 1 && cores() <= CONFIG_MAX_NUM_NODES);
}

CASE(SMP0002, "a thread runs on the core that it was given to")
{
    cores_need(2);
    for (seL4_Word core = 1; core < cores(); core++) {
        struct thread *one = counter(core, core);

        thread_resume(one);
        wait_steps(&count[core], 1000);
    }
}

CASE(SMP0003, "a core that does not exist is refused, and a message without a core")
{
    struct thread *one = counter(0, 0);

    EXPECT_ERROR(seL4_TCB_SetAffinity(one->tcb, cores()), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_TCB_SetAffinity(one->tcb, ~0ul), seL4_IllegalOperation);
    EXPECT_ERROR(seL4_TCB_SetAffinity(one->tcb, 1ul << 32), seL4_IllegalOperation);
    EXPECT_ERROR(invoke_error(one->tcb, TCBSetAffinity, 0, 0), seL4_TruncatedMessage);
    EXPECT_OK(seL4_TCB_SetAffinity(one->tcb, cores() - 1));
    EXPECT_OK(seL4_TCB_SetAffinity(one->tcb, 0));
}

CASE(SMP0004, "a running thread moves, with its registers")
{
    cores_need(2);
    struct thread *one = counter(cores() - 1, 0);

    clock_start();
    thread_priority(one, THREAD_PRIORITY + 1);
    thread_resume(one);
    for (seL4_Word round = 0; round < rounds(10); round++) {
        wait_steps(&count[0], 10);
        thread_core(one, 0);
        /* Had it lost its registers, its count would not go on from here. */
        seL4_Word before = count[0];
        EXPECT(!changes_within(&count[0], &clock_count, 1000));
        thread_core(one, 1 + round % (cores() - 1));
        wait_change(&count[0], before);
        EXPECT(count[0] > before);
    }
}

static void wait_and_count(struct thread *self, seL4_Word notification, seL4_Word which)
{
    (void)self;
    seL4_Wait(notification, NULL);
    for (;;) {
        count[which]++;
        relax();
    }
}

CASE(SMP0005, "a suspended and a blocked thread move, and run there when they can")
{
    cores_need(2);
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    struct thread *suspended = counter(0, 0);
    struct thread *blocked = thread_run(wait_and_count, notification, 1);

    count[1] = 0;
    threads_settle();
    thread_core(suspended, cores() - 1);
    thread_core(blocked, 1);
    thread_resume(suspended);
    wait_steps(&count[0], 100);
    seL4_Signal(notification);
    wait_steps(&count[1], 100);
}

static void move_self(struct thread *self, seL4_Word rounds, seL4_Word which)
{
    for (seL4_Word i = 0; i < rounds; i++) {
        if (seL4_TCB_SetAffinity(self->tcb, i % cores()) != seL4_NoError) {
            return;
        }
        count[which]++;
    }
}

CASE(SMP0006, "threads move themselves")
{
    struct thread *some[4];

    for (unsigned i = 0; i < 4; i++) {
        count[i] = 0;
        some[i] = thread_run_on(0, move_self, rounds(40), i);
    }
    for (unsigned i = 0; i < 4; i++) {
        thread_wait(some[i]);
        EXPECT_EQ(count[i], rounds(40));
    }
}

CASE(SMP0007, "threads of one priority share another core")
{
    cores_need(2);
    for (unsigned i = 0; i < 3; i++) {
        thread_resume(counter(1, i));
    }
    for (unsigned i = 0; i < 3; i++) {
        wait_change(&count[i], 0);
        wait_change(&count[i], count[i]);
    }
}

CASE(SMP0008, "priorities order threads on another core")
{
    cores_need(2);
    struct thread *low = counter(1, 0);
    struct thread *high = counter(1, 1);

    thread_priority(low, 50);
    thread_priority(high, 60);
    thread_resume(low);
    wait_steps(&count[0], 100);
    thread_resume(high);
    wait_steps(&count[1], 100);
    EXPECT(!changes_within(&count[0], &count[1], 1000));
    thread_priority(low, 70);
    wait_steps(&count[0], 100);
    EXPECT(!changes_within(&count[1], &count[0], 1000));
    thread_priority(low, 50);
    wait_steps(&count[1], 100);
    EXPECT(!changes_within(&count[0], &count[1], 1000));
    thread_suspend(high);
    wait_steps(&count[0], 100);
}

static void make_tcb(struct thread *self, seL4_Word slot, seL4_Word untyped)
{
    self->value = retype(untyped, seL4_TCBObject, 0, slot, 1);
}

CASE(SMP0009, "a new thread belongs to the core that it was made on")
{
    cores_need(2);
    seL4_CPtr slot = slot_new();
    struct thread *maker = thread_new_on(1, make_tcb, slot, arena());
    struct thread one = {.tcb = slot};
    seL4_UserContext context = {.pc = (seL4_Word)code_count, .x0 = (seL4_Word)&count[0]};

    count[0] = 0;
    maker->value = 1;
    thread_resume(maker);
    wait_change(&maker->value, 1);
    REQUIRE_EQ(maker->value, seL4_NoError);
    thread_wait(maker);
    REQUIRE_OK(seL4_TCB_Configure(slot, 0, ROOT, 0, SPACE, 0, 0, 0));
    thread_priority(&one, THREAD_PRIORITY);
    REQUIRE_OK(
        seL4_TCB_WriteRegisters(slot, true, 0, sizeof(context) / sizeof(seL4_Word), &context));
    wait_steps(&count[0], 100);
}

#else

CASE(SMP0001, "the boot information tells the node and how many there are")
{
    EXPECT_EQ(boot_info()->nodeID, 0);
    EXPECT_EQ(cores(), 1);
}

#endif
