// SPDX-License-Identifier: BSD-2-Clause
//
// Messages with capabilities: transfer, unwrapping, and what is left out.

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/thread.h>

static volatile seL4_CPtr offered[3];
static volatile seL4_Word offered_count;

/* Sends the offered capabilities, with two words. */
static void offer(struct thread *self, seL4_Word endpoint, seL4_Word b)
{
    (void)self;
    (void)b;
    for (unsigned i = 0; i < 3; i++) {
        seL4_SetCap((int)i, offered[i]);
    }
    seL4_SetMR(0, 11);
    seL4_SetMR(1, 12);
    seL4_Send(endpoint, seL4_MessageInfo_new(9, 0, offered_count, 2));
}

/* Receives what a new thread offers through this capability; the slot for a capability is `slot`.
 */
static seL4_MessageInfo_t receive(seL4_CPtr through, seL4_CPtr endpoint, seL4_CPtr slot)
{
    (void)thread_run(offer, through, 0);
    threads_settle();
    seL4_SetCapReceivePath(ROOT, slot, DEPTH);
    return seL4_Recv(endpoint, NULL);
}

static void set_offer(seL4_Word count, seL4_CPtr a, seL4_CPtr b, seL4_CPtr c)
{
    offered[0] = a;
    offered[1] = b;
    offered[2] = c;
    offered_count = count;
}

static void expect_caps(seL4_MessageInfo_t info, seL4_Word extra, seL4_Word unwrapped)
{
    EXPECT_EQ(seL4_MessageInfo_get_label(info), 9);
    EXPECT_EQ(seL4_MessageInfo_get_length(info), 2);
    EXPECT_EQ(seL4_GetMR(0), 11);
    EXPECT_EQ(seL4_GetMR(1), 12);
    EXPECT_EQ(seL4_MessageInfo_get_extraCaps(info), extra);
    EXPECT_EQ(seL4_MessageInfo_get_capsUnwrapped(info), unwrapped);
}

CASE(IPC0100, "a capability goes to the slot that the receiver names")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr slot = slot_new();

    set_offer(1, tcb, 0, 0);
    expect_caps(receive(endpoint, endpoint, slot), 1, 0);
    EXPECT_OK(seL4_TCB_Suspend(slot));
    EXPECT_OK(seL4_TCB_Suspend(tcb));
}

CASE(IPC0101, "only the first capability is transferred")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr slot = slots_new(3);

    set_offer(3, tcb, tcb, tcb);
    expect_caps(receive(endpoint, endpoint, slot), 1, 0);
    EXPECT(!slot_empty(slot));
    EXPECT(slot_empty(slot + 1));
}

CASE(IPC0102, "a capability to the endpoint itself comes as its badge")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr a = cap_mint(endpoint, seL4_AllRights, 21);
    seL4_CPtr b = cap_mint(endpoint, seL4_AllRights, 22);
    seL4_CPtr slot = slot_new();

    set_offer(3, a, b, endpoint);
    expect_caps(receive(endpoint, endpoint, slot), 3, 7);
    EXPECT_EQ(seL4_GetBadge(0), 21);
    EXPECT_EQ(seL4_GetBadge(1), 22);
    EXPECT_EQ(seL4_GetBadge(2), 0);
    EXPECT(slot_empty(slot));
}

CASE(IPC0103, "badges and one transfer may be mixed")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr a = cap_mint(endpoint, seL4_AllRights, 21);
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr slot = slot_new();

    set_offer(3, a, tcb, a);
    expect_caps(receive(endpoint, endpoint, slot), 3, 5);
    EXPECT_EQ(seL4_GetBadge(0), 21);
    EXPECT_EQ(seL4_GetBadge(2), 21);
    EXPECT(!slot_empty(slot));
    /* Behind the one that was transferred, a second one ends the transfer. */
    slot = slot_new();
    set_offer(3, tcb, tcb, a);
    expect_caps(receive(endpoint, endpoint, slot), 1, 0);
}

CASE(IPC0104, "without the right to grant no capability travels, the message does")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    seL4_CPtr slot = slot_new();

    set_offer(1, tcb, 0, 0);
    expect_caps(receive(cap_copy(endpoint, seL4_CapRights_new(1, 0, 1, 1)), endpoint, slot), 0, 0);
    EXPECT(slot_empty(slot));
}

CASE(IPC0105, "no slot, a slot in use or a wrong path: the message comes without the capability")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);

    set_offer(1, tcb, 0, 0);
    expect_caps(receive(endpoint, endpoint, SELF), 0, 0);
    expect_caps(receive(endpoint, endpoint, 1ul << 60), 0, 0);
    (void)thread_run(offer, endpoint, 0);
    seL4_SetCapReceivePath(0, 0, 0);
    expect_caps(seL4_Recv(endpoint, NULL), 0, 0);
    (void)thread_run(offer, endpoint, 0);
    seL4_SetCapReceivePath(SELF, slot_new(), DEPTH);
    expect_caps(seL4_Recv(endpoint, NULL), 0, 0);
}

