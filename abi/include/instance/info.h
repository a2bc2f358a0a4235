// SPDX-License-Identifier: BSD-2-Clause
//
// The page in which the root task tells an instance what it has been given. Written once by the
// root task, mapped read-only at INSTANCE_INFO_VADDR, never changed while the instance runs. On
// entry the first thread has x0 = INSTANCE_INFO_VADDR, sp = INSTANCE_BOOT_STACK_TOP, TPIDR_EL0 = 0,
// TPIDRRO_EL0 = INSTANCE_PERCPU_VADDR, all other registers zero, its IPC buffer at
// INSTANCE_IPC_BUFFER_VADDR, the console notification armed.
#pragma once

#include <stdint.h>
#include <instance/layout.h>

#define INSTANCE_INFO_MAGIC   0x3449434c45435241ULL /* "ARCELCI4" read as little-endian bytes */
#define INSTANCE_INFO_VERSION 2

#define INSTANCE_NAME_SIZE       32
#define INSTANCE_COMPATIBLE_SIZE 40
#define INSTANCE_CMDLINE_SIZE    1024
#define INSTANCE_MAX_SEGMENTS    16
#define INSTANCE_MAX_DEVICES     64

/* Interrupt that a device does not have. */
#define INSTANCE_NO_IRQ UINT32_MAX

/* What an untyped is meant for. The kernel does not care; accounting does. */
enum instance_untyped_kind {
    INSTANCE_UNTYPED_MEMORY = 1, /* at least 2 MiB: heap, stacks, mm */
    INSTANCE_UNTYPED_OBJECTS = 2 /* page tables, TCBs, CNodes, endpoints */
};

/* Untyped i is in slot INSTANCE_SLOT_UNTYPED + i. */
struct instance_untyped {
    uint64_t paddr; /* physical address of the untyped's first byte */
    uint32_t bits;  /* size is 2^bits bytes */
    uint32_t kind;  /* enum instance_untyped_kind */
};

/* Access rights, as in an ELF program header. */
#define INSTANCE_SEGMENT_EXEC  1u
#define INSTANCE_SEGMENT_WRITE 2u
#define INSTANCE_SEGMENT_READ  4u

/* A run of pages mapped by the root task; physically contiguous. */
struct instance_segment {
    uint64_t vaddr;      /* page-aligned */
    uint64_t paddr;      /* of the first byte */
    uint64_t size;       /* bytes, a multiple of 4 KiB */
    uint32_t flags;      /* INSTANCE_SEGMENT_* */
    uint32_t first_slot; /* its 4 KiB frames lie in consecutive slots from here */
};

/* A device that the table grants, its registers mapped uncached. */
struct instance_device {
    char compatible[INSTANCE_COMPATIBLE_SIZE]; /* first string of the device tree's property */
    uint64_t vaddr;                            /* of the first register */
    uint64_t paddr;                            /* of the first register */
    uint64_t size;                             /* bytes of registers */
    uint32_t irq;                              /* interrupt number (INTID), or INSTANCE_NO_IRQ */
    uint32_t edge;                             /* 1 = edge triggered, 0 = level */
    uint32_t coherent;                         /* 1 = its accesses to memory see the caches */
    uint32_t reserved;                         /* 0 */
};

/* What ended the incarnation before this one: the fault's type as the kernel names it
 * (seL4_Fault_*; 0: this is the first, or the one before ended itself), the address that it was
 * about (0 if none), and the instruction. */
struct instance_last_fault {
    uint64_t type;
    uint64_t addr;
    uint64_t ip;
};

/* What the root task tells an instance; read-only there, constant while it lives. */
struct instance_info {
    uint64_t magic;
    uint32_t version;
    uint32_t size;  /* sizeof(struct instance_info) of the root task */
    uint32_t index; /* number of this instance, from 0 */
    uint32_t cores; /* cores it may use; core i of the instance is node first_core + i */
    uint32_t first_core;
    uint32_t shared_cores; /* set of its cores that other instances run on too (service.h) */
    uint32_t incarnation;  /* 0 at first start, counts restarts */
    struct instance_last_fault last_fault;
    char name[INSTANCE_NAME_SIZE];

    uint32_t manager_priority; /* priority and maximum controlled priority of the managers */
    uint32_t task_priority;    /* default of its tasks */
    uint32_t timer_irq;        /* the physical timer's interrupt, one per core, level triggered */
    uint32_t first_free_slot;  /* slots from here to 4095 of level 2 node 0 are empty */

    uint64_t heap_vaddr; /* INSTANCE_HEAP_BASE */
    uint64_t heap_paddr; /* its one 2 MiB page */
    uint64_t heap_size;  /* INSTANCE_LARGE_PAGE_SIZE */

    uint64_t info_paddr;    /* of this page; the others follow */
    uint64_t console_paddr; /* of struct instance_console, contiguous */

    uint64_t ram_total; /* bytes of the machine's RAM that user level has, over all instances */
    uint64_t elf_vaddr; /* lowest address of the image */
    uint64_t elf_entry;

    uint32_t untyped_count;
    uint32_t segment_count;
    uint32_t device_count;
    uint32_t wall_clock_device; /* index into devices of the real-time clock, or UINT32_MAX */

    struct instance_untyped untypeds[INSTANCE_MAX_UNTYPEDS];
    struct instance_segment boot_stack; /* of core 0's first thread */
    struct instance_segment segments[INSTANCE_MAX_SEGMENTS];
    struct instance_device devices[INSTANCE_MAX_DEVICES];

    /* The kernel command line without the words that are the root task's own (arcel4.*),
     * zero-terminated. */
    char cmdline[INSTANCE_CMDLINE_SIZE];
};

_Static_assert(sizeof(struct instance_info) <= INSTANCE_INFO_SIZE, "info fits its pages");
