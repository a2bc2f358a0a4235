// SPDX-License-Identifier: BSD-2-Clause
//
// Slots and objects for cases. All belong to the running case: at its end they are deleted, and it
// is a difference of the case if something is left. A function that cannot do its work ends the
// case.
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>

#define ROOT  seL4_CapInitThreadCNode
#define SELF  seL4_CapInitThreadTCB
#define SPACE seL4_CapInitThreadVSpace
#define DEPTH ((seL4_Uint8)seL4_WordBits)

/* The boot information. */
const seL4_BootInfo *boot_info(void);

/* A slot that is free. */
seL4_CPtr slot_new(void);

/* The first of `count` free slots that follow each other. */
seL4_CPtr slots_new(seL4_Word count);

/* Whether a slot of the root CNode is empty. Overwrites message words. */
bool slot_empty(seL4_CPtr slot);

/* A new object of a type, from the case's memory; size_bits only for untypeds and CNodes. */
seL4_CPtr object_new(seL4_Word type, seL4_Word size_bits);

/* The untyped capability that all the case's objects come from. */
seL4_Untyped arena(void);

/* Its size: log2 of bytes. */
seL4_Word arena_bits(void);

/* A copy of a capability in a new slot: with these rights, and this badge or guard. */
seL4_CPtr cap_copy(seL4_CPtr source, seL4_CapRights_t rights);
seL4_CPtr cap_mint(seL4_CPtr source, seL4_CapRights_t rights, seL4_Word badge);

/* Deletes what a slot holds. */
void cap_delete(seL4_CPtr slot);

/* A user address with nothing of the suite's near: cases map what they like from here on. */
#define FREE_ADDRESS 0x1000000000ul

/* Maps the tables that a 4 KiB page at this address needs; a new frame there, in the own VSpace. */
void tables_map(seL4_CPtr vspace, seL4_Word address);
seL4_CPtr frame_map(seL4_Word address);

/* A frame of 4 KiB of the device memory at this physical address. */
seL4_CPtr device_frame(seL4_Word paddr);

/* A new VSpace that has an ASID. */
seL4_CPtr vspace_new(void);

/* Retype with the root CNode itself as destination. Returns seL4's error. */
seL4_Error retype(seL4_Untyped untyped, seL4_Word type, seL4_Word size_bits, seL4_CPtr first,
                  seL4_Word count);

/* For objects that outlive the cases: from other memory, never deleted. */
seL4_CPtr lasting_slot(void);
seL4_CPtr lasting_object(seL4_Word type, seL4_Word size_bits);

/* Called once at start. */
void objects_init(const seL4_BootInfo *info);

/* Called after each case: deletes what it made and checks that nothing is left. */
void objects_release(void);

/* An invocation by hand: the label, `length` message words and `caps` capabilities that the caller
 * put into the IPC buffer. Returns the reply's tag; its words are in the buffer. */
seL4_MessageInfo_t invoke(seL4_CPtr cap, seL4_Word label, seL4_Word caps, seL4_Word length);

/* The error in the reply of such an invocation. */
seL4_Error invoke_error(seL4_CPtr cap, seL4_Word label, seL4_Word caps, seL4_Word length);
