// SPDX-License-Identifier: BSD-2-Clause
//
// CSpaces as deep as they can be, and such that contain themselves.

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/thread.h>
#include "code.h"
#include "sandbox.h"
#include "witness.h"

#define LEVELS 64 /* CNodes of one bit each */

/* A capability to a CNode of two slots, without a guard, in a slot of the root CNode. */
static seL4_CPtr pair_new(void)
{
    return object_new(seL4_CapTableObject, 1);
}

/* Puts a copy of a capability into slot 0 or 1 of such a CNode. */
static void put(seL4_CPtr pair, seL4_Word slot, seL4_CPtr cap)
{
    REQUIRE_OK(seL4_CNode_Copy(pair, slot, 1, ROOT, cap, DEPTH, seL4_AllRights));
}

/* 64 CNodes, each in slot 1 of the one before; the endpoint is in slot 1 of the last, and in slot
 * 0 of each. Only the first one's capability is left in the root CNode. */
static seL4_CPtr chain_new(seL4_CPtr endpoint)
{
    seL4_CPtr inner = endpoint;

    for (unsigned i = 0; i < LEVELS; i++) {
        seL4_CPtr pair = pair_new();

        put(pair, 0, endpoint);
        put(pair, 1, inner);
        if (i != 0) {
            cap_delete(inner);
        }
        inner = pair;
    }
    return inner;
}

CASE(HOSTILE0050, "a CSpace of 64 levels is searched to every depth")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr chain = chain_new(endpoint);
    seL4_CPtr to = slot_new();

    for (seL4_Word depth = 1; depth <= LEVELS; depth++) {
        seL4_Word ones = depth == 64 ? ~0ul : (1ul << depth) - 1;

        /* The CNode at this level, and the endpoint beside it. */
        EXPECT_OK(seL4_CNode_Copy(ROOT, to, DEPTH, chain, ones, (seL4_Uint8)depth, seL4_AllRights));
        cap_delete(to);
        EXPECT_OK(
            seL4_CNode_Copy(ROOT, to, DEPTH, chain, ones - 1, (seL4_Uint8)depth, seL4_AllRights));
        cap_delete(to);
        /* A bit further lies nothing: an endpoint translates no bits. */
        if (depth < LEVELS) {
            EXPECT_ERROR(seL4_CNode_Copy(ROOT, to, DEPTH, chain, (ones - 1) << 1,
                                         (seL4_Uint8)(depth + 1), seL4_AllRights),
                         seL4_FailedLookup, 1, seL4_DepthMismatch);
        }
    }
    /* Deleted as a whole, as deep as it is. */
    cap_delete(chain);
}

static void use(struct thread *self, seL4_Word first, seL4_Word last)
{
    seL4_SetMR(0, 11);
    seL4_Send(first, seL4_MessageInfo_new(1, 0, 0, 1));
    self->value = 1;
    seL4_SetMR(0, 12);
    seL4_Send(last, seL4_MessageInfo_new(2, 0, 0, 1));
    self->value = 2;
}

CASE(HOSTILE0051, "a thread lives in a CSpace of 64 levels until it is revoked")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr chain = chain_new(endpoint);
    struct thread *one = thread_new(use, ~0ul, ~0ul - 1);
    seL4_CPtr copy = cap_copy(chain, seL4_AllRights);

    REQUIRE_OK(seL4_TCB_SetSpace(one->tcb, 0, chain, 0, SPACE, 0));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    EXPECT_EQ(seL4_MessageInfo_get_label(seL4_Recv(endpoint, NULL)), 1);
    EXPECT_EQ(seL4_MessageInfo_get_label(seL4_Recv(endpoint, NULL)), 2);
    threads_settle();
    EXPECT_EQ(one->value, 2);
    cap_delete(copy);
    cap_delete(chain);
}

CASE(HOSTILE0052, "a CSpace that contains itself is searched to its end, and can be deleted")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr pair = pair_new();
    seL4_CPtr to = slot_new();

    put(pair, 0, endpoint);
    put(pair, 1, pair);
    for (seL4_Word depth = 1; depth <= LEVELS; depth++) {
        seL4_Word ones = depth == 64 ? ~0ul : (1ul << depth) - 1;

        EXPECT_OK(
            seL4_CNode_Copy(ROOT, to, DEPTH, pair, ones - 1, (seL4_Uint8)depth, seL4_AllRights));
        cap_delete(to);
    }

    struct thread *one = thread_new(use, ~0ul - 1, ~0ul - 1);

    REQUIRE_OK(seL4_TCB_SetSpace(one->tcb, 0, pair, 0, SPACE, 0));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    EXPECT_EQ(seL4_MessageInfo_get_label(seL4_Recv(endpoint, NULL)), 1);
    /* It deletes the slot through which the slot was found. */
    EXPECT_OK(seL4_CNode_Delete(pair, ~0ul, LEVELS));
    EXPECT_ERROR(seL4_CNode_Delete(pair, 3, 2), seL4_FailedLookup, 0, seL4_DepthMismatch);
    put(pair, 1, pair);
    cap_delete(pair);
    EXPECT_EQ(seL4_MessageInfo_get_label(seL4_Recv(endpoint, NULL)), 2);
}

CASE(HOSTILE0053, "CSpaces that contain each other go with the last capability outside")
{
    seL4_CPtr a = pair_new();
    seL4_CPtr b = pair_new();
    seL4_CPtr c = pair_new();

    put(a, 0, b);
    put(a, 1, c);
    put(b, 0, c);
    put(b, 1, a);
    put(c, 0, a);
    put(c, 1, b);
    cap_delete(a);
    /* The others are whole still: a's slots are reached through them. */
    EXPECT_OK(seL4_CNode_Delete(b, 2, 2));
    EXPECT_ERROR(seL4_CNode_Delete(b, 4, 3), seL4_FailedLookup, 0, seL4_DepthMismatch);
    cap_delete(b);
    cap_delete(c);
}

CASE(HOSTILE0054, "the slot that a lookup passes through is moved, rotated and deleted by it")
{
    seL4_CPtr outer = pair_new();
    seL4_CPtr inner = pair_new();

    put(outer, 0, inner);
    put(inner, 0, outer);
    /* To the slot behind the CNode that is moved: its way ends with the move. */
    EXPECT_OK(seL4_CNode_Move(outer, 1, 2, outer, 0, 1));
    EXPECT(slot_empty(outer) == false);
    EXPECT_ERROR(seL4_CNode_Delete(outer, 1, 2), seL4_FailedLookup, 0, seL4_DepthMismatch);
    /* It lies in itself now, where only it can reach it. */
    EXPECT_OK(seL4_CNode_Delete(inner, 1, 1));
    cap_delete(outer);
    cap_delete(inner);
}
