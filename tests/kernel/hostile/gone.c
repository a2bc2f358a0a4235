// SPDX-License-Identifier: BSD-2-Clause
//
// Threads whose memory, capabilities or selves are deleted while they run, by others or by
// themselves; and threads that never had them.

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/thread.h>
#include "code.h"
#include "sandbox.h"
#include "witness.h"

#define WORDS (sizeof(seL4_UserContext) / sizeof(seL4_Word))

/* A sandbox that is in the middle of a loop, preempted. */
static void start(struct sandbox *box)
{
    static const uint32_t code[] = {CODE_NOP, CODE_LOOP};
    seL4_UserContext context = sandbox_context(0);

    sandbox_load(box, code, 2);
    REQUIRE_OK(seL4_TCB_WriteRegisters(box->tcb, true, 0, WORDS, &context));
    seL4_Yield();
}

/* Lets it run on, and tells its fault, 0 if there was none. The case has kept the endpoint. */
static seL4_Word goes_on(const struct sandbox *box)
{
    seL4_Word badge = 0;
    seL4_MessageInfo_t info;

    for (unsigned i = 0; i < 4 && badge == 0; i++) {
        seL4_Yield();
        info = seL4_NBRecv(box->handler, &badge);
    }
    return badge != 0 ? seL4_MessageInfo_get_label(info) : 0;
}

CASE(HOSTILE0060, "what a running thread runs on is deleted")
{
    struct sandbox box;

    sandbox_init(&box);
    witness_start();

    start(&box);
    cap_delete(box.data_frame[0]);
    cap_delete(box.buffer_frame);
    EXPECT_EQ(goes_on(&box), 0);
    cap_delete(box.code_frame);
    EXPECT_EQ(goes_on(&box), seL4_Fault_VMFault);
    EXPECT_EQ(seL4_GetMR(seL4_VMFault_IP), SANDBOX_CODE + 4);
    witness_check();

    /* The thread has a capability of its own to its VSpace, which a revoke takes. */
    sandbox_build(&box, SANDBOX_FAR_GUARD);
    start(&box);
    REQUIRE_OK(seL4_CNode_Revoke(ROOT, box.vspace, DEPTH));
    EXPECT_EQ(goes_on(&box), seL4_Fault_VMFault);
    cap_delete(box.vspace);
    witness_check();

    /* And to its CSpace; without it it runs on, but has no fault handler any more. */
    sandbox_build(&box, SANDBOX_FAR_GUARD);
    start(&box);
    REQUIRE_OK(seL4_CNode_Revoke(ROOT, box.cspace, DEPTH));
    cap_delete(box.cspace);
    EXPECT_EQ(goes_on(&box), 0);
    REQUIRE_OK(seL4_CNode_Revoke(ROOT, box.vspace, DEPTH));
    EXPECT_EQ(goes_on(&box), 0);
    witness_check();

    sandbox_build(&box, SANDBOX_FAR_GUARD);
    start(&box);
    cap_delete(box.handler);
    cap_delete(box.tcb);
    EXPECT(slot_empty(box.tcb));
    seL4_Yield();
    witness_check();

    /* Everything at once. */
    sandbox_build(&box, SANDBOX_FAR_GUARD);
    start(&box);
    REQUIRE_OK(seL4_CNode_Revoke(ROOT, box.untyped, DEPTH));
    seL4_Yield();
    witness_check();
}

CASE(HOSTILE0061, "the page tables of a running thread are deleted, one level after the other")
{
    struct sandbox box;

    sandbox_init(&box);
    witness_start();
    /* They lie behind the VSpace, in the order in which they were made: levels 1, 2, 3. */
    for (seL4_CPtr level = 1; level < 4; level++) {
        sandbox_build(&box, SANDBOX_FAR_GUARD);
        start(&box);
        cap_delete(box.vspace + level);
        EXPECT_EQ(goes_on(&box), seL4_Fault_VMFault);
        EXPECT_EQ(seL4_GetMR(seL4_VMFault_IP), SANDBOX_CODE + 4);
        witness_check();
    }
}