CASE(IPC0106, "a capability that cannot be derived ends the transfer")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr badged = cap_mint(endpoint, seL4_AllRights, 3);
    seL4_CPtr slot = slot_new();

    set_offer(2, seL4_CapIRQControl, badged, 0);
    expect_caps(receive(endpoint, endpoint, slot), 0, 0);
    EXPECT(slot_empty(slot));
    set_offer(2, badged, seL4_CapIRQControl, 0);
    expect_caps(receive(endpoint, endpoint, slot), 1, 1);
}

CASE(IPC0107, "an address of a capability that leads nowhere is the sender's fault")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr handler = object_new(seL4_EndpointObject, 0);
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    struct thread *one = thread_new(offer, endpoint, 0);

    set_offer(2, tcb, 1ul << 50, 0);
    thread_fault_handler(one, handler);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_Addr), 1ul << 50);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_InRecvPhase), 0);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_LookupFailureType), seL4_GuardMismatch);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_BitsLeft), 64);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_GuardMismatch_GuardFound), 0);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_GuardMismatch_BitsFound), 64 - CONFIG_ROOT_CNODE_SIZE_BITS);
    EXPECT_EQ(seL4_MessageInfo_get_length(info), 7);
}

/* Calls with two words; notes the reply's capabilities. */
static void call_for_cap(struct thread *self, seL4_Word endpoint, seL4_Word slot)
{
    seL4_SetCapReceivePath(ROOT, slot, DEPTH);
    seL4_MessageInfo_t info = seL4_Call(endpoint, seL4_MessageInfo_new(1, 0, 0, 2));

    self->value = info.words[0];
}

/* What a caller with these rights gets when the reply carries a capability. */
static seL4_Word reply_with_cap(seL4_CapRights_t rights, seL4_CPtr slot)
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_run(call_for_cap, cap_copy(endpoint, rights), slot);

    (void)seL4_Recv(endpoint, NULL);
    seL4_SetCap(0, SELF);
    seL4_Reply(seL4_MessageInfo_new(4, 0, 1, 0));
    threads_settle();
    EXPECT(one->done);
    return one->value;
}

CASE(IPC0108, "a reply carries a capability")
{
    seL4_CPtr slot = slots_new(2);

    EXPECT_EQ(reply_with_cap(seL4_CapRights_new(0, 1, 0, 1), slot),
              seL4_MessageInfo_new(4, 0, 1, 0).words[0]);
    EXPECT(!slot_empty(slot));
    EXPECT_EQ(reply_with_cap(seL4_CapRights_new(1, 0, 0, 1), slot + 1),
              seL4_MessageInfo_new(4, 0, 1, 0).words[0]);
    EXPECT(!slot_empty(slot + 1));
}

CASE(IPC0109, "whose endpoint may not grant replies is not served: the caller stops for ever")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    struct thread *one = thread_run(call_for_cap, cap_copy(endpoint, seL4_ReadWrite), slot_new());

    seL4_MessageInfo_t info = seL4_Recv(endpoint, NULL);
    EXPECT_EQ(seL4_MessageInfo_get_length(info), 2);
    seL4_Reply(seL4_MessageInfo_new(4, 0, 0, 0));
    threads_settle();
    EXPECT(!one->done);
}

CASE(IPC0110, "a server that may not grant replies without the capability")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr reader = cap_copy(endpoint, seL4_CanRead);
    seL4_CPtr slot = slot_new();
    struct thread *one = thread_run(call_for_cap, endpoint, slot);

    (void)seL4_Recv(reader, NULL);
    seL4_SetCap(0, SELF);
    seL4_Reply(seL4_MessageInfo_new(4, 0, 1, 0));
    threads_settle();
    EXPECT(one->done);
    EXPECT_EQ(one->value, seL4_MessageInfo_new(4, 0, 0, 0).words[0]);
    EXPECT(slot_empty(slot));
}

CASE(IPC0111, "a transferred capability is derived from the sender's")
{
    seL4_CPtr endpoint = object_new(seL4_EndpointObject, 0);
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr slot = slot_new();

    set_offer(1, notification, 0, 0);
    expect_caps(receive(endpoint, endpoint, slot), 1, 0);
    EXPECT_OK(seL4_CNode_Revoke(ROOT, notification, DEPTH));
    EXPECT(slot_empty(slot));
}
