// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Faults as their handler sees them: messages whose label is the kind of fault. */

#include <sel4/config.h>
#include <sel4/types.h>
#include <sel4/functions.h>
#include <sel4/sel4_arch/faults.h>

/** Gathers the fault that was just received with `tag` from the IPC buffer; a null fault if none.
 */
LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_getFault(seL4_MessageInfo_t tag)
{
    if (seL4_MessageInfo_get_label(tag) != seL4_Fault_CapFault) {
        return seL4_getArchFault(tag);
    }
    return seL4_Fault_CapFault_new(
        seL4_GetMR(seL4_CapFault_IP), seL4_GetMR(seL4_CapFault_Addr),
        seL4_GetMR(seL4_CapFault_InRecvPhase), seL4_GetMR(seL4_CapFault_LookupFailureType),
        seL4_GetMR(seL4_CapFault_BitsLeft), seL4_GetMR(seL4_CapFault_GuardMismatch_GuardFound),
        seL4_GetMR(seL4_CapFault_GuardMismatch_BitsFound));
}

/** Tells whether the message is a VM fault. */
LIBSEL4_INLINE_FUNC seL4_Bool seL4_isVMFault_tag(seL4_MessageInfo_t tag)
{
    return seL4_MessageInfo_get_label(tag) == seL4_Fault_VMFault;
}

/** Tells whether the message is an unknown system call. */
LIBSEL4_INLINE_FUNC seL4_Bool seL4_isUnknownSyscall_tag(seL4_MessageInfo_t tag)
{
    return seL4_MessageInfo_get_label(tag) == seL4_Fault_UnknownSyscall;
}

/** Tells whether the message is a user exception. */
LIBSEL4_INLINE_FUNC seL4_Bool seL4_isUserException_tag(seL4_MessageInfo_t tag)
{
    return seL4_MessageInfo_get_label(tag) == seL4_Fault_UserException;
}

/** Tells whether the message has the label that no fault has. */
LIBSEL4_INLINE_FUNC seL4_Bool seL4_isNullFault_tag(seL4_MessageInfo_t tag)
{
    return seL4_MessageInfo_get_label(tag) == seL4_Fault_NullFault;
}

/** Tells whether the message is a capability fault. */
LIBSEL4_INLINE_FUNC seL4_Bool seL4_isCapFault_tag(seL4_MessageInfo_t tag)
{
    return seL4_MessageInfo_get_label(tag) == seL4_Fault_CapFault;
}
