// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * Objects and capabilities of the architecture. Their packing (arch/cap.h), their invocations and
 * the tables behind them belong to the architecture; generic code calls these functions for
 * every capability with cap_is_arch().
 */

#include <kernel/invocation.h>

/** As cap_derive(): unmaps frames' copies, refuses tables and address spaces that are not
 * mapped or have no ASID (IllegalOperation). */
enum status arch_derive_cap(const struct cte *slot, struct cap cap, struct cap *derived,
                            struct syscall_error *error);

/** As cap_update_data(). */
struct cap arch_update_cap_data(bool preserve, word_t data, struct cap cap);

/** As cap_mask_rights(). */
struct cap arch_mask_rights(word_t rights, struct cap cap);

/** What arch_finalise_cap() leaves; both are null for most types. */
struct finalised {
    struct cap remainder; /**< to be deleted further (zombie) */
    struct cap cleanup;   /**< for post_cap_deletion() once the slot is empty */
};

/** A capability is being deleted: unmaps; `final`: the last one to its object, which dies. */
struct finalised arch_finalise_cap(struct cap cap, bool final);

/** After the slot of a capability with a cleanup part was emptied. */
void arch_post_cap_deletion(struct cap cleanup);

/** Whether `child` refers to memory that `parent` refers to as well; both of the architecture. */
bool arch_same_region(struct cap parent, struct cap child);

/** Whether both refer to one and the same object; both of the architecture. */
bool arch_same_object(struct cap a, struct cap b);

/** Whether the capability `derived`, made from `source`, may itself become an ancestor
 * (as a badged endpoint made from an unbadged one does); `derived` of the architecture. */
bool arch_cap_becomes_revocable(struct cap derived, struct cap source);

/** Whether `parent`, known to cover the same region as `child` and to be revocable, is its
 * ancestor. `child_first`: the child was the one to get its badge (CTE_FIRST_BADGED). */
bool arch_cap_is_ancestor(struct cap parent, struct cap child, bool child_first);

/** Whether the capability descends from IRQControl (SGI signal). */
bool arch_is_irq_control_child(struct cap cap);

/** Whether the capability is one that stands for memory which an untyped covers. */
bool arch_cap_is_physical(struct cap cap);

/** log2 of the size of the memory that a physical capability stands for. */
word_t arch_cap_size_bits(struct cap cap);

/** Whether `type` is an object type of the architecture that Retype knows. */
bool arch_object_type_exists(word_t type);

/** log2 of the size of an object of the type. */
word_t arch_object_size_bits(word_t type);

/** Whether objects of the type are frames. */
bool arch_is_frame_type(word_t type);

/** The capability to a new object in zeroed (device: untouched) memory at `base`. */
struct cap arch_create_object(word_t type, kptr_t base, bool device);

/** Invocation of an architecture capability. */
enum status arch_decode_invocation(struct invocation *inv);

/** Invocation of IRQControl with a label that is not IRQIssueIRQHandler. */
enum status arch_decode_irq_control(struct invocation *inv);

/** The kernel's number for user level's `irq` in IRQIssueIRQHandler; RangeError if there is
 * none. */
enum status arch_check_irq(struct invocation *inv, word_t irq, word_t *kernel_irq);

/** Whether the capability is an address space that a thread can run in. */
bool arch_is_valid_vspace(struct cap cap);

/** Whether `frame` can hold an IPC buffer at `address`: STATUS_OK, or IllegalOperation,
 * AlignmentError. */
enum status arch_check_ipc_buffer(struct invocation *inv, vptr_t address, struct cap frame);

/** Prints what a VM fault's status says, for the report of a fault without handler. */
void arch_debug_print_fault(const struct tcb *tcb, const struct fault *fault);
