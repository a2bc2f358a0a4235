// SPDX-License-Identifier: BSD-2-Clause
//
// Faults that are no memory accesses: unknown system calls, exceptions, capability addresses; and
// who hears of them.

#include <ktest/case.h>
#include <ktest/objects.h>
#include "code.h"
#include "start.h"

static seL4_CPtr endpoint_new(void)
{
    return object_new(seL4_EndpointObject, 0);
}

static seL4_Word receive(seL4_CPtr handler)
{
    return seL4_MessageInfo_get_label(seL4_Recv(handler, NULL));
}

/* The label of a fault that waits; 0 if none does. */
static seL4_Word receive_now(seL4_CPtr handler)
{
    seL4_Word badge;

    return seL4_MessageInfo_get_label(seL4_NBRecv(handler, &badge));
}

/* A thread that makes system call x7 with x0 to x6 known. */
static struct thread *system_call(seL4_Word number, seL4_CPtr handler)
{
    struct thread *one = code_new(code_svc, 100, 101, handler);
    seL4_UserContext context = thread_registers(one);

    context.x2 = 102;
    context.x3 = 103;
    context.x4 = 104;
    context.x5 = 105;
    context.x6 = 106;
    context.x7 = number;
    context.x30 = 0x3030;
    context.spsr = 0x60000000;
    code_set(one, &context);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    return one;
}

CASE(FAULT0100, "an unknown system call is a message with the registers")
{
    static const seL4_Word number[] = {0, 1, 99, 0x8000000000000000, (seL4_Word)-100};
    seL4_CPtr handler = endpoint_new();

    for (unsigned i = 0; i < sizeof(number) / sizeof(number[0]); i++) {
        struct thread *one = system_call(number[i], handler);
        seL4_Word stack = thread_registers(one).sp;
        seL4_MessageInfo_t info = seL4_Recv(handler, NULL);

        EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UnknownSyscall);
        EXPECT_EQ(seL4_MessageInfo_get_length(info), seL4_UnknownSyscall_Length);
        for (unsigned x = 0; x < 7; x++) {
            EXPECT_EQ(seL4_GetMR((int)x), 100 + x);
        }
        EXPECT_EQ(seL4_GetMR(seL4_UnknownSyscall_X7), number[i]);
        EXPECT_EQ(seL4_GetMR(seL4_UnknownSyscall_Syscall), number[i]);
        EXPECT_EQ(seL4_GetMR(seL4_UnknownSyscall_FaultIP), (seL4_Word)code_svc);
        /* Not the link register: the address to which the exception would return. */
        EXPECT_EQ(seL4_GetMR(seL4_UnknownSyscall_LR), (seL4_Word)code_svc + 4);
        EXPECT_EQ(seL4_GetMR(seL4_UnknownSyscall_SP), stack);
        EXPECT_EQ(seL4_GetMR(seL4_UnknownSyscall_SPSR), 0x60000000 | USER_STATE);
    }
}

CASE(FAULT0101, "the reply to an unknown system call sets registers, as many as it has words")
{
    seL4_CPtr handler = endpoint_new();
    struct thread *one = system_call(7, handler);

    REQUIRE_EQ(receive(handler), seL4_Fault_UnknownSyscall);
    for (unsigned i = 0; i < 8; i++) {
        seL4_SetMR((int)i, 200 + i);
    }
    seL4_SetMR(seL4_UnknownSyscall_FaultIP, (seL4_Word)code_park);
    seL4_SetMR(seL4_UnknownSyscall_SP, 0x5000);
    seL4_SetMR(seL4_UnknownSyscall_LR, 0x6000);
    seL4_SetMR(seL4_UnknownSyscall_SPSR, ~0ul);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 12));
    seL4_UserContext after = code_parked(one, handler);
    EXPECT_EQ(after.x0, 200);
    EXPECT_EQ(after.x7, 207);
    EXPECT_EQ(after.sp, 0x5000);
    EXPECT_EQ(after.x30, 0x3030);
    EXPECT_EQ(after.spsr, 0xf0000000 | USER_STATE);

    one = system_call(7, handler);
    REQUIRE_EQ(receive(handler), seL4_Fault_UnknownSyscall);
    seL4_SetMR(0, 300);
    seL4_SetMR(1, 301);
    seL4_SetMR(2, 302);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 2));
    /* A reply that does not move the address repeats the call. */
    REQUIRE_EQ(receive(handler), seL4_Fault_UnknownSyscall);
    EXPECT_EQ(seL4_GetMR(0), 300);
    EXPECT_EQ(seL4_GetMR(1), 301);
    EXPECT_EQ(seL4_GetMR(2), 102);
}

