// SPDX-License-Identifier: BSD-2-Clause
//
// Messages, signals and interrupts between cores.

#include "cores.h"

#define ROUNDS rounds(50)

static void serve(struct thread *self, seL4_Word endpoint, seL4_Word b)
{
    seL4_MessageInfo_t info = seL4_Recv(endpoint, NULL);

    (void)self;
    (void)b;
    for (;;) {
        for (seL4_Word i = 0; i < seL4_MessageInfo_get_length(info); i++) {
            seL4_SetMR(i, seL4_GetMR(i) + 1);
        }
        info = seL4_ReplyRecv(endpoint, info, NULL);
    }
}

/* Counts rounds in value; ends early at a wrong answer. */
static void call(struct thread *self, seL4_Word endpoint, seL4_Word length)
{
    for (seL4_Word round = 0; round < ROUNDS; round++) {
        for (seL4_Word i = 0; i < length; i++) {
            seL4_SetMR(i, round * 1000 + i);
        }
        seL4_MessageInfo_t info = seL4_Call(endpoint, seL4_MessageInfo_new(0, 0, 0, length));
        if (seL4_MessageInfo_get_length(info) != length) {
            return;
        }
        for (seL4_Word i = 0; i < length; i++) {
            if (seL4_GetMR(i) != round * 1000 + i + 1) {
                return;
            }
        }
        self->value++;
    }
}

static void call_between(seL4_Word length)
{
    for (seL4_Word core = 0; core < cores(); core++) {
        seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
        struct thread *server = thread_run_on(core, serve, endpoint, 0);
        struct thread *client = thread_run_on((core + 1) % cores(), call, endpoint, length);

        thread_wait(client);
        EXPECT_EQ(client->value, ROUNDS);
        EXPECT_OK(seL4_TCB_Suspend(server->tcb));
    }
}

CASE(SMP0201, "calls between cores, in registers")
{
    cores_need(2);
    call_between(4);
}

CASE(SMP0202, "calls between cores, in IPC buffers")
{
    cores_need(2);
    call_between(100);
}

CASE(SMP0203, "one server and clients on all cores")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *client[8];

    cores_need(2);
    thread_run_on(cores() - 1, serve, endpoint, 0);
    for (seL4_Word core = 0; core < cores(); core++) {
        client[core] = thread_run_on(core, call, endpoint, 3 + core);
    }
    for (seL4_Word core = 0; core < cores(); core++) {
        thread_wait(client[core]);
        EXPECT_EQ(client[core]->value, ROUNDS);
    }
}

static seL4_CPtr ring[8];

/* Waits for its own signal and signals the next one. */
static void pass_on(struct thread *self, seL4_Word own, seL4_Word next)
{
    for (seL4_Word i = 0; i < ROUNDS; i++) {
        seL4_Wait(ring[own], NULL);
        self->value++;
        seL4_Signal(ring[next]);
    }
}

CASE(SMP0204, "a signal goes around the cores, which are idle otherwise")
{
    struct thread *one[8];

    cores_need(2);
    for (seL4_Word core = 0; core < cores(); core++) {
        ring[core] = object_new(seL4_NotificationObject, 0);
    }
    for (seL4_Word core = 0; core < cores(); core++) {
        one[core] = thread_run_on(core, pass_on, core, (core + 1) % cores());
    }
    seL4_Signal(ring[0]);
    for (seL4_Word core = 0; core < cores(); core++) {
        thread_wait(one[core]);
        EXPECT_EQ(one[core]->value, ROUNDS);
    }
}

#ifdef CONFIG_ENABLE_SMP_SUPPORT

static seL4_Error get_core(seL4_Word irq, seL4_CPtr slot, seL4_Word core)
{
    return seL4_IRQControl_GetTriggerCore(seL4_CapIRQControl, irq, 0, ROOT, slot, DEPTH, core);
}

