// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Debug system calls: each exists only in a kernel that was built with it. */

#include <sel4/config.h>
#include <sel4/functions.h>
#include <sel4/sel4_arch/syscalls.h>
#include <sel4/types.h>

/** Makes a debug call with x0 and x1; returns what comes back in x0. */
LIBSEL4_INLINE_FUNC seL4_Word libsel4_debug_call(seL4_Word sys, seL4_Word x0, seL4_Word x1)
{
    seL4_Word answer, info;
    seL4_Word mr0 = 0, mr1 = 0, mr2 = 0, mr3 = 0;

    arm_sys_send_recv(sys, x0, &answer, x1, &info, &mr0, &mr1, &mr2, &mr3, 0);
    return answer;
}

#ifdef CONFIG_PRINTING
/** Writes a character to the kernel's console. */
LIBSEL4_INLINE_FUNC void seL4_DebugPutChar(char c)
{
    (void)libsel4_debug_call((seL4_Word)seL4_SysDebugPutChar, (seL4_Word)c, 0);
}

/** Writes a string, ended by a zero byte, to the kernel's console. */
LIBSEL4_INLINE_FUNC void seL4_DebugPutString(const char *str)
{
    while (*str) {
        seL4_DebugPutChar(*str++);
    }
}

/** Has the kernel print every thread with its state. */
LIBSEL4_INLINE_FUNC void seL4_DebugDumpScheduler(void)
{
    (void)libsel4_debug_call((seL4_Word)seL4_SysDebugDumpScheduler, 0, 0);
}
#endif

#ifdef CONFIG_DEBUG_BUILD
/** Stops the machine. */
LIBSEL4_INLINE_FUNC void seL4_DebugHalt(void)
{
    arm_sys_null((seL4_Word)seL4_SysDebugHalt);
}

/** Has the kernel print all objects and capabilities. */
LIBSEL4_INLINE_FUNC void seL4_DebugSnapshot(void)
{
    arm_sys_null((seL4_Word)seL4_SysDebugSnapshot);
}

/** The kernel's own type number of a capability; 0 if the slot is empty. */
LIBSEL4_INLINE_FUNC seL4_Uint32 seL4_DebugCapIdentify(seL4_CPtr cap)
{
    return (seL4_Uint32)libsel4_debug_call((seL4_Word)seL4_SysDebugCapIdentify, cap, 0);
}

/** Names a thread for the kernel's reports. Overwrites the message words of the IPC buffer. */
LIBSEL4_INLINE_FUNC void seL4_DebugNameThread(seL4_CPtr tcb, const char *name)
{
    char *to = (char *)seL4_GetIPCBuffer()->msg;
    seL4_Word last = sizeof(seL4_GetIPCBuffer()->msg) - 1;
    seL4_Word i = 0;

    for (; i < last && name[i]; i++) {
        to[i] = name[i];
    }
    to[i] = 0;
    (void)libsel4_debug_call((seL4_Word)seL4_SysDebugNameThread, tcb, 0);
}

#ifdef CONFIG_ENABLE_SMP_SUPPORT
/** The core that a thread runs on. */
LIBSEL4_INLINE_FUNC seL4_Word seL4_DebugGetThreadAffinity(seL4_CPtr tcb)
{
    return libsel4_debug_call((seL4_Word)seL4_SysDebugGetThreadAffinity, tcb, 0);
}

/** Sends software generated interrupt irq to a core. */
LIBSEL4_INLINE_FUNC void seL4_DebugSendIPI(seL4_Uint8 target, unsigned irq)
{
    arm_sys_send((seL4_Word)seL4_SysDebugSendIPI, target, irq, 0, 0, 0, 0);
}
#endif
#endif
