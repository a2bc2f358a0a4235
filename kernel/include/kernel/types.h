// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Basic types of the kernel and how its operations end. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sel4/types.h>
#include <kernel/config.h>

typedef seL4_Word word_t;  /**< machine word */
typedef seL4_Word paddr_t; /**< physical address */
typedef seL4_Word vptr_t;  /**< user virtual address */
typedef seL4_Word kptr_t;  /**< kernel virtual address as a number */
typedef seL4_CPtr cptr_t;  /**< address in a CSpace */

#define WORD_BITS 64u

#define BIT(n)  (1ul << (n))
#define MASK(n) (BIT(n) - 1ul)

#define ROUND_DOWN(x, bits) ((x) & ~MASK(bits))
#define ROUND_UP(x, bits)   ROUND_DOWN((x) + MASK(bits), bits)
#define IS_ALIGNED(x, bits) (((x)&MASK(bits)) == 0)

#define ARRAY_LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/** The structure of type `type` whose member `member` `pointer` points to. */
#define CONTAINER_OF(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/**
 * How an operation of the kernel ended. The details of an error stand in the
 * struct syscall_error of the invocation (kernel/invocation.h), written by whoever
 * returned STATUS_ERROR.
 */
enum status {
    STATUS_OK = 0,   /**< done */
    STATUS_ERROR,    /**< refused: the caller is told why */
    STATUS_PREEMPTED /**< an interrupt is pending: the system call will be executed again */
};

/**
 * Why a capability address led nowhere, in the form in which it is told to user level
 * (manual section 3.4, "Capability Addressing").
 */
struct lookup_failure {
    seL4_LookupFailureType type; /**< seL4_NoFailure: none */
    word_t bits_left;            /**< MissingCapability, DepthMismatch, GuardMismatch */
    word_t bits_found;           /**< DepthMismatch: bits that the CNode would have translated;
                                      GuardMismatch: size of the guard */
    word_t guard_found;          /**< GuardMismatch */
};

/** Why an invocation was refused, and the extra words of the reply. */
struct syscall_error {
    seL4_Error type;               /**< label of the reply */
    word_t argument;               /**< InvalidArgument, InvalidCapability: number of it */
    word_t range_min;              /**< RangeError */
    word_t range_max;              /**< RangeError */
    word_t memory_left;            /**< NotEnoughMemory: bytes */
    bool source;                   /**< FailedLookup: 1 for a source, 0 for a destination */
    struct lookup_failure failure; /**< FailedLookup */
};
