// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Old names that programs written for earlier seL4 releases use. New code does without. */

#include <sel4/types.h>
#include <sel4/functions.h>
#include <sel4/faults.h>
#include <sel4/arch/deprecated.h>
#include <sel4/sel4_arch/deprecated.h>

#define seL4_AsyncEndpointObject seL4_NotificationObject

#define SEL4_PFIPC_LABEL           seL4_Fault_VMFault
#define SEL4_PFIPC_LENGTH          seL4_VMFault_Length
#define SEL4_PFIPC_FAULT_IP        seL4_VMFault_IP
#define SEL4_PFIPC_FAULT_ADDR      seL4_VMFault_Addr
#define SEL4_PFIPC_PREFETCH_FAULT  seL4_VMFault_PrefetchFault
#define SEL4_PFIPC_FSR             seL4_VMFault_FSR
#define SEL4_EXCEPT_IPC_LABEL      seL4_Fault_UnknownSyscall
#define SEL4_USER_EXCEPTION_LABEL  seL4_Fault_UserException
#define SEL4_USER_EXCEPTION_LENGTH seL4_UserException_Length

#define seL4_NoFault        seL4_Fault_NullFault
#define seL4_CapFault       seL4_Fault_CapFault
#define seL4_UnknownSyscall seL4_Fault_UnknownSyscall
#define seL4_UserException  seL4_Fault_UserException
#define seL4_VMFault        seL4_Fault_VMFault

/** Old names of types. */
typedef seL4_CapRights_t seL4_CapRights SEL4_DEPRECATED("use seL4_CapRights_t");
typedef seL4_Fault_tag_t seL4_FaultType SEL4_DEPRECATED("use seL4_Fault_tag_t");
typedef seL4_Word seL4_CapData_t SEL4_DEPRECATED("badges and guards are plain words");

/** Message words of a VM fault. */
typedef union {
    struct {
        seL4_Word fault_ip;
        seL4_Word fault_addr;
        seL4_Word prefetch_fault;
        seL4_Word fsr;
    } regs;
    seL4_Word raw[4];
} seL4_PageFaultIpcRegisters SEL4_DEPRECATED("use seL4_getFault");

/** The buffer's tag, which the kernel does not use. */
SEL4_DEPRECATED("removed")
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_GetTag(void)
{
    return seL4_GetIPCBuffer()->tag;
}

/** Sets the buffer's tag, which the kernel does not use. */
SEL4_DEPRECATED("removed")
LIBSEL4_INLINE_FUNC void seL4_SetTag(seL4_MessageInfo_t tag)
{
    seL4_GetIPCBuffer()->tag = tag;
}

/** Address of the instruction of a received VM fault. */
SEL4_DEPRECATED("use seL4_GetMR(seL4_VMFault_IP)")
LIBSEL4_INLINE_FUNC seL4_Word seL4_PF_FIP(void)
{
    return seL4_GetMR(seL4_VMFault_IP);
}

/** Address of the access of a received VM fault. */
SEL4_DEPRECATED("use seL4_GetMR(seL4_VMFault_Addr)")
LIBSEL4_INLINE_FUNC seL4_Word seL4_PF_Addr(void)
{
    return seL4_GetMR(seL4_VMFault_Addr);
}

/** Tells whether the buffer's tag is that of a VM fault. */
SEL4_DEPRECATED("use seL4_isVMFault_tag")
LIBSEL4_INLINE_FUNC seL4_Word seL4_isPageFault_MSG(void)
{
    return (seL4_Word)seL4_isVMFault_tag(seL4_GetIPCBuffer()->tag);
}

/** Tells whether a message is a VM fault. */
SEL4_DEPRECATED("use seL4_isVMFault_tag")
LIBSEL4_INLINE_FUNC seL4_Word seL4_isPageFault_Tag(seL4_MessageInfo_t tag)
{
    return (seL4_Word)seL4_isVMFault_tag(tag);
}

/** Tells whether a message is an unknown system call. */
SEL4_DEPRECATED("use seL4_isUnknownSyscall_tag")
LIBSEL4_INLINE_FUNC seL4_Word seL4_isExceptIPC_Tag(seL4_MessageInfo_t tag)
{
    return (seL4_Word)seL4_isUnknownSyscall_tag(tag);
}

/** Message word mr. */
SEL4_DEPRECATED("use seL4_GetMR")
LIBSEL4_INLINE_FUNC seL4_Word seL4_ExceptIPC_Get(seL4_Word mr)
{
    return seL4_GetMR((int)mr);
}

/** Sets message word index. */
SEL4_DEPRECATED("use seL4_SetMR")
LIBSEL4_INLINE_FUNC void seL4_ExceptIPC_Set(seL4_Word index, seL4_Word val)
{
    seL4_SetMR((int)index, val);
}

/** Tells whether a message is as long as an unknown system call. */
SEL4_DEPRECATED("use seL4_isUnknownSyscall_tag")
LIBSEL4_INLINE_FUNC seL4_Word seL4_IsArchSyscallFrom(seL4_MessageInfo_t tag)
{
    return seL4_MessageInfo_get_length(tag) == seL4_UnknownSyscall_Length;
}

/** The same comparison under the other name that old programs use. */
SEL4_DEPRECATED("use seL4_isUserException_tag")
LIBSEL4_INLINE_FUNC seL4_Word seL4_IsArchExceptionFrom(seL4_MessageInfo_t tag)
{
    return seL4_MessageInfo_get_length(tag) == seL4_UnknownSyscall_Length;
}

/** A badge as CNode invocations take it. */
SEL4_DEPRECATED("badges are plain words")
LIBSEL4_INLINE_FUNC seL4_Word seL4_CapData_Badge_new(seL4_Word badge)
{
    return badge;
}

/** A guard as CNode invocations take it. */
SEL4_DEPRECATED("use seL4_CNode_CapData_new")
LIBSEL4_INLINE_FUNC seL4_Word seL4_CapData_Guard_new(seL4_Word guard, seL4_Word bits)
{
    return seL4_CNode_CapData_new(guard, bits).words[0];
}
