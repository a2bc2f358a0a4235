// SPDX-License-Identifier: BSD-2-Clause
//
// IPC buffers that are not where, or what, they should be. The kernel uses the frame that the
// thread was given: what user level maps at the buffer's address, or does not, is its own affair.

#include <ktest/case.h>
#include <ktest/objects.h>
#include "code.h"
#include "sandbox.h"
#include "witness.h"

#define LENGTH    20 /* of the messages here */
#define REGISTERS 4  /* as many words travel without a buffer */
#define PEER      SANDBOX_SLOT_FREE

static seL4_CPtr peer;

/* A sandbox that is to make a system call to `peer` at the address PEER. */
static void start(struct sandbox *box)
{
    static const uint32_t code[] = {CODE_SVC};

    sandbox_init(box);
    witness_start();
    peer = object_new(seL4_EndpointObject, 0);
    sandbox_load(box, code, 1);
    REQUIRE_OK(
        seL4_CNode_Copy(box->cspace, PEER, SANDBOX_RADIX, ROOT, peer, DEPTH, seL4_AllRights));
}

static seL4_UserContext call(seL4_Word number)
{
    seL4_UserContext context = sandbox_context(0);

    context.x0 = sandbox_address(SANDBOX_FAR_GUARD, PEER);
    context.x1 = seL4_MessageInfo_new(0, 0, 0, LENGTH).words[0];
    context.x7 = number;
    return context;
}

/* How many words of its message arrive, and whether each is the one that lies in the buffer. */
static seL4_Word words_sent(struct sandbox *box, const seL4_IPCBuffer *buffer)
{
    seL4_UserContext context = call((seL4_Word)seL4_SysSend);

    for (unsigned i = 0; i < LENGTH && buffer != NULL; i++) {
        ((seL4_IPCBuffer *)buffer)->msg[i] = 0x700 + i;
    }
    EXPECT_EQ(sandbox_run(box, &context).label, 0); /* blocked, and was stopped */
    REQUIRE_OK(seL4_TCB_Resume(box->tcb));
    seL4_MessageInfo_t info = seL4_Recv(peer, NULL);
    seL4_Word length = seL4_MessageInfo_get_length(info);

    for (unsigned i = REGISTERS; i < length; i++) {
        EXPECT_EQ(seL4_GetMR((int)i), 0x700 + i);
    }
    /* It goes on to its end. A fault that nobody has received would come in place of the next
     * message. */
    info = seL4_Recv(box->handler, NULL);
    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
    return length;
}

/* How many words of a message arrive, which the sandbox receives, and that none more is written. */
static seL4_Word words_received(struct sandbox *box, const seL4_IPCBuffer *buffer)
{
    seL4_UserContext context = call((seL4_Word)seL4_SysRecv);

    for (unsigned i = 0; i < seL4_MsgMaxLength && buffer != NULL; i++) {
        ((seL4_IPCBuffer *)buffer)->msg[i] = 1;
    }
    REQUIRE_OK(
        seL4_TCB_WriteRegisters(box->tcb, true, 0, sizeof(context) / sizeof(seL4_Word), &context));
    seL4_Yield();
    for (unsigned i = 0; i < LENGTH; i++) {
        seL4_SetMR((int)i, 0x800 + i);
    }
    seL4_NBSend(peer, seL4_MessageInfo_new(0, 0, 0, LENGTH));
    REQUIRE_OK(
        seL4_TCB_ReadRegisters(box->tcb, true, 0, sizeof(context) / sizeof(seL4_Word), &context));

    seL4_MessageInfo_t info = {{context.x1}};
    seL4_Word length = seL4_MessageInfo_get_length(info);

    EXPECT_EQ(context.x5, 0x803);
    for (unsigned i = REGISTERS; i < seL4_MsgMaxLength && buffer != NULL; i++) {
        EXPECT_EQ(buffer->msg[i], i < length ? 0x800 + i : 1);
    }
    return length;
}

