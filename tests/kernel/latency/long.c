// SPDX-License-Identifier: BSD-2-Clause
//
// Interrupts during operations that take long. Every bound is documented in docs/kernel.md.

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/thread.h>
#include "latency.h"

/* Instructions: one unit of work and the way to the thread. */
#define BOUND 1500

#define SAMPLES 40 /* interrupts that a measurement waits for */

/* Threads that wait for one object. */
#define CROWD 256

void code_send(void);
void code_wait(void);

CASE(LATENCY0001, "an interrupt while user level computes")
{
    latency_begin();
    while (latency_count() < SAMPLES) {
    }
    latency_end("user level computes", 300);
}

CASE(LATENCY0002, "revoke of an endpoint with many badged capabilities")
{
    const seL4_Word count = 2000;
    seL4_CPtr slots = slots_new(count);
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);

    latency_begin();
    while (latency_count() < SAMPLES) {
        for (seL4_Word i = 0; i < count; i++) {
            REQUIRE_OK(seL4_CNode_Mint(ROOT, slots + i, DEPTH, ROOT, endpoint, DEPTH,
                                       seL4_AllRights, i + 1));
        }
        REQUIRE_OK(seL4_CNode_Revoke(ROOT, endpoint, DEPTH));
    }
    latency_end("Revoke of 2000 capabilities", BOUND);
}

CASE(LATENCY0003, "revoke of an untyped with threads, CNodes, frames and tables")
{
    static const seL4_Word types[] = {seL4_TCBObject, seL4_CapTableObject, seL4_ARM_SmallPageObject,
                                      seL4_ARM_VSpaceObject, seL4_EndpointObject};
    const seL4_Word kinds = sizeof(types) / sizeof(types[0]);
    const seL4_Word each = 60;
    seL4_CPtr slots = slots_new(each * kinds);
    seL4_CPtr untyped = object_new(seL4_UntypedObject, 20);

    latency_begin();
    while (latency_count() < SAMPLES) {
        for (seL4_Word i = 0; i < kinds; i++) {
            REQUIRE_OK(retype(untyped, types[i], 5, slots + i * each, each));
        }
        for (seL4_Word i = 0; i < each; i++) {
            seL4_CPtr tcb = slots + i;
            seL4_CPtr node = slots + each + i;
            seL4_CPtr vspace = slots + 3 * each + i;

            REQUIRE_OK(seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, vspace));
            REQUIRE_OK(seL4_TCB_SetSpace(tcb, 0, node, 0, vspace, 0));
        }
        REQUIRE_OK(seL4_CNode_Revoke(ROOT, untyped, DEPTH));
    }
    latency_end("Revoke of 300 objects", BOUND);
}

CASE(LATENCY0004, "deletion of a full CNode")
{
    const seL4_Word bits = 11;
    seL4_CPtr node = slot_new();
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr untyped = object_new(seL4_UntypedObject, bits + seL4_SlotBits);

    latency_begin();
    while (latency_count() < SAMPLES) {
        REQUIRE_OK(retype(untyped, seL4_CapTableObject, bits, node, 1));
        for (seL4_Word i = 0; i < 1ul << bits; i++) {
            REQUIRE_OK(
                seL4_CNode_Copy(node, i, (seL4_Uint8)bits, ROOT, endpoint, DEPTH, seL4_AllRights));
        }
        REQUIRE_OK(seL4_CNode_Delete(ROOT, node, DEPTH));
    }
    latency_end("Delete of a CNode with 2048 capabilities", BOUND);
}

/* Retype and revoke, over and over. */
static void measure_retype(const char *what, seL4_Word type, seL4_Word size_bits, seL4_Word count,
                           seL4_Word untyped_bits, seL4_Word instructions, seL4_Word bound)
{
    seL4_CPtr slots = slots_new(count);
    seL4_CPtr untyped = object_new(seL4_UntypedObject, untyped_bits);

    latency_begin_shots(instructions);
    while (latency_count() < SAMPLES) {
        latency_shoot();
        REQUIRE_OK(retype(untyped, type, size_bits, slots, count));
        REQUIRE_OK(seL4_CNode_Revoke(ROOT, untyped, DEPTH));
    }
    latency_end(what, bound);
}

