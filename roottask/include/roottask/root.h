// SPDX-License-Identifier: BSD-2-Clause
//
// What the root task owns: its CSpace, its untyped memory, its address space, and what it has
// learnt about the machine. One thread uses all of this, the service loop; the fault monitor
// touches the console registers only.
#pragma once

#include <stdint.h>
#include <sel4/sel4.h>
#include <oskit/cspace.h>
#include <oskit/untyped.h>
#include <oskit/vspace.h>
#include <roottask/devtree.h>
#include <roottask/params.h>

/* The root task's address space beyond its image and what the kernel puts behind that. */
#define ROOT_UART_VADDR       0x1000000000ULL
#define ROOT_MONITOR_IPC      0x1000010000ULL
#define ROOT_AGENT_IPC        0x1000020000ULL /* + core * ROOT_AGENT_IPC_STRIDE */
#define ROOT_AGENT_IPC_STRIDE 0x2000ULL
#define ROOT_SCRATCH_VADDR    0x1000200000ULL /* one frame at a time: of an image, of a device */
#define ROOT_SHARED_VADDR                                                                          \
    0x1000400000ULL /* + instance * ROOT_SHARED_STRIDE: its info pages, then its console pages */
#define ROOT_SHARED_STRIDE  0x20000ULL
#define ROOT_SHARED_CONSOLE 0x10000ULL

/* What the root task has of its own. */
struct root {
    const seL4_BootInfo *boot;
    struct oskit_cspace cspace;
    struct oskit_pool pool;
    struct oskit_vspace vspace;
    struct devtree tree;
    struct params params;
    seL4_CPtr endpoint;     /* requests and faults of all instances */
    seL4_CPtr notification; /* bound to the service thread: UART interrupt, console kicks */
    uint64_t ram_total;     /* bytes of RAM that the kernel handed over */
};

/* The only one; set up by main. */
extern struct root root;

/* Statuses with which the system ends other than by an instance's own wish. */
#define STATUS_ROOT_ERROR 70  /* the root task could not bring the system up */
#define STATUS_PANIC      134 /* an instance panicked, by its own account */
#define STATUS_FAULT      139 /* an instance, or the root task itself, faulted */

/* boot.c: takes over what the kernel gave (slots, untypeds, device tree). Ends the system if it
 * cannot. */
void root_take_over(const seL4_BootInfo *boot);

/* self.c: gives every page of the root task's own image its final rights; no page stays writable
 * and executable. */
void root_protect_self(void);

/* devices.c: a frame for the device page at paddr (multiple of 4 KiB), made once; its slot in
 * *frame. */
enum oskit_error root_device_frame(uint64_t paddr, seL4_CPtr *frame);

/* devices.c: resets those of the set (bit i: device i of the tree) that read and write memory by
 * themselves: it may be given to somebody else then. Ends the system if one does not obey. */
void root_reset_devices(uint64_t devices);

/* Ends the system with a line that says what failed, if error is one. */
void root_must(enum oskit_error error, const char *what);

/* Makes a kernel object of fixed size that stays for ever; its slot. Ends the system, with a line
 * that says what for, if it cannot. */
seL4_CPtr root_object(seL4_Word type, const char *what);
