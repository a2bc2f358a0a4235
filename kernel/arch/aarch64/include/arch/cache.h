// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * Cache maintenance by address, on kernel addresses of RAM. Data caches are physically tagged, so
 * that this reaches user level's lines. Arm ARM (DDI 0487) D7.5, B2.4.
 */

#include <kernel/types.h>

/** Reads the sizes of lines; once, before any of the functions below. */
void arm_cache_init(void);

/** What the invocations …Clean_Data to …Unify_Instruction do, in the order of their labels. */
enum arm_cache_operation {
    ARM_CACHE_CLEAN = 0,        /**< to the point of coherency */
    ARM_CACHE_INVALIDATE,       /**< to the point of coherency */
    ARM_CACHE_CLEAN_INVALIDATE, /**< to the point of coherency */
    ARM_CACHE_UNIFY             /**< data to the point of unification, then instructions */
};

/**
 * Maintains the data cache's lines that hold bytes start to end - 1; start < end. It has ended, for
 * every observer, when this returns. ARM_CACHE_UNIFY: arm_cache_invalidate_instructions() is to
 * follow once all data have been maintained.
 */
void arm_cache_maintain_data(enum arm_cache_operation operation, kptr_t start, kptr_t end);

/** The second half of ARM_CACHE_UNIFY, for all addresses. */
void arm_cache_invalidate_instructions(void);

/** Zeroes `bytes` (multiple of 16, aligned to 16), as arch_clear_memory() without the cleaning. */
void arm_zero(kptr_t start, word_t bytes);