CASE(FAULT0102, "a reply with a label sets the registers and leaves the thread stopped")
{
    seL4_CPtr handler = endpoint_new();
    struct thread *one = system_call(7, handler);

    REQUIRE_EQ(receive(handler), seL4_Fault_UnknownSyscall);
    seL4_SetMR(0, 400);
    seL4_Reply(seL4_MessageInfo_new(1, 0, 0, 1));
    threads_settle();
    EXPECT_EQ(thread_registers(one).x0, 400);
    EXPECT_EQ(receive_now(handler), 0);
}

CASE(FAULT0103,
     "an undefined instruction, a breakpoint and a register of the kernel's are exceptions")
{
    static void (*const code[])(void) = {code_park, code_break, code_system_register};
    static const seL4_Word class[] = {0, 0x3c, 0};
    seL4_CPtr handler = endpoint_new();

    for (unsigned i = 0; i < 3; i++) {
        struct thread *one = code_run(code[i], 0, 0, handler);
        seL4_Word stack = thread_registers(one).sp;
        seL4_MessageInfo_t info = seL4_Recv(handler, NULL);

        EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
        EXPECT_EQ(seL4_MessageInfo_get_length(info), seL4_UserException_Length);
        EXPECT_EQ(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)code[i]);
        EXPECT_EQ(seL4_GetMR(seL4_UserException_SP), stack);
        EXPECT_EQ(seL4_GetMR(seL4_UserException_SPSR) & 0xfffffff, USER_STATE);
        EXPECT_EQ(seL4_GetMR(seL4_UserException_Number) >> 26, class[i]);
        EXPECT_EQ(seL4_GetMR(seL4_UserException_Code), 0);
    }
}

CASE(FAULT0104, "the reply to an exception sets address, stack and state")
{
    seL4_CPtr handler = endpoint_new();
    struct thread *one = code_run(code_break, 0, 0, handler);

    REQUIRE_EQ(receive(handler), seL4_Fault_UserException);
    seL4_SetMR(0, (seL4_Word)code_break + 4);
    seL4_SetMR(1, 0x7000);
    seL4_SetMR(2, 0x80000000);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 3));
    seL4_UserContext after = code_parked(one, handler);
    EXPECT_EQ(after.sp, 0x7000);
    EXPECT_EQ(after.spsr, 0x80000000 | USER_STATE);

    /* Without words it is repeated. */
    one = code_run(code_break, 0, 0, handler);
    REQUIRE_EQ(receive(handler), seL4_Fault_UserException);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    REQUIRE_EQ(receive(handler), seL4_Fault_UserException);
    EXPECT_EQ(seL4_GetMR(0), (seL4_Word)code_break);
    seL4_Reply(seL4_MessageInfo_new(9, 0, 0, 0));
    threads_settle();
    EXPECT_EQ(receive_now(handler), 0);
}

/* A system call that uses a capability address. */
static void call_with(seL4_Word number, seL4_CPtr address, seL4_CPtr handler)
{
    struct thread *one = code_new(code_svc, address, 0, handler);
    seL4_UserContext context = thread_registers(one);

    context.x7 = number;
    code_set(one, &context);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
}

static void expect_cap_fault(seL4_CPtr handler, seL4_CPtr address, seL4_Word receiving,
                             seL4_Word kind)
{
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);

    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_IP), (seL4_Word)code_svc);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_Addr), address);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_InRecvPhase), receiving);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_LookupFailureType), kind);
}

#define WRONG (1ul << 40) /* no address in the root CNode: its guard is 0 */

