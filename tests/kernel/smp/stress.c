// SPDX-License-Identifier: BSD-2-Clause
//
// Threads on all cores that do to each other what they can.

#include "code.h"
#include "cores.h"

#define WORKERS  8
#define COUNTERS 4
#define STEPS    rounds(100)
#define WORDS    (sizeof(seL4_UserContext) / sizeof(seL4_Word))

static struct thread *worker[WORKERS];
static struct thread *counter[COUNTERS];
static volatile seL4_Word count[COUNTERS];
static seL4_CPtr endpoint;
static seL4_CPtr notification;

static seL4_Word next_random(seL4_Word *state)
{
    *state = *state * 6364136223846793005 + 1442695040888963407;
    return *state >> 33;
}

/*
 * Writes back what was read of a counter. Meanwhile it may have been resumed, and goes back then:
 * that does no harm to a thread that has nothing but registers, as it would to one with a stack.
 */
static void rewrite(const struct thread *other)
{
    seL4_UserContext context;

    if (seL4_TCB_ReadRegisters(other->tcb, true, 0, WORDS, &context) == seL4_NoError) {
        (void)seL4_TCB_WriteRegisters(other->tcb, true, 0, WORDS, &context);
    }
}

/* One operation on another worker or on a counter; their errors are part of it. */
static void operate(const struct thread *self, seL4_Word *state)
{
    const struct thread *other = worker[next_random(state) % WORKERS];
    seL4_UserContext context;

    if (other == self) {
        return;
    }
    switch (next_random(state) % 8) {
    case 0:
        (void)seL4_TCB_Suspend(other->tcb);
        (void)seL4_TCB_Resume(other->tcb);
        break;
    case 1:
#ifdef CONFIG_ENABLE_SMP_SUPPORT
        (void)seL4_TCB_SetAffinity(other->tcb, next_random(state) % cores());
#endif
        break;
    case 2:
        (void)seL4_TCB_SetPriority(other->tcb, SELF, 90 + next_random(state) % 10);
        break;
    case 3:
        (void)seL4_TCB_ReadRegisters(other->tcb, false, 0, WORDS, &context);
        break;
    case 4:
        rewrite(counter[next_random(state) % COUNTERS]);
        break;
    case 5:
        seL4_NBSend(endpoint, seL4_MessageInfo_new(0, 0, 0, 2));
        (void)seL4_NBRecv(endpoint, NULL);
        break;
    case 6:
        seL4_Signal(notification);
        (void)seL4_Poll(notification, NULL);
        break;
    default:
        seL4_Yield();
        break;
    }
}

static void work(struct thread *self, seL4_Word seed, seL4_Word b)
{
    seL4_Word state = seed;

    (void)b;
    while (self->value < STEPS) {
        operate(self, &state);
        relax();
        self->value++;
    }
}

static bool all_done(void)
{
    bool done = true;

    for (seL4_Word i = 0; i < WORKERS; i++) {
        if (!worker[i]->done) {
            /* It may have been stopped by another one that was stopped itself; and one that is done
             * may have been resumed, and yields for ever. */
            thread_priority(worker[i], THREAD_PRIORITY);
            thread_resume(worker[i]);
            done = false;
        }
    }
    return done;
}

CASE(SMP0401, "threads on all cores stop, move, read and write each other")
{
    cores_need(2);
    endpoint = object_new(seL4_EndpointObject, 0);
    notification = object_new(seL4_NotificationObject, 0);
    for (seL4_Word i = 0; i < COUNTERS; i++) {
        count[i] = 0;
        counter[i] = code_thread(i % cores(), code_count, (seL4_Word)&count[i], 0, 0);
        thread_priority(counter[i], 80);
        thread_resume(counter[i]);
    }
    for (seL4_Word i = 0; i < WORKERS; i++) {
        worker[i] = thread_new_on(i % cores(), work, i + 1, 0);
    }
    for (seL4_Word i = 0; i < WORKERS; i++) {
        thread_resume(worker[i]);
    }
    while (!all_done()) {
        REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, 90));
        seL4_Yield();
        REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, MAIN_PRIORITY));
        /* A while without the kernel: the workers' cores need its lock. */
        for (unsigned i = 0; i < 1000; i++) {
            relax();
        }
    }
    for (seL4_Word i = 0; i < WORKERS; i++) {
        EXPECT_EQ(worker[i]->value, STEPS);
    }
    for (seL4_Word i = 0; i < COUNTERS; i++) {
        thread_suspend(counter[i]);
        EXPECT_EQ(thread_registers(counter[i]).x0, (seL4_Word)&count[i]);
    }
}
