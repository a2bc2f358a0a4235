// SPDX-License-Identifier: BSD-2-Clause
/*
 * ArceOS as a seL4 application on AArch64: all that this platform configures (config.h says what
 * each of the general ones means; those not given here have config.h's value).
 *
 * Devices: none is configured. The root task grants what its table names (roottask/instances.c)
 * of what the device tree shows; <ax/hal/device.h> finds it.
 */
#pragma once

#define AX_ARCH     "aarch64"
#define AX_PLATFORM "sel4"

/* Ticks per second while a task runs, by the physical timer's one-shot deadline. */
#define AX_TICKS_PER_SEC 100

/* Stack of a task that asks for none in particular, in bytes. */
#define AX_TASK_STACK_SIZE (256 * 1024)

/* Bytes that the platform keeps of a thread in the task itself. */
#define AX_HAL_THREAD_SIZE 64

/* One byte in this many of the memory given by the root task is not mapped as heap at start: stacks
 * are taken from it on demand, the rest is for mm and user spaces. */
#define AX_SEL4_KEEP_SHARE 4

/* Bytes of heap that are mapped at start, a multiple of 2 MiB. The kernel zeroes what it maps: all
 * of a large machine's memory would take many seconds. */
#define AX_SEL4_HEAP_START (128ull * 1024 * 1024)

/* Capacities of static tables. */
#define AX_SEL4_HEAP_PARTS    128  /* pieces of untyped memory that the heap consists of */
#define AX_SEL4_HEAP_PAGES    8192 /* 2 MiB pages of heap, and of the physical range they lie in */
#define AX_SEL4_CSPACE_NODES  256  /* CNodes of 4096 slots */
#define AX_SEL4_PAGE_TABLES   8192
#define AX_SEL4_OBJECT_BLOCKS 4096 /* pieces of untyped memory for kernel objects */
#define AX_SEL4_MEMORY_BLOCKS 1024 /* the same for stacks and mm */
#define AX_SEL4_THREAD_SLABS  1024 /* of eight threads each */
#define AX_SEL4_STACK_SLABS   512  /* of each of the stack sizes 4 KiB, 8 KiB, ... 8 MiB */

/* Address ranges, first address and end. What the root task maps is agreed on with it: plat/sel4
 * checks these against abi/include/instance/layout.h. */
#define AX_SEL4_IMAGE_BASE  0x400000ull
#define AX_SEL4_IMAGE_END   0x10000000ull
#define AX_SEL4_DEVICE_BASE 0x20000000ull
#define AX_SEL4_DEVICE_END  0x40000000ull
#define AX_SEL4_HEAP_BASE   0x1000000000ull
#define AX_SEL4_HEAP_END    0x8000000000ull
#define AX_SEL4_STACKS_BASE 0x8000000000ull
#define AX_SEL4_STACKS_END  0x10000000000ull
#define AX_SEL4_IPC_BASE    0x10000000000ull  /* IPC buffers of tasks, a page each */
#define AX_SEL4_MM_BASE     0x10100000000ull  /* for mm */
#define AX_SEL4_TABLES_BASE 0x7f0000000000ull /* tables of plat/sel4 that grow */
#define AX_SEL4_TABLES_END  0x800000000000ull
