// SPDX-License-Identifier: BSD-2-Clause
//
// Faults of memory accesses, and the rights and attributes of mappings that decide about them.

#include <stdint.h>
#include <ktest/case.h>
#include <ktest/objects.h>
#include "code.h"
#include "start.h"

#define DEFAULT seL4_ARM_Default_VMAttributes

/* Arm ARM (DDI 0487), D17.2.37: ESR_EL1. */
#define CLASS(esr)         ((esr) >> 26)
#define CLASS_FETCH        0x20
#define CLASS_ACCESS       0x24
#define IS_WRITE(esr)      (((esr) >> 6) & 1)
#define STATUS(esr)        ((esr)&0x3f)
#define STATUS_TRANSLATION 0x04 /* + level */
#define STATUS_PERMISSION  0x0c /* + level */
#define STATUS_ALIGNMENT   0x21

/* Receives a VM fault and checks all but its status, which it returns. */
static seL4_Word vm_fault(seL4_CPtr handler, void (*code)(void), seL4_Word address, bool fetch)
{
    seL4_Word badge = 0;
    seL4_MessageInfo_t info = seL4_Recv(handler, &badge);

    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
    EXPECT_EQ(seL4_MessageInfo_get_length(info), seL4_VMFault_Length);
    EXPECT_EQ(seL4_MessageInfo_get_extraCaps(info), 0);
    EXPECT_EQ(seL4_GetMR(seL4_VMFault_IP), fetch ? address : (seL4_Word)code);
    EXPECT_EQ(seL4_GetMR(seL4_VMFault_Addr), address);
    EXPECT_EQ(seL4_GetMR(seL4_VMFault_PrefetchFault), fetch);
    EXPECT_EQ(CLASS(seL4_GetMR(seL4_VMFault_FSR)), fetch ? CLASS_FETCH : CLASS_ACCESS);
    return seL4_GetMR(seL4_VMFault_FSR);
}

static seL4_CPtr endpoint_new(void)
{
    return object_new(seL4_EndpointObject, 0);
}

static void reply(seL4_Word label)
{
    seL4_Reply(seL4_MessageInfo_new(label, 0, 0, 0));
}

CASE(FAULT0001, "a load from nowhere is a fault; a reply repeats it")
{
    static volatile seL4_Word loaded;
    seL4_CPtr handler = endpoint_new();
    struct thread *one = code_run(code_load, FREE_ADDRESS + 8, (seL4_Word)&loaded, handler);
    seL4_Word status = vm_fault(handler, code_load, FREE_ADDRESS + 8, false);

    EXPECT_EQ(IS_WRITE(status), 0);
    EXPECT_EQ(STATUS(status), STATUS_TRANSLATION + 1);
    reply(0);
    status = vm_fault(handler, code_load, FREE_ADDRESS + 8, false);
    tables_map(SPACE, FREE_ADDRESS);
    reply(0);
    status = vm_fault(handler, code_load, FREE_ADDRESS + 8, false);
    EXPECT_EQ(STATUS(status), STATUS_TRANSLATION + 3);
    (void)frame_map(FREE_ADDRESS);
    *(volatile seL4_Word *)(FREE_ADDRESS + 8) = 0x77;
    reply(0);
    EXPECT_EQ(code_parked(one, handler).x2, 0x77);
    EXPECT_EQ(loaded, 0x77);
}

CASE(FAULT0002, "a store where only reading is allowed is a fault, a load is none")
{
    static volatile seL4_Word loaded;
    seL4_CPtr handler = endpoint_new();

    tables_map(SPACE, FREE_ADDRESS);
    seL4_CPtr frame = frame_map(FREE_ADDRESS);
    REQUIRE_OK(seL4_ARM_Page_Map(frame, SPACE, FREE_ADDRESS, seL4_CanRead, DEFAULT));
    struct thread *one = code_run(code_store, FREE_ADDRESS, 9, handler);
    seL4_Word status = vm_fault(handler, code_store, FREE_ADDRESS, false);

    EXPECT_EQ(IS_WRITE(status), 1);
    EXPECT_EQ(STATUS(status), STATUS_PERMISSION + 3);
    REQUIRE_OK(seL4_ARM_Page_Map(frame, SPACE, FREE_ADDRESS, seL4_ReadWrite, DEFAULT));
    reply(0);
    (void)code_parked(one, handler);
    EXPECT_EQ(*(volatile seL4_Word *)FREE_ADDRESS, 9);
    REQUIRE_OK(seL4_ARM_Page_Map(frame, SPACE, FREE_ADDRESS, seL4_CanRead, DEFAULT));
    struct thread *two = code_run(code_load, FREE_ADDRESS, (seL4_Word)&loaded, handler);
    (void)code_parked(two, handler);
    EXPECT_EQ(loaded, 9);
}