CASE(HOSTILE0062, "the identifiers of a running thread's VSpace are deleted")
{
    seL4_CPtr untyped = object_new(seL4_UntypedObject, seL4_ASIDPoolBits);
    seL4_CPtr pool = slot_new();
    struct sandbox box;

    sandbox_init(&box);
    witness_start();
    REQUIRE_OK(seL4_ARM_ASIDControl_MakePool(seL4_CapASIDControl, untyped, ROOT, pool, DEPTH));

    /* A VSpace of this pool, with the same table for the sandbox's addresses but no code there. */
    seL4_CPtr vspace = object_new(seL4_ARM_VSpaceObject, 0);
    REQUIRE_OK(seL4_ARM_ASIDPool_Assign(pool, vspace));
    tables_map(vspace, SANDBOX_CODE);
    REQUIRE_OK(seL4_ARM_Page_Map(cap_copy(box.code_frame, seL4_AllRights), vspace, SANDBOX_CODE,
                                 seL4_CanRead, seL4_ARM_Default_VMAttributes));
    REQUIRE_OK(seL4_TCB_SetSpace(
        box.tcb, sandbox_address(SANDBOX_FAR_GUARD, SANDBOX_SLOT_HANDLER), box.cspace,
        seL4_CNode_CapData_new(SANDBOX_FAR_GUARD, seL4_WordBits - SANDBOX_RADIX).words[0], vspace,
        0));
    start(&box);
    EXPECT_EQ(goes_on(&box), 0);
    cap_delete(pool);
    EXPECT_EQ(goes_on(&box), seL4_Fault_VMFault);
    EXPECT_EQ(seL4_GetMR(seL4_VMFault_IP), SANDBOX_CODE + 4);
    witness_check();
}

/* An invocation of slot `slot` of the sandbox's CSpace, by itself. */
static struct outcome invokes(struct sandbox *box, seL4_Word slot, seL4_Word label,
                              seL4_Word length, seL4_Word word0, seL4_Word word1)
{
    static const uint32_t code[] = {CODE_SVC};
    seL4_UserContext context = sandbox_context(0);

    sandbox_load(box, code, 1);
    context.x0 = sandbox_address(SANDBOX_FAR_GUARD, slot);
    context.x1 = seL4_MessageInfo_new(label, 0, 0, length).words[0];
    context.x2 = word0;
    context.x3 = word1;
    context.x7 = (seL4_Word)seL4_SysCall;
    return sandbox_run(box, &context);
}

/* Moves a capability into the sandbox's CSpace. */
static void give(struct sandbox *box, seL4_CPtr cap, seL4_Word slot)
{
    REQUIRE_OK(seL4_CNode_Move(box->cspace, slot, SANDBOX_RADIX, ROOT, cap, DEPTH));
}

/* Address of its next instruction. */
static seL4_Word stands_at(const struct sandbox *box)
{
    seL4_UserContext context;

    REQUIRE_OK(seL4_TCB_ReadRegisters(box->tcb, false, 0, WORDS, &context));
    return context.pc;
}

CASE(HOSTILE0063, "a thread deletes what it runs on itself")
{
    enum { SLOT_CSPACE = SANDBOX_SLOT_FREE, SLOT_OTHER };
    struct sandbox box;
    struct outcome outcome;

    sandbox_init(&box);
    witness_start();

    /* Its CSpace, which lies in itself: it goes on, and its last fault reaches nobody. */
    give(&box, cap_copy(box.cspace, seL4_AllRights), SLOT_CSPACE);
    give(&box, box.cspace, SLOT_OTHER);
    outcome = invokes(&box, SLOT_CSPACE, CNodeRevoke, 2, SLOT_OTHER, SANDBOX_RADIX);
    EXPECT_EQ(outcome.label, 0);
    EXPECT_EQ(stands_at(&box), SANDBOX_CODE + 4);
    witness_check();

    /* Its VSpace: the next switch to the thread notices, as long as the object is still there. */
    sandbox_build(&box, SANDBOX_FAR_GUARD);
    give(&box, cap_copy(box.cspace, seL4_AllRights), SLOT_CSPACE);
    give(&box, box.vspace, SLOT_OTHER);
    outcome = invokes(&box, SLOT_CSPACE, CNodeRevoke, 2, SLOT_OTHER, SANDBOX_RADIX);
    EXPECT(outcome_is_end(&outcome, 1));
    outcome = invokes(&box, SLOT_CSPACE, CNodeDelete, 2, SLOT_OTHER, SANDBOX_RADIX);
    EXPECT_EQ(outcome.label, seL4_Fault_VMFault);
    EXPECT_EQ(outcome.word[seL4_VMFault_IP], SANDBOX_CODE);
    witness_check();

    /* The page with the very instruction. */
    sandbox_build(&box, SANDBOX_FAR_GUARD);
    give(&box, box.code_frame, SLOT_OTHER);
    outcome = invokes(&box, SLOT_OTHER, ARMPageUnmap, 0, 0, 0);
    EXPECT_EQ(outcome.label, seL4_Fault_VMFault);
    EXPECT_EQ(outcome.word[seL4_VMFault_IP], SANDBOX_CODE + 4);
    witness_check();

    /* All its slots, by revoking the untyped they came from; the slot it invoked goes with them. */
    sandbox_build(&box, SANDBOX_FAR_GUARD);
    give(&box, cap_copy(ROOT, seL4_AllRights), SLOT_CSPACE);
    static const uint32_t code[] = {CODE_SVC};
    seL4_UserContext context = sandbox_context(0);
    sandbox_load(&box, code, 1);
    context.x0 = sandbox_address(SANDBOX_FAR_GUARD, SLOT_CSPACE);
    context.x1 = seL4_MessageInfo_new(CNodeRevoke, 0, 0, 2).words[0];
    context.x2 = box.untyped;
    context.x3 = DEPTH;
    context.x7 = (seL4_Word)seL4_SysCall;
    REQUIRE_OK(seL4_TCB_WriteRegisters(box.tcb, true, 0, WORDS, &context));
    seL4_Yield();
    EXPECT(slot_empty(box.tcb));
    witness_check();
}

