// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Invocations of AArch64's capabilities, one function for each type. */

#include <kernel/invocation.h>
#include <arch/cache.h>
#include <arch/vspace.h>

/** Invocations by the type of the capability. @return as decode_invocation() */
enum status arm_decode_frame(struct invocation *inv);
enum status arm_decode_page_table(struct invocation *inv);
enum status arm_decode_vspace(struct invocation *inv);
enum status arm_decode_asid_control(struct invocation *inv);
enum status arm_decode_asid_pool(struct invocation *inv);

/** The address space that a mapping goes to. */
struct arm_target {
    pte_t *vspace;
    word_t asid;
};

/**
 * The address space of capability number `i` of the message. Errors: InvalidCapability if it is
 * none or has no ASID. arm_check_target() has to follow.
 */
enum status arm_find_target(struct invocation *inv, struct cap cap, word_t i,
                            struct arm_target *target);

/**
 * Whether the address space still has its ASID: FailedLookup if nobody has it, InvalidCapability
 * if it is another one's.
 */
enum status arm_check_target(struct invocation *inv, word_t i, const struct arm_target *target);

/**
 * Maintains caches for bytes start to end - 1 of physical memory, all in one frame; does nothing
 * if they are not RAM, which no cache ever holds. Preemptible: the caller's first message word,
 * from which start was computed, moves on with what has been done.
 */
enum status arm_maintain_physical(struct invocation *inv, enum arm_cache_operation operation,
                                  paddr_t start, paddr_t end);
