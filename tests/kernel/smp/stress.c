// SPDX-License-Identifier: BSD-2-Clause
//
// Threads on all cores that do to each other what they can.

#include "cores.h"

#define WORKERS 8
#define STEPS   400
#define WORDS   (sizeof(seL4_UserContext) / sizeof(seL4_Word))

static struct thread *worker[WORKERS];
static volatile seL4_Word finished;
static seL4_CPtr endpoint;
static seL4_CPtr notification;

static seL4_Word next_random(seL4_Word *state)
{
    *state = *state * 6364136223846793005 + 1442695040888963407;
    return *state >> 33;
}

/* One operation on another worker; their errors are part of it. */
static void operate(struct thread *self, seL4_Word *state)
{
    struct thread *other = worker[next_random(state) % WORKERS];
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
        if (seL4_TCB_ReadRegisters(other->tcb, true, 0, WORDS, &context) == seL4_NoError) {
            (void)seL4_TCB_WriteRegisters(other->tcb, true, 0, WORDS, &context);
        }
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
    for (self->value = 0; self->value < STEPS; self->value++) {
        operate(self, &state);
    }
    __atomic_add_fetch(&finished, 1, __ATOMIC_RELAXED);
}

CASE(SMP0401, "threads on all cores stop, move, read and write each other")
{
    cores_need(2);
    finished = 0;
    endpoint = object_new(seL4_EndpointObject, 0);
    notification = object_new(seL4_NotificationObject, 0);
    for (seL4_Word i = 0; i < WORKERS; i++) {
        worker[i] = thread_new_on(i % cores(), work, i + 1, 0);
    }
    for (seL4_Word i = 0; i < WORKERS; i++) {
        thread_resume(worker[i]);
    }
    /* A worker may have stopped another one and then have been stopped itself. */
    while (finished < WORKERS) {
        for (seL4_Word i = 0; i < WORKERS; i++) {
            if (worker[i]->value < STEPS) {
                thread_resume(worker[i]);
            }
        }
        REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, 90));
        seL4_Yield();
        REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, MAIN_PRIORITY));
    }
}