CASE(HOSTILE0064, "a thread deletes the last capability to itself")
{
    enum { SLOT_CSPACE = SANDBOX_SLOT_FREE, SLOT_TCB, SLOT_ORIGINAL };
    static const uint32_t code[] = {CODE_SVC};
    seL4_UserContext context = sandbox_context(0);
    struct sandbox box;

    sandbox_init(&box);
    witness_start();
    for (unsigned i = 0; i < 2; i++) {
        /* Its own slot; then the CSpace that it lies in, of which the TCB has the last capability
         * but this one. */
        sandbox_build(&box, SANDBOX_FAR_GUARD);
        sandbox_load(&box, code, 1);
        context.x0 = sandbox_address(SANDBOX_FAR_GUARD, SLOT_CSPACE);
        context.x1 = seL4_MessageInfo_new(i == 0 ? CNodeDelete : CNodeRevoke, 0, 0, 2).words[0];
        context.x2 = i == 0 ? SLOT_TCB : SLOT_ORIGINAL;
        context.x3 = SANDBOX_RADIX;
        context.x7 = (seL4_Word)seL4_SysCall;
        REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, MAIN_PRIORITY));
        REQUIRE_OK(seL4_TCB_WriteRegisters(box.tcb, true, 0, WORDS, &context));
        give(&box, cap_copy(box.cspace, seL4_AllRights), SLOT_CSPACE);
        give(&box, box.tcb, SLOT_TCB);
        give(&box, box.cspace, SLOT_ORIGINAL);
        REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, THREAD_PRIORITY));
        for (unsigned turn = 0; turn < 3; turn++) {
            seL4_Yield();
        }
        witness_check();
    }
}

CASE(HOSTILE0065, "threads without CSpace, VSpace, buffer or handler, in all combinations")
{
    static const uint32_t code[] = {CODE_SVC, CODE_LOAD};
    struct sandbox box;

    sandbox_init(&box);
    witness_start();
    sandbox_load(&box, code, 2);
    for (unsigned lacks = 0; lacks < 16; lacks++) {
        for (unsigned first = 0; first < 2; first++) {
            seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
            seL4_UserContext context = sandbox_context(first);

            /* Without CSpace or VSpace nothing can be configured with the one call for both. */
            if ((lacks & 3) == 0) {
                REQUIRE_OK(seL4_TCB_SetSpace(
                    tcb,
                    (lacks & 8) != 0 ? 0 : sandbox_address(SANDBOX_FAR_GUARD, SANDBOX_SLOT_HANDLER),
                    box.cspace,
                    seL4_CNode_CapData_new(SANDBOX_FAR_GUARD, seL4_WordBits - SANDBOX_RADIX)
                        .words[0],
                    box.vspace, 0));
            }
            if ((lacks & 4) == 0) {
                REQUIRE_OK(seL4_TCB_SetIPCBuffer(tcb, SANDBOX_BUFFER, box.buffer_frame));
            }
            REQUIRE_OK(seL4_TCB_SetPriority(tcb, SELF, 100));
            context.x7 = (seL4_Word)seL4_SysCall;
            REQUIRE_OK(seL4_TCB_WriteRegisters(tcb, true, 0, WORDS, &context));
            seL4_Word fault = goes_on(&box);
            EXPECT_EQ(fault != 0, (lacks & 11) == 0);
            REQUIRE_OK(seL4_TCB_Suspend(tcb));
        }
    }
    witness_check();
}
