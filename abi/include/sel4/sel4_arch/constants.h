// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Sizes, limits and message layouts of seL4's interface on AArch64. */

#include <sel4/config.h>
#include <sel4/macros.h>

#ifndef __ASSEMBLER__

/** Words of an unknown system call fault. The answer sets the same registers but the last word. */
typedef enum {
    seL4_UnknownSyscall_X0 = 0,
    seL4_UnknownSyscall_X1,
    seL4_UnknownSyscall_X2,
    seL4_UnknownSyscall_X3,
    seL4_UnknownSyscall_X4,
    seL4_UnknownSyscall_X5,
    seL4_UnknownSyscall_X6,
    seL4_UnknownSyscall_X7,
    seL4_UnknownSyscall_FaultIP, /**< address of the svc instruction */
    seL4_UnknownSyscall_SP,
    seL4_UnknownSyscall_LR, /**< where the exception would return to: after the svc */
    seL4_UnknownSyscall_SPSR,
    seL4_UnknownSyscall_Syscall, /**< the number that was asked for */
    seL4_UnknownSyscall_Length,  /**< words of the message */
    SEL4_FORCE_LONG_ENUM(seL4_UnknownSyscall_Msg)
} seL4_UnknownSyscall_Msg;

/** Words of a user exception fault. The answer sets the first three. */
typedef enum {
    seL4_UserException_FaultIP = 0,
    seL4_UserException_SP,
    seL4_UserException_SPSR,
    seL4_UserException_Number, /**< ESR_EL1 */
    seL4_UserException_Code,   /**< 0 */
    seL4_UserException_Length, /**< words of the message */
    SEL4_FORCE_LONG_ENUM(seL4_UserException_Msg)
} seL4_UserException_Msg;

/** Words of a VM fault. */
typedef enum {
    seL4_VMFault_IP = 0,        /**< address of the instruction */
    seL4_VMFault_Addr,          /**< address of the access */
    seL4_VMFault_PrefetchFault, /**< seL4_DataFault or seL4_InstructionFault */
    seL4_VMFault_FSR,           /**< ESR_EL1 */
    seL4_VMFault_Length,        /**< words of the message */
    SEL4_FORCE_LONG_ENUM(seL4_VMFault_Msg)
} seL4_VMFault_Msg;

#endif /* !__ASSEMBLER__ */

/** Values of the word seL4_VMFault_PrefetchFault. */
#define seL4_DataFault        0
#define seL4_InstructionFault 1

/* Sizes of objects, as log2 of bytes. */
#define seL4_PageBits           12
#define seL4_LargePageBits      21
#define seL4_HugePageBits       30
#define seL4_SlotBits           5
#define seL4_TCBBits            11
#define seL4_EndpointBits       4
#define seL4_NotificationBits   5
#define seL4_PageTableBits      12
#define seL4_PageTableEntryBits 3
#define seL4_PageTableIndexBits 9
#define seL4_NumASIDPoolsBits   7
#define seL4_ASIDPoolBits       12
#define seL4_ASIDPoolIndexBits  9
#define seL4_IOPageTableBits    12
#define seL4_VSpaceBits         12
#define seL4_VSpaceEntryBits    3
#define seL4_VSpaceIndexBits    9
#define seL4_ARM_VCPUBits       12
#define seL4_VCPUBits           12

/** Bytes and bits of a word. */
#define seL4_WordSizeBits 3
#define seL4_WordBits     (sizeof(seL4_Word) * 8)

/** Size of an untyped object, as log2 of bytes. */
#define seL4_MinUntypedBits 4
#define seL4_MaxUntypedBits 47

/** Message words that travel in registers (x2 to x5). */
#define seL4_FastMessageRegisters 4

/** Size and alignment of an IPC buffer, as log2 of bytes. */
#define seL4_IPCBufferSizeBits 10

/** Last address that user level can map; the old name and the new one. */
#define seL4_UserTop       0x00007fffffffffff
#define seL4_UserVSpaceTop seL4_UserTop

#ifndef __ASSEMBLER__
SEL4_SIZE_SANITY(seL4_PageTableEntryBits, seL4_PageTableIndexBits, seL4_PageTableBits)
SEL4_SIZE_SANITY(seL4_WordSizeBits, seL4_ASIDPoolIndexBits, seL4_ASIDPoolBits)
SEL4_SIZE_SANITY(seL4_VSpaceEntryBits, seL4_VSpaceIndexBits, seL4_VSpaceBits)
#endif