CASE(FAULT0106, "an address that leads nowhere is a fault where a call would block")
{
    seL4_CPtr handler = endpoint_new();

    call_with((seL4_Word)seL4_SysSend, WRONG, handler);
    expect_cap_fault(handler, WRONG, 0, seL4_GuardMismatch);
    call_with((seL4_Word)seL4_SysCall, WRONG, handler);
    expect_cap_fault(handler, WRONG, 0, seL4_GuardMismatch);
    call_with((seL4_Word)seL4_SysRecv, WRONG, handler);
    expect_cap_fault(handler, WRONG, 1, seL4_GuardMismatch);
    call_with((seL4_Word)seL4_SysReplyRecv, WRONG, handler);
    expect_cap_fault(handler, WRONG, 1, seL4_GuardMismatch);
    call_with((seL4_Word)seL4_SysNBRecv, WRONG, handler);
    expect_cap_fault(handler, WRONG, 1, seL4_GuardMismatch);
    /* The send that does not block goes on. */
    call_with((seL4_Word)seL4_SysNBSend, WRONG, handler);
    EXPECT_EQ(receive(handler), seL4_Fault_UserException);
}

CASE(FAULT0107, "receiving from what is no endpoint is a fault")
{
    seL4_CPtr handler = endpoint_new();
    seL4_CPtr empty = slot_new();
    seL4_CPtr writer = cap_copy(endpoint_new(), seL4_CanWrite);

    call_with((seL4_Word)seL4_SysRecv, empty, handler);
    expect_cap_fault(handler, empty, 1, seL4_MissingCapability);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_BitsLeft), 0);
    call_with((seL4_Word)seL4_SysRecv, SELF, handler);
    expect_cap_fault(handler, SELF, 1, seL4_MissingCapability);
    call_with((seL4_Word)seL4_SysNBRecv, writer, handler);
    expect_cap_fault(handler, writer, 1, seL4_MissingCapability);
}

/* A thread that receives from an address in this CSpace, where its handler has another address. */
static seL4_MessageInfo_t receive_in(seL4_CPtr cspace, seL4_CPtr address, seL4_CPtr handler_address,
                                     seL4_CPtr handler)
{
    struct thread *one = code_new(code_svc, address, 0, 0);
    seL4_UserContext context = thread_registers(one);

    context.x7 = (seL4_Word)seL4_SysRecv;
    code_set(one, &context);
    REQUIRE_OK(seL4_TCB_SetSpace(one->tcb, handler_address, cspace, 0, SPACE, 0));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    return seL4_Recv(handler, NULL);
}

CASE(FAULT0108, "the message of a capability fault depends on how the lookup failed")
{
    seL4_CPtr handler = endpoint_new();
    seL4_CPtr cspace = cap_mint(object_new(seL4_CapTableObject, 4), seL4_AllRights,
                                seL4_CNode_CapData_new(0, 50).words[0]);
    seL4_CPtr inner = cap_mint(object_new(seL4_CapTableObject, 4), seL4_AllRights,
                               seL4_CNode_CapData_new(0, 8).words[0]);
    seL4_MessageInfo_t info;

    /* 54 bits lead to a slot, 10 are left: a CNode there translates them, any other object ends it.
     */
    REQUIRE_OK(seL4_CNode_Copy(cspace, 1, 54, ROOT, inner, DEPTH, seL4_AllRights));
    REQUIRE_OK(seL4_CNode_Copy(cspace, 2, 54, ROOT, handler, DEPTH, seL4_AllRights));
    info = receive_in(cspace, 3ul << 10 | 5, 2ul << 10 | 7, handler);
    EXPECT_EQ(seL4_MessageInfo_get_length(info), 5);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_LookupFailureType), seL4_MissingCapability);
    info = receive_in(cspace, 1ul << 10, 2ul << 10, handler);
    EXPECT_EQ(seL4_MessageInfo_get_length(info), 6);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_LookupFailureType), seL4_DepthMismatch);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_BitsLeft), 10);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_DepthMismatch_BitsFound), 12);
    info = receive_in(cspace, 1ul << 60, 2ul << 10, handler);
    EXPECT_EQ(seL4_MessageInfo_get_length(info), 7);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_LookupFailureType), seL4_GuardMismatch);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_BitsLeft), 64);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_GuardMismatch_GuardFound), 0);
    EXPECT_EQ(seL4_GetMR(seL4_CapFault_GuardMismatch_BitsFound), 50);
}

