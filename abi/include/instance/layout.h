// SPDX-License-Identifier: BSD-2-Clause
//
// Where everything lies in an instance: the virtual address map and the capability slots that the
// root task fills before it starts the instance's first thread. Both sides compile this file;
// it holds constants only, usable from C, assembly and linker scripts.
#pragma once

/*
 * Virtual address map (48-bit addresses, 4 KiB granule). The root task makes what is marked R
 * before the first instruction of the instance; the rest is the instance's to use as it likes,
 * the purpose given being the one that both agree on for reports.
 *
 *   0x0000'0000'0000  never mapped: null pointers fault
 *   INSTANCE_IMAGE_*      R  the segments of the instance's ELF file, each W^X
 *   INSTANCE_INFO_*       R  struct instance_info, read-only
 *   INSTANCE_CONSOLE_*    R  struct instance_console, shared with the root task
 *   INSTANCE_IPC_BUFFER_* R  IPC buffer of core 0's first thread; of core i at i * STRIDE
 * (instance) INSTANCE_BOOT_STACK_* R  stack of core 0's first thread; of core i at i * STRIDE
 * (instance) INSTANCE_DEVICE_*     R  device registers, uncached; addresses in instance_info
 *   INSTANCE_HEAP_*       R  first 2 MiB; the rest 2 MiB page by 2 MiB page by the instance
 *   INSTANCE_STACKS_*        stacks of tasks, each above an unmapped page
 *   INSTANCE_DYNAMIC_*       for mm and user spaces
 */
#define INSTANCE_PAGE_SIZE       0x1000
#define INSTANCE_LARGE_PAGE_SIZE 0x200000

#define INSTANCE_IMAGE_BASE 0x400000
#define INSTANCE_IMAGE_END  0x10000000

#define INSTANCE_INFO_VADDR 0x10000000
#define INSTANCE_INFO_SIZE  0x4000

#define INSTANCE_CONSOLE_VADDR 0x10010000
#define INSTANCE_CONSOLE_SIZE  0x5000

/* Core i's IPC buffer page is at BASE + i * STRIDE; the odd pages are never mapped. */
#define INSTANCE_IPC_BUFFER_VADDR  0x10020000
#define INSTANCE_IPC_BUFFER_STRIDE 0x2000

/* The same page's second half is the core's per-CPU block: TPIDRRO_EL0 of core i's first thread is
 * VADDR + i * INSTANCE_IPC_BUFFER_STRIDE. No thread can set its own TPIDRRO_EL0, so the root task
 * sets core 0's. */
#define INSTANCE_PERCPU_VADDR (INSTANCE_IPC_BUFFER_VADDR + 0x800)
#define INSTANCE_PERCPU_SIZE  0x800

/* Core i's first stack ends (highest address, exclusive) at TOP + i * STRIDE and has SIZE mapped
 * bytes; everything else in its stride stays unmapped. */
#define INSTANCE_BOOT_STACK_TOP    0x10140000
#define INSTANCE_BOOT_STACK_SIZE   0x10000
#define INSTANCE_BOOT_STACK_STRIDE 0x40000

#define INSTANCE_DEVICE_BASE 0x20000000
#define INSTANCE_DEVICE_END  0x40000000

#define INSTANCE_HEAP_BASE 0x1000000000
#define INSTANCE_HEAP_END  0x8000000000

#define INSTANCE_STACKS_BASE 0x8000000000
#define INSTANCE_STACKS_END  0x10000000000

#define INSTANCE_DYNAMIC_BASE 0x10000000000
#define INSTANCE_DYNAMIC_END  0x800000000000

/*
 * Capability space: two levels of 4096 slots. The level 1 CNode has a guard of 40 zero bits, so a
 * capability pointer is (level1 << 12) | level2, resolved at depth 64. The root task makes the
 * level 1 CNode and the level 2 CNode at index 0; the instance makes the others from its object
 * untypeds. To name a slot of level 1 itself (a place for a CNode): index = level1 at depth 52.
 */
#define INSTANCE_CNODE_BITS        12
#define INSTANCE_CSPACE_GUARD_BITS 40
#define INSTANCE_CSPACE_DEPTH      64
#define INSTANCE_LEVEL1_DEPTH      52

#define INSTANCE_MAX_CORES 8

/* Slots filled by the root task. All caps are derived from ones that the root task keeps, so that
 * it can take everything back. Rights are full unless said otherwise. */
#define INSTANCE_SLOT_NULL   0
#define INSTANCE_SLOT_TCB    1 /* = TCB of core 0's first thread */
#define INSTANCE_SLOT_CNODE  2 /* level 1 CNode, with its guard */
#define INSTANCE_SLOT_VSPACE 3 /* VSpace, an ASID already assigned */
#define INSTANCE_SLOT_ROOT_EP                                                                      \
    4 /* services of the root task: write + grant-reply: use seL4_Call                             \
       */
#define INSTANCE_SLOT_CONSOLE_NTFN 5 /* signal: "look at the console rings" (write only) */
#define INSTANCE_SLOT_NOTIFICATION                                                                 \
    6                              /* the instance's own notification, unbadged: bind, wait, mint */
#define INSTANCE_SLOT_ASID_POOL  7 /* for more VSpaces; null if the table grants none */
#define INSTANCE_SLOT_IPC_FRAME  8 /* frame of core 0's IPC buffer */
#define INSTANCE_SLOT_HEAP_FRAME 9 /* the initial 2 MiB heap page, mapped */

/* + core: TCB of that core's manager. Core 0's runs; the others exist, with priority, maximum
 * controlled priority and affinity set, but without CSpace, VSpace and registers: the instance
 * gives them theirs. */
#define INSTANCE_SLOT_CORE_TCB 16
/* + core: fault endpoint for that core's manager (write + grant): faults go to the root task. */
#define INSTANCE_SLOT_CORE_FAULT_EP 24

/* + core: the root task's agent on a shared core (service.h): use seL4_Call; null where the core is
 * not shared. */
#define INSTANCE_SLOT_CORE_AGENT 32

/* + i: untypeds, in the order of instance_info.untypeds. */
#define INSTANCE_SLOT_UNTYPED 64
#define INSTANCE_MAX_UNTYPEDS 128

/* Frames of the image, of the boot stack and so on follow; instance_info says where each begins.
 * Everything from instance_info.first_free_slot to 4095 is empty. */
#define INSTANCE_SLOT_FRAMES 256
