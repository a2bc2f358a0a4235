// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Limits and values of seL4's interface that every architecture has. */

#include <sel4/config.h>
#include <sel4/macros.h>

#ifndef __ASSEMBLER__

/** Thread priorities; larger is more urgent. */
enum priorityConstants {
    seL4_InvalidPrio = -1,
    seL4_MinPrio = 0,
    seL4_MaxPrio = CONFIG_NUM_PRIORITIES - 1
};

/** Size of messages and of the fields in a seL4_MessageInfo_t. */
enum seL4_MsgLimits {
    seL4_MsgLengthBits = 7,   /**< width of the field length */
    seL4_MsgExtraCapBits = 2, /**< width of the field extraCaps */
    seL4_MsgMaxLength = 120   /**< words of a message at most */
};

/** Why a capability address could not be resolved (manual, "Lookup Failure Description"). */
typedef enum {
    seL4_NoFailure = 0,
    seL4_InvalidRoot = 1,       /**< the root is not a CNode */
    seL4_MissingCapability = 2, /**< an empty slot */
    seL4_DepthMismatch = 3,     /**< bits were left over, or too few */
    seL4_GuardMismatch = 4,     /**< a guard had another value */
    SEL4_FORCE_LONG_ENUM(seL4_LookupFailureType)
} seL4_LookupFailureType;

/** Features of a thread, for seL4_TCB_SetFlags. */
typedef enum {
    seL4_TCBFlag_NoFlag = 0x0,
    seL4_TCBFlag_fpuDisabled = 0x1, /**< no floating point: the kernel saves none of it */
    SEL4_FORCE_LONG_ENUM(seL4_TCBFlag),
    seL4_TCBFlag_MASK = seL4_TCBFlag_fpuDisabled /**< flags that this kernel knows */
} seL4_TCBFlag;

#endif /* !__ASSEMBLER__ */

/** Capabilities in a message at most. */
#define seL4_MsgMaxExtraCaps (LIBSEL4_BIT(seL4_MsgExtraCapBits) - 1)

/** Width of a seL4_CapRights_t that has a meaning. */
#define seL4_CapRightsBits 4