CASE(FAULT0109, "the reply to a capability fault repeats the system call")
{
    seL4_CPtr handler = endpoint_new();
    seL4_CPtr slot = slot_new();

    call_with((seL4_Word)seL4_SysRecv, slot, handler);
    expect_cap_fault(handler, slot, 1, seL4_MissingCapability);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    expect_cap_fault(handler, slot, 1, seL4_MissingCapability);
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_Signal(notification);
    REQUIRE_OK(seL4_CNode_Move(ROOT, slot, DEPTH, ROOT, notification, DEPTH));
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    EXPECT_EQ(receive(handler), seL4_Fault_UserException);
}

CASE(FAULT0110, "without a handler, or one that may not be called, a faulting thread stops")
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);
    seL4_CPtr handler[] = {0,
                           slot_new(),
                           notification,
                           cap_copy(endpoint, seL4_CanWrite),
                           cap_copy(endpoint, seL4_NoWrite),
                           WRONG};

    for (unsigned i = 0; i < sizeof(handler) / sizeof(handler[0]); i++) {
        struct thread *one = code_run(code_break, 0, 0, handler[i]);

        threads_settle();
        EXPECT_EQ(receive_now(endpoint), 0);
        EXPECT_EQ(thread_registers(one).pc, (seL4_Word)code_break);
    }
    /* Grant or grant-reply beside write is enough. */
    (void)code_run(code_break, 0, 0, cap_copy(endpoint, seL4_CapRights_new(1, 0, 0, 1)));
    EXPECT_EQ(receive(endpoint), seL4_Fault_UserException);
    (void)code_run(code_break, 0, 0, cap_copy(endpoint, seL4_CapRights_new(0, 1, 0, 1)));
    EXPECT_EQ(receive(endpoint), seL4_Fault_UserException);
}

CASE(FAULT0111, "the handler sees the badge of the thread's fault endpoint")
{
    seL4_CPtr endpoint = endpoint_new();
    seL4_Word badge;

    for (seL4_Word i = 1; i < 4; i++) {
        (void)code_run(code_break, 0, 0, cap_mint(endpoint, seL4_AllRights, i));
        threads_settle();
    }
    for (seL4_Word i = 1; i < 4; i++) {
        (void)seL4_Recv(endpoint, &badge);
        EXPECT_EQ(badge, i);
    }
}

CASE(FAULT0112, "a saved reply capability answers a fault, later and once")
{
    seL4_CPtr handler = endpoint_new();
    seL4_CPtr saved = slot_new();
    struct thread *one = code_run(code_break, 0, 0, handler);

    REQUIRE_EQ(receive(handler), seL4_Fault_UserException);
    EXPECT_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    seL4_SetMR(0, (seL4_Word)code_park);
    seL4_Send(saved, seL4_MessageInfo_new(0, 0, 0, 1));
    (void)code_parked(one, handler);
    EXPECT(slot_empty(saved));
}

CASE(FAULT0113, "a thread with the FPU switched off gets an exception for using it")
{
    seL4_CPtr handler = endpoint_new();
    struct thread *one = code_run(code_fp, 0, 0, handler);

    (void)code_parked(one, handler);
    one = code_new(code_fp, 0, 0, handler);
    EXPECT_EQ(seL4_TCB_SetFlags(one->tcb, 0, seL4_TCBFlag_fpuDisabled).error, seL4_NoError);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    EXPECT_EQ(receive(handler), seL4_Fault_UserException);
    EXPECT_EQ(seL4_GetMR(0), (seL4_Word)code_fp);
    EXPECT_EQ(seL4_GetMR(seL4_UserException_Number) >> 26, 7);
    EXPECT_EQ(seL4_TCB_SetFlags(one->tcb, seL4_TCBFlag_fpuDisabled, 0).error, seL4_NoError);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    (void)code_parked(one, handler);
}