/* Maps a new frame with these rights through a capability with those; tells what an access does. */
static seL4_Word access(seL4_CapRights_t cap, seL4_CapRights_t rights, void (*code)(void))
{
    static volatile seL4_Word loaded;
    seL4_CPtr handler = endpoint_new();
    seL4_CPtr frame = cap_copy(object_new(seL4_ARM_SmallPageObject, 0), cap);

    REQUIRE_OK(seL4_ARM_Page_Map(frame, SPACE, FREE_ADDRESS, rights, DEFAULT));
    (void)code_run(code, FREE_ADDRESS, (seL4_Word)&loaded, handler);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    seL4_Word label = seL4_MessageInfo_get_label(info);

    REQUIRE_OK(seL4_ARM_Page_Unmap(frame));
    return label == seL4_Fault_VMFault ? STATUS(seL4_GetMR(seL4_VMFault_FSR)) : 0;
}

CASE(FAULT0003, "the rights of a mapping are those of capability and invocation together")
{
    seL4_CapRights_t all = seL4_AllRights;
    seL4_CapRights_t read = seL4_CanRead;
    seL4_CapRights_t write = seL4_CanWrite;
    seL4_CapRights_t none = seL4_NoRights;
    seL4_Word refused = STATUS_PERMISSION + 3;

    tables_map(SPACE, FREE_ADDRESS);
    EXPECT_EQ(access(all, all, code_load), 0);
    EXPECT_EQ(access(all, all, code_store), 0);
    EXPECT_EQ(access(all, read, code_load), 0);
    EXPECT_EQ(access(all, read, code_store), refused);
    EXPECT_EQ(access(read, all, code_load), 0);
    EXPECT_EQ(access(read, all, code_store), refused);
    EXPECT_EQ(access(all, none, code_load), refused);
    EXPECT_EQ(access(all, write, code_load), refused);
    EXPECT_EQ(access(all, write, code_store), refused);
    EXPECT_EQ(access(none, all, code_load), refused);
    EXPECT_EQ(access(write, read, code_load), refused);
}

/* The words of `br x0` replaced: brk #9, to be executed from a page of the case. */
#define BRK_9 0xd4200120u

static seL4_Word fetch(seL4_ARM_VMAttributes attributes)
{
    seL4_CPtr handler = endpoint_new();
    seL4_CPtr frame = frame_map(FREE_ADDRESS);

    *(volatile uint32_t *)FREE_ADDRESS = BRK_9;
    REQUIRE_OK(seL4_ARM_Page_Unify_Instruction(frame, 0, 64));
    REQUIRE_OK(seL4_ARM_Page_Map(frame, SPACE, FREE_ADDRESS, seL4_ReadWrite, attributes));
    (void)code_run(code_jump, FREE_ADDRESS, 0, handler);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);

    EXPECT_EQ(seL4_GetMR(0), FREE_ADDRESS);
    cap_delete(frame);
    return seL4_MessageInfo_get_label(info);
}

CASE(FAULT0004, "a page marked so is not executed, another one is")
{
    tables_map(SPACE, FREE_ADDRESS);
    EXPECT_EQ(fetch(DEFAULT), seL4_Fault_UserException);
    EXPECT_EQ(fetch(DEFAULT | seL4_ARM_ExecuteNever), seL4_Fault_VMFault);
    EXPECT_EQ(seL4_GetMR(seL4_VMFault_PrefetchFault), 1);
    EXPECT_EQ(STATUS(seL4_GetMR(seL4_VMFault_FSR)), STATUS_PERMISSION + 3);
    /* Memory that is not cacheable is device memory here: QEMU fetches from it, hardware need not.
     */
    EXPECT_EQ(fetch(seL4_ARM_PageCacheable), seL4_Fault_UserException);
}

CASE(FAULT0005, "a jump to nowhere, and to an address that is no multiple of 4")
{
    seL4_CPtr handler = endpoint_new();

    (void)code_run(code_jump, FREE_ADDRESS + 0x100, 0, handler);
    seL4_Word status = vm_fault(handler, code_jump, FREE_ADDRESS + 0x100, true);
    EXPECT_EQ(STATUS(status), STATUS_TRANSLATION + 1);
    (void)code_run(code_jump, (seL4_Word)code_park + 2, 0, handler);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
    EXPECT_EQ(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)code_park + 2);
    EXPECT_EQ(CLASS(seL4_GetMR(seL4_UserException_Number)), 0x22);
}

