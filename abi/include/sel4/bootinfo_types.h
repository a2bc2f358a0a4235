// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* What the kernel tells the root task (manual, "System Bootstrapping"). */

#include <sel4/config.h>
#include <sel4/macros.h>
#include <sel4/types.h>
#include <sel4/sel4_arch/constants.h>

/** Slots of the root CNode with a fixed meaning; a capability that this kernel lacks is null. */
enum seL4_RootCNodeCapSlots {
    seL4_CapNull = 0,                 /**< always empty */
    seL4_CapInitThreadTCB = 1,        /**< the root task's thread */
    seL4_CapInitThreadCNode = 2,      /**< its root CNode */
    seL4_CapInitThreadVSpace = 3,     /**< its VSpace */
    seL4_CapIRQControl = 4,           /**< authority over interrupts */
    seL4_CapASIDControl = 5,          /**< authority over ASIDs */
    seL4_CapInitThreadASIDPool = 6,   /**< the pool of its own VSpace */
    seL4_CapIOPortControl = 7,        /**< null on Arm */
    seL4_CapIOSpace = 8,              /**< null without SMMU */
    seL4_CapBootInfoFrame = 9,        /**< frame of the seL4_BootInfo */
    seL4_CapInitThreadIPCBuffer = 10, /**< frame of its IPC buffer */
    seL4_CapDomain = 11,              /**< authority over domains */
    seL4_CapSMMUSIDControl = 12,      /**< null without SMMU */
    seL4_CapSMMUCBControl = 13,       /**< null without SMMU */
    seL4_CapInitThreadSC = 14,        /**< null without MCS */
    seL4_CapSMC = 15,                 /**< null unless secure monitor calls are allowed */
    seL4_NumInitialCaps = 16          /**< first slot without a fixed meaning */
};

/** Old name of the root task's VSpace. */
#define seL4_CapInitThreadPD seL4_CapInitThreadVSpace

/** Number of a slot in the root CNode. */
typedef seL4_Word seL4_SlotPos;

/** Slots from start up to, not including, end. */
typedef struct seL4_SlotRegion {
    seL4_SlotPos start;
    seL4_SlotPos end;
} seL4_SlotRegion;

/** One untyped capability. */
typedef struct seL4_UntypedDesc {
    seL4_Word paddr;     /**< physical address */
    seL4_Uint8 sizeBits; /**< log2 of its bytes */
    seL4_Uint8 isDevice; /**< 1: not ordinary memory, frames only */
    seL4_Uint8 padding[sizeof(seL4_Word) - 2];
} seL4_UntypedDesc;

/** The root task finds its address in x0 at start. Read-only by convention. */
typedef struct seL4_BootInfo {
    seL4_Word extraLen;                /**< bytes of the chunks after the frame; 0: none */
    seL4_NodeId nodeID;                /**< core on which the root task runs */
    seL4_Word numNodes;                /**< number of cores */
    seL4_Word numIOPTLevels;           /**< 0 without SMMU */
    seL4_IPCBuffer *ipcBuffer;         /**< the root task's IPC buffer */
    seL4_SlotRegion empty;             /**< free slots */
    seL4_SlotRegion sharedFrames;      /**< none on this kernel */
    seL4_SlotRegion userImageFrames;   /**< frames of the root task's image, by rising address */
    seL4_SlotRegion userImagePaging;   /**< its translation tables, top level excepted */
    seL4_SlotRegion ioSpaceCaps;       /**< none without SMMU */
    seL4_SlotRegion extraBIPages;      /**< frames of the extra chunks */
    seL4_Word initThreadCNodeSizeBits; /**< log2 of the root CNode's slots */
    seL4_Domain initThreadDomain;      /**< domain of the root task */
    seL4_SlotRegion untyped;           /**< untyped capabilities */
    /** What each slot of the region untyped holds, in the same order. */
    seL4_UntypedDesc untypedList[CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS];
} seL4_BootInfo;

/** Size of the frame; the extra chunks follow it in the root task's address space. */
#define seL4_BootInfoFrameBits seL4_PageBits
#define seL4_BootInfoFrameSize LIBSEL4_BIT(seL4_BootInfoFrameBits)

/** Kind of an extra chunk. */
typedef enum {
    SEL4_BOOTINFO_HEADER_PADDING = 0, /**< nothing: skip it */
    SEL4_BOOTINFO_HEADER_X86_VBE = 1,
    SEL4_BOOTINFO_HEADER_X86_MBMMAP = 2,
    SEL4_BOOTINFO_HEADER_X86_ACPI_RSDP = 3,
    SEL4_BOOTINFO_HEADER_X86_FRAMEBUFFER = 4,
    SEL4_BOOTINFO_HEADER_X86_TSC_FREQ = 5,
    SEL4_BOOTINFO_HEADER_FDT = 6, /**< the flattened device tree */
    SEL4_BOOTINFO_HEADER_NUM,     /**< number of kinds */
    SEL4_FORCE_LONG_ENUM(seL4_BootInfoID)
} seL4_BootInfoID;

/** Start of every extra chunk. */
typedef struct seL4_BootInfoHeader {
    seL4_Word id;  /**< seL4_BootInfoID */
    seL4_Word len; /**< bytes, this header included */
} seL4_BootInfoHeader;

SEL4_COMPILE_ASSERT(seL4_UntypedDesc_size, sizeof(seL4_UntypedDesc) == 16)
SEL4_COMPILE_ASSERT(seL4_BootInfoHeader_size, sizeof(seL4_BootInfoHeader) == 16)
SEL4_COMPILE_ASSERT(seL4_BootInfo_fits, sizeof(seL4_BootInfo) <= seL4_BootInfoFrameSize)
SEL4_COMPILE_ASSERT(seL4_BootInfo_empty, __builtin_offsetof(seL4_BootInfo, empty) == 40)
SEL4_COMPILE_ASSERT(seL4_BootInfo_cnode,
                    __builtin_offsetof(seL4_BootInfo, initThreadCNodeSizeBits) == 136)
SEL4_COMPILE_ASSERT(seL4_BootInfo_untyped, __builtin_offsetof(seL4_BootInfo, untyped) == 152)
SEL4_COMPILE_ASSERT(seL4_BootInfo_list, __builtin_offsetof(seL4_BootInfo, untypedList) == 168)