CASE(LATENCY0005, "Retype of a large page")
{
    measure_retype("Retype of a 2 MiB page", seL4_ARM_LargePageObject, 0, 1, 21, 150000, BOUND);
}

CASE(LATENCY0006, "Retype of many small objects")
{
    measure_retype("Retype of 256 endpoints", seL4_EndpointObject, 0, 256, 12, 20000, 10000);
}

CASE(LATENCY0007, "Retype of many threads")
{
    measure_retype("Retype of 256 TCBs", seL4_TCBObject, 0, 256, 19, 60000, 10000);
}

CASE(LATENCY0008, "Retype of a large CNode")
{
    measure_retype("Retype of a 4 MiB CNode", seL4_CapTableObject, 17, 1, 22, 300000, BOUND);
}

CASE(LATENCY0009, "Retype in a large untyped")
{
    /* The unit in which an untyped remembers how far it is cleared grows with its size. */
    measure_retype("Retype of 4 MiB in 128 MiB", seL4_ARM_LargePageObject, 0, 2, 27, 300000, 2000);
}

/* Cache maintenance of a whole page. */
static void measure_caches(seL4_Word type, seL4_Word bits, seL4_Word address,
                           const char *const names[3])
{
    seL4_CPtr page = object_new(type, 0);

    REQUIRE_OK(
        seL4_ARM_Page_Map(page, SPACE, address, seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    latency_begin();
    while (latency_count() < SAMPLES) {
        REQUIRE_OK(seL4_ARM_Page_CleanInvalidate_Data(page, 0, 1ul << bits));
    }
    latency_end(names[0], BOUND);
    latency_begin();
    while (latency_count() < SAMPLES) {
        REQUIRE_OK(seL4_ARM_Page_Unify_Instruction(page, 0, 1ul << bits));
    }
    latency_end(names[1], BOUND);
    latency_begin();
    while (latency_count() < SAMPLES) {
        REQUIRE_OK(seL4_ARM_VSpace_Clean_Data(SPACE, address, address + (1ul << bits)));
    }
    latency_end(names[2], BOUND);
}

CASE(LATENCY0010, "cache maintenance of a page of 2 MiB")
{
    static const char *const names[] = {"Page_CleanInvalidate_Data of 2 MiB",
                                        "Page_Unify_Instruction of 2 MiB",
                                        "VSpace_Clean_Data of 2 MiB"};
    tables_map(SPACE, FREE_ADDRESS + (1ul << seL4_HugePageBits));
    /* The tables down to the last level are one more than a large page wants. */
    measure_caches(seL4_ARM_LargePageObject, seL4_LargePageBits,
                   FREE_ADDRESS + (1ul << seL4_HugePageBits) + (1ul << seL4_LargePageBits), names);
}

CASE(LATENCY0011, "cache maintenance of a page of 1 GiB")
{
    if (arena_bits() <= seL4_HugePageBits) {
        case_skip("no untyped of 2 GiB");
    }
    seL4_CPtr page = object_new(seL4_ARM_HugePageObject, 0);

    REQUIRE_OK(seL4_ARM_Page_Map(page, SPACE, FREE_ADDRESS, seL4_ReadWrite,
                                 seL4_ARM_Default_VMAttributes));
    latency_begin();
    REQUIRE_OK(seL4_ARM_Page_CleanInvalidate_Data(page, 0, 1ul << seL4_HugePageBits));
    latency_end("Page_CleanInvalidate_Data of 1 GiB", BOUND);
}

/* Many threads that wait for an object each time before `end` of them is called. */
static void measure_crowd(const char *what, void (*code)(void), seL4_Word type, seL4_Word badge,
                          seL4_Error (*end)(seL4_CPtr original, seL4_CPtr used))
{
    seL4_CPtr tcbs = slots_new(CROWD);
    seL4_CPtr original = slot_new();
    seL4_CPtr used = slot_new();
    seL4_UserContext context = {.pc = (seL4_Word)code, .x0 = used};

    REQUIRE_OK(retype(arena(), seL4_TCBObject, 0, tcbs, CROWD));
    for (seL4_Word i = 0; i < CROWD; i++) {
        REQUIRE_OK(seL4_TCB_Configure(tcbs + i, 0, ROOT, 0, SPACE, 0, 0, 0));
        REQUIRE_OK(seL4_TCB_SetSchedParams(tcbs + i, SELF, 0, THREAD_PRIORITY));
    }
    latency_begin_shots(CROWD * 40);
    while (latency_count() < SAMPLES) {
        REQUIRE_OK(retype(arena(), type, 0, original, 1));
        REQUIRE_OK(
            seL4_CNode_Mint(ROOT, used, DEPTH, ROOT, original, DEPTH, seL4_AllRights, badge));
        for (seL4_Word i = 0; i < CROWD; i++) {
            REQUIRE_OK(seL4_TCB_WriteRegisters(tcbs + i, true, 0,
                                               sizeof(context) / sizeof(seL4_Word), &context));
        }
        threads_settle();
        latency_shoot();
        REQUIRE_OK(end(original, used));
        for (seL4_Word i = 0; i < CROWD; i++) {
            REQUIRE_OK(seL4_TCB_Suspend(tcbs + i));
        }
        (void)seL4_CNode_Delete(ROOT, used, DEPTH);
        (void)seL4_CNode_Delete(ROOT, original, DEPTH);
    }
    latency_end(what, BOUND);
}

static seL4_Error delete_both(seL4_CPtr original, seL4_CPtr used)
{
    seL4_Error error = seL4_CNode_Delete(ROOT, used, DEPTH);

    return error != seL4_NoError ? error : seL4_CNode_Delete(ROOT, original, DEPTH);
}

static seL4_Error cancel_badged(seL4_CPtr original, seL4_CPtr used)
{
    (void)original;
    return seL4_CNode_CancelBadgedSends(ROOT, used, DEPTH);
}

CASE(LATENCY0012, "deletion of an endpoint that many threads send to")
{
    measure_crowd("Delete of an endpoint with 256 senders", code_send, seL4_EndpointObject, 0,
                  delete_both);
}

CASE(LATENCY0013, "deletion of a notification that many threads wait for")
{
    measure_crowd("Delete of a notification with 256 waiting threads", code_wait,
                  seL4_NotificationObject, 0, delete_both);
}

CASE(LATENCY0014, "CancelBadgedSends of many threads")
{
    measure_crowd("CancelBadgedSends of 256 senders", code_send, seL4_EndpointObject, 5,
                  cancel_badged);
}

CASE(LATENCY0015, "deletion of a full ASID pool")
{
    const seL4_Word count = 512;
    seL4_CPtr vspaces = slots_new(count);
    seL4_CPtr pool = slot_new();
    seL4_CPtr pool_memory = object_new(seL4_UntypedObject, seL4_ASIDPoolBits);
    seL4_CPtr untyped = object_new(seL4_UntypedObject, 21);

    latency_begin_shots(count * 16);
    while (latency_count() < SAMPLES) {
        REQUIRE_OK(
            seL4_ARM_ASIDControl_MakePool(seL4_CapASIDControl, pool_memory, ROOT, pool, DEPTH));
        for (seL4_Word i = 0; i < count; i += 256) {
            REQUIRE_OK(retype(untyped, seL4_ARM_VSpaceObject, 0, vspaces + i, 256));
        }
        for (seL4_Word i = 0; i < count; i++) {
            REQUIRE_OK(seL4_ARM_ASIDPool_Assign(pool, vspaces + i));
        }
        latency_shoot();
        REQUIRE_OK(seL4_CNode_Delete(ROOT, pool, DEPTH));
        REQUIRE_OK(seL4_CNode_Revoke(ROOT, untyped, DEPTH));
    }
    latency_end("Delete of an ASID pool with 512 address spaces", 5000);
}

CASE(LATENCY0016, "Assign to an ASID pool with one place left")
{
    const seL4_Word count = 512;
    seL4_CPtr vspaces = slots_new(count);
    seL4_CPtr pool = slot_new();
    seL4_CPtr pool_memory = object_new(seL4_UntypedObject, seL4_ASIDPoolBits);

    REQUIRE_OK(seL4_ARM_ASIDControl_MakePool(seL4_CapASIDControl, pool_memory, ROOT, pool, DEPTH));
    for (seL4_Word i = 0; i < count; i += 256) {
        REQUIRE_OK(retype(arena(), seL4_ARM_VSpaceObject, 0, vspaces + i, 256));
    }
    for (seL4_Word i = 0; i < count - 1; i++) {
        REQUIRE_OK(seL4_ARM_ASIDPool_Assign(pool, vspaces + i));
    }
    latency_begin_shots(count * 8);
    while (latency_count() < SAMPLES) {
        latency_shoot();
        REQUIRE_OK(seL4_ARM_ASIDPool_Assign(pool, vspaces + count - 1));
        cap_delete(vspaces + count - 1);
        REQUIRE_OK(retype(arena(), seL4_ARM_VSpaceObject, 0, vspaces + count - 1, 1));
    }
    latency_end("Assign of the last of 512 ASIDs", 5000);
}

/* A CSpace that resolves one bit with each CNode. Address 0 is the endpoint, 1 a copy of it. */
static seL4_CPtr deep_cspace(seL4_CPtr endpoint)
{
    seL4_CPtr nodes = slots_new(seL4_WordBits);

    REQUIRE_OK(retype(arena(), seL4_CapTableObject, 1, nodes, seL4_WordBits));
    for (seL4_Word i = 0; i + 1 < seL4_WordBits; i++) {
        REQUIRE_OK(seL4_CNode_Copy(nodes + i, 0, 1, ROOT, nodes + i + 1, DEPTH, seL4_AllRights));
    }
    for (seL4_Word i = 0; i < 2; i++) {
        REQUIRE_OK(seL4_CNode_Copy(nodes + seL4_WordBits - 1, i, 1, ROOT, endpoint, DEPTH,
                                   seL4_AllRights));
    }
    return nodes;
}

static void send_forever(struct thread *self, seL4_Word a, seL4_Word b)
{
    (void)a;
    (void)b;
    for (;;) {
        for (unsigned i = 0; i < seL4_MsgMaxExtraCaps; i++) {
            self->buffer->caps_or_badges[i] = i % 2;
        }
        seL4_Send(0, seL4_MessageInfo_new(0, 0, seL4_MsgMaxExtraCaps, seL4_MsgMaxLength));
    }
}

static void receive_forever(struct thread *self, seL4_Word endpoint, seL4_Word b)
{
    (void)self;
    (void)b;
    for (;;) {
        (void)seL4_Recv(endpoint, NULL);
    }
}

CASE(LATENCY0017, "the longest message, with capabilities, in a CSpace of 64 levels")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *receiver = thread_new(receive_forever, endpoint, 0);
    struct thread *sender = thread_new(send_forever, 0, 0);

    REQUIRE_OK(seL4_TCB_SetSpace(sender->tcb, 0, deep_cspace(endpoint), 0, SPACE, 0));
    thread_priority(receiver, THREAD_PRIORITY + 1);
    latency_begin();
    REQUIRE_OK(seL4_TCB_Resume(receiver->tcb));
    REQUIRE_OK(seL4_TCB_Resume(sender->tcb));
    /* The main thread lets them run: it comes back when it is signalled. */
    seL4_CPtr enough = object_new(seL4_NotificationObject, 0);
    latency_signal_at(SAMPLES, enough);
    seL4_Wait(enough, NULL);
    REQUIRE_OK(seL4_TCB_Suspend(sender->tcb));
    latency_end("Send of 120 words and 3 capabilities, 64 levels deep", 16000);
}