CASE(SMP0205, "the kernel keeps two interrupts and its timer on each core")
{
    seL4_CPtr slot = slot_new();

    for (seL4_Word core = 0; core < cores(); core++) {
        EXPECT_ERROR(get_core(0, slot, core), seL4_RevokeFirst);
        EXPECT_ERROR(get_core(1, slot, core), seL4_RevokeFirst);
        EXPECT_ERROR(get_core(27, slot, core), seL4_RevokeFirst);
        EXPECT_OK(get_core(2, slot, core));
        EXPECT_ERROR(get_core(2, slot_new(), core), seL4_RevokeFirst);
        cap_delete(slot);
    }
}

CASE(SMP0206, "GetTriggerCore checks the number first, then the core; GetTrigger wants shared ones")
{
    seL4_CPtr slot = slot_new();

    EXPECT_ERROR(get_core(160, slot, 0), seL4_RangeError, 0, 159);
    EXPECT_ERROR(get_core(160, slot, CONFIG_MAX_NUM_NODES), seL4_RangeError, 0, 159);
    EXPECT_ERROR(get_core(2, slot, CONFIG_MAX_NUM_NODES), seL4_InvalidArgument, 0);
    EXPECT_ERROR(get_core(0, SELF, CONFIG_MAX_NUM_NODES), seL4_InvalidArgument, 0);
    EXPECT_ERROR(get_core(2, SELF, 0), seL4_DeleteFirst);
    EXPECT_ERROR(seL4_IRQControl_GetTrigger(seL4_CapIRQControl, 30, 0, ROOT, slot, DEPTH),
                 seL4_IllegalOperation);
    EXPECT_OK(get_core(SPARE_IRQ, slot, cores() - 1));
}

static void arm_timer(struct thread *self, seL4_Word go, seL4_Word armed)
{
    (void)self;
    for (;;) {
        seL4_Wait(go, NULL);
        timer_arm(100);
        seL4_Signal(armed);
    }
}

CASE(SMP0207, "each core's private interrupt is told, and acknowledged from another core")
{
    cores_need(2);
    for (seL4_Word core = 1; core < cores(); core++) {
        seL4_CPtr handler = slot_new();
        seL4_CPtr fired = object_new(seL4_NotificationObject, 0);
        seL4_CPtr go = object_new(seL4_NotificationObject, 0);
        seL4_CPtr armed = object_new(seL4_NotificationObject, 0);

        REQUIRE_OK(get_core(TIMER_IRQ, handler, core));
        REQUIRE_OK(seL4_IRQHandler_SetNotification(handler, fired));
        /* If the core's timer was left on, the interrupt came before there was a notification. */
        EXPECT_OK(seL4_IRQHandler_Ack(handler));
        struct thread *one = thread_run_on(core, arm_timer, go, armed);
        /* The condition stays: each acknowledgement lets the interrupt come again. */
        seL4_Signal(go);
        seL4_Wait(armed, NULL);
        for (unsigned i = 0; i < 20; i++) {
            seL4_Wait(fired, NULL);
            EXPECT_OK(seL4_IRQHandler_Ack(handler));
        }
        EXPECT_OK(seL4_TCB_Suspend(one->tcb));
        cap_delete(handler);
    }
}

#endif

#ifdef CONFIG_DEBUG_BUILD
#ifdef CONFIG_ENABLE_SMP_SUPPORT

CASE(SMP0208, "debug calls send interrupts between cores and tell a thread's core")
{
    cores_need(2);
    for (seL4_Word core = 0; core < cores(); core++) {
        seL4_CPtr handler = slot_new();
        seL4_CPtr fired = object_new(seL4_NotificationObject, 0);
        struct thread *one = thread_new_on(core, serve, 0, 0);

        EXPECT_EQ(seL4_DebugGetThreadAffinity(one->tcb), core);
        REQUIRE_OK(get_core(5, handler, core));
        REQUIRE_OK(seL4_IRQHandler_SetNotification(handler, fired));
        for (unsigned i = 0; i < 10; i++) {
            seL4_DebugSendIPI((seL4_Uint8)core, 5);
            seL4_Wait(fired, NULL);
            EXPECT_OK(seL4_IRQHandler_Ack(handler));
        }
    }
}

#endif
#endif
