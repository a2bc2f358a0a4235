// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* The IPC buffer, capability fault messages, and ready-made capability rights. */

#include <sel4/simple_types.h>
#include <sel4/constants.h>
#include <sel4/shared_types_gen.h>

/**
 * A thread's message window: user memory that the kernel reads and writes while
 * the thread sends and receives. One for each seL4 thread, aligned to its size.
 */
typedef struct seL4_IPCBuffer_ {
    seL4_MessageInfo_t tag;           /**< not used by the kernel */
    seL4_Word msg[seL4_MsgMaxLength]; /**< message words; the first four in registers */
    seL4_Word userData;               /**< free for the thread's use */
    seL4_Word caps_or_badges[seL4_MsgMaxExtraCaps]; /**< sent capabilities; received badges */
    seL4_CPtr receiveCNode;                         /**< where a received capability goes: CNode, */
    seL4_CPtr receiveIndex;                         /**< address seen from there, */
    seL4_Word receiveDepth;                         /**< and bits of the address to translate */
} seL4_IPCBuffer __attribute__((__aligned__(1024)));

SEL4_COMPILE_ASSERT(seL4_IPCBuffer_size,
                    sizeof(seL4_IPCBuffer) == LIBSEL4_BIT(seL4_IPCBufferSizeBits))
SEL4_COMPILE_ASSERT(seL4_IPCBuffer_caps,
                    __builtin_offsetof(seL4_IPCBuffer, caps_or_badges) == 122 * sizeof(seL4_Word))

/** Words of a capability fault; those from BitsLeft on depend on the kind of lookup failure. */
typedef enum {
    seL4_CapFault_IP = 0,            /**< address of the svc instruction */
    seL4_CapFault_Addr,              /**< capability address */
    seL4_CapFault_InRecvPhase,       /**< 1 if it was to be received from */
    seL4_CapFault_LookupFailureType, /**< seL4_LookupFailureType */
    seL4_CapFault_BitsLeft,          /**< bits not yet translated */
    seL4_CapFault_DepthMismatch_BitsFound,
    seL4_CapFault_GuardMismatch_GuardFound = seL4_CapFault_DepthMismatch_BitsFound,
    seL4_CapFault_GuardMismatch_BitsFound,
    SEL4_FORCE_LONG_ENUM(seL4_CapFault_Msg)
} seL4_CapFault_Msg;

/* Rights for Copy, Mint and Map. */
#define seL4_ReadWrite     seL4_CapRights_new(0, 0, 1, 1)
#define seL4_AllRights     seL4_CapRights_new(1, 1, 1, 1)
#define seL4_CanRead       seL4_CapRights_new(0, 0, 1, 0)
#define seL4_CanWrite      seL4_CapRights_new(0, 0, 0, 1)
#define seL4_CanGrant      seL4_CapRights_new(0, 1, 0, 0)
#define seL4_CanGrantReply seL4_CapRights_new(1, 0, 0, 0)
#define seL4_NoWrite       seL4_CapRights_new(1, 1, 1, 0)
#define seL4_NoRead        seL4_CapRights_new(1, 1, 0, 1)
#define seL4_NoRights      seL4_CapRights_new(0, 0, 0, 0)