CASE(FAULT0006, "kernel addresses, and addresses that are none")
{
    static const seL4_Word address[] = {0xffffff8040000000, 0xfffffffffffffff8, 0x0001000000000000,
                                        0x00007ffffffffff8, 0x8000000000000000, 0};
    seL4_CPtr handler = endpoint_new();

    for (unsigned i = 0; i < sizeof(address) / sizeof(address[0]); i++) {
        (void)code_run(code_load, address[i], 0, handler);
        (void)vm_fault(handler, code_load, address[i], false);
        (void)code_run(code_store, address[i], 0, handler);
        EXPECT_EQ(IS_WRITE(vm_fault(handler, code_store, address[i], false)), 1);
    }
}

CASE(FAULT0007, "an exclusive load that is not aligned")
{
    static seL4_Word words[2];
    seL4_CPtr handler = endpoint_new();
    seL4_Word at = (seL4_Word)words + 4;

    (void)code_run(code_exclusive, at, 0, handler);
    EXPECT_EQ(STATUS(vm_fault(handler, code_exclusive, at, false)), STATUS_ALIGNMENT);
}

CASE(FAULT0008, "the label of a reply to a memory fault does not matter, nor does who resumes")
{
    seL4_CPtr handler = endpoint_new();
    struct thread *one = code_run(code_store, FREE_ADDRESS, 9, handler);

    (void)vm_fault(handler, code_store, FREE_ADDRESS, false);
    reply(1);
    (void)vm_fault(handler, code_store, FREE_ADDRESS, false);
    EXPECT_EQ(thread_registers(one).pc, (seL4_Word)code_store);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    (void)vm_fault(handler, code_store, FREE_ADDRESS, false);
}

CASE(FAULT0009, "the reply to a memory fault changes no register, whatever it carries")
{
    seL4_CPtr handler = endpoint_new();
    struct thread *one = code_run(code_store, FREE_ADDRESS, 9, handler);
    seL4_UserContext before;

    (void)vm_fault(handler, code_store, FREE_ADDRESS, false);
    before = thread_registers(one);
    for (unsigned i = 0; i < 13; i++) {
        seL4_SetMR((int)i, 0x1234 + i);
    }
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 13));
    (void)vm_fault(handler, code_store, FREE_ADDRESS, false);
    seL4_UserContext after = thread_registers(one);
    EXPECT_EQ(after.pc, before.pc);
    EXPECT_EQ(after.x0, before.x0);
    EXPECT_EQ(after.x1, before.x1);
    EXPECT_EQ(after.sp, before.sp);
}

CASE(FAULT0010, "unmapped, remapped and deleted pages are gone at once")
{
    seL4_CPtr handler = endpoint_new();

    tables_map(SPACE, FREE_ADDRESS);
    seL4_CPtr frame = frame_map(FREE_ADDRESS);
    struct thread *one = code_run(code_store, FREE_ADDRESS, 1, handler);
    (void)code_parked(one, handler);
    REQUIRE_OK(seL4_ARM_Page_Unmap(frame));
    (void)code_run(code_store, FREE_ADDRESS, 1, handler);
    (void)vm_fault(handler, code_store, FREE_ADDRESS, false);
    REQUIRE_OK(seL4_ARM_Page_Map(frame, SPACE, FREE_ADDRESS, seL4_ReadWrite, DEFAULT));
    *(volatile seL4_Word *)FREE_ADDRESS = 2;
    cap_delete(frame);
    (void)code_run(code_store, FREE_ADDRESS, 1, handler);
    (void)vm_fault(handler, code_store, FREE_ADDRESS, false);
}

CASE(FAULT0011, "a thread in a VSpace of its own sees that one only")
{
    seL4_CPtr handler = endpoint_new();
    seL4_CPtr vspace = vspace_new();
    struct thread *one = code_new(code_load, FREE_ADDRESS, 0, handler);

    REQUIRE_OK(seL4_TCB_SetSpace(one->tcb, handler, ROOT, 0, vspace, 0));
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    (void)vm_fault(handler, code_load, (seL4_Word)code_load, true);
    /* Its VSpace is deleted under it: it faults where it stands. */
    cap_delete(vspace);
    reply(0);
    (void)vm_fault(handler, code_load, (seL4_Word)code_load, true);
}