CASE(HOSTILE0010, "a buffer that is unmapped, mapped read-only or elsewhere is still the buffer")
{
    struct sandbox box;

    start(&box);
    REQUIRE_OK(seL4_ARM_Page_Unmap(box.buffer_frame));
    EXPECT_EQ(words_sent(&box, box.buffer), LENGTH);
    EXPECT_EQ(words_received(&box, box.buffer), LENGTH);
    REQUIRE_OK(seL4_ARM_Page_Map(box.buffer_frame, box.vspace, SANDBOX_BUFFER, seL4_CanRead,
                                 seL4_ARM_Default_VMAttributes));
    EXPECT_EQ(words_sent(&box, box.buffer), LENGTH);
    EXPECT_EQ(words_received(&box, box.buffer), LENGTH);
    REQUIRE_OK(seL4_ARM_Page_Unmap(box.buffer_frame));
    REQUIRE_OK(seL4_ARM_Page_Map(box.buffer_frame, box.vspace, SANDBOX_END + 0x4000, seL4_CanRead,
                                 seL4_ARM_Default_VMAttributes));
    EXPECT_EQ(words_sent(&box, box.buffer), LENGTH);
    EXPECT_EQ(words_received(&box, box.buffer), LENGTH);
    witness_check();
}

CASE(HOSTILE0011, "a buffer whose capability may not write takes no message, and gives one")
{
    struct sandbox box;

    start(&box);
    REQUIRE_OK(
        seL4_TCB_SetIPCBuffer(box.tcb, SANDBOX_BUFFER, cap_copy(box.buffer_frame, seL4_CanRead)));
    EXPECT_EQ(words_sent(&box, box.buffer), LENGTH);
    EXPECT_EQ(words_received(&box, box.buffer), REGISTERS);
    REQUIRE_OK(
        seL4_TCB_SetIPCBuffer(box.tcb, SANDBOX_BUFFER, cap_copy(box.buffer_frame, seL4_NoRights)));
    EXPECT_EQ(words_sent(&box, NULL), REGISTERS);
    EXPECT_EQ(words_received(&box, box.buffer), REGISTERS);
    witness_check();
}

CASE(HOSTILE0012, "a buffer at an address of the kernel's, or at none, is where its frame is")
{
    static const seL4_Word address[] = {0xffffff8040000000, 0x8000000000000000, 0x0000ffffffff0000,
                                        0xfffffffffffff000, 0x1000};
    struct sandbox box;

    start(&box);
    for (unsigned i = 0; i < sizeof(address) / sizeof(address[0]); i++) {
        REQUIRE_OK(seL4_TCB_SetIPCBuffer(box.tcb, address[i], box.buffer_frame));
        EXPECT_EQ(words_sent(&box, box.buffer), LENGTH);
        EXPECT_EQ(words_received(&box, box.buffer), LENGTH);
    }
    /* The last one of the frame: only the address's place in the frame counts. */
    REQUIRE_OK(seL4_TCB_SetIPCBuffer(box.tcb, 0xfffffffffffffc00, box.buffer_frame));
    EXPECT_EQ(words_sent(&box, (seL4_IPCBuffer *)((seL4_Word)box.buffer + 0xc00)), LENGTH);
    EXPECT_EQ(words_received(&box, (seL4_IPCBuffer *)((seL4_Word)box.buffer + 0xc00)), LENGTH);
    witness_check();
}

CASE(HOSTILE0013, "a buffer whose frame is gone is none")
{
    struct sandbox box;

    start(&box);
    REQUIRE_OK(seL4_CNode_Revoke(ROOT, box.buffer_frame, DEPTH));
    EXPECT_EQ(words_sent(&box, NULL), REGISTERS);
    EXPECT_EQ(words_received(&box, NULL), REGISTERS);
    witness_check();
}

CASE(HOSTILE0014, "a buffer that is taken away while its thread waits to receive")
{
    struct sandbox box;
    seL4_UserContext context = call((seL4_Word)seL4_SysRecv);

    start(&box);
    REQUIRE_OK(
        seL4_TCB_WriteRegisters(box.tcb, true, 0, sizeof(context) / sizeof(seL4_Word), &context));
    seL4_Yield();
    REQUIRE_OK(seL4_CNode_Revoke(ROOT, box.buffer_frame, DEPTH));
    for (unsigned i = 0; i < LENGTH; i++) {
        seL4_SetMR((int)i, 0x800 + i);
    }
    seL4_NBSend(peer, seL4_MessageInfo_new(0, 0, 0, LENGTH));
    REQUIRE_OK(
        seL4_TCB_ReadRegisters(box.tcb, true, 0, sizeof(context) / sizeof(seL4_Word), &context));
    EXPECT_EQ(context.x1, seL4_MessageInfo_new(0, 0, 0, REGISTERS).words[0]);
    EXPECT_EQ(context.x2, 0x800);
    EXPECT_EQ(context.x5, 0x803);
    witness_check();
}
