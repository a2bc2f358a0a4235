// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/**
 * Outcome of an invocation: the label of the kernel's answer. Words of the answer
 * explain some of them (reference manual, "Errors").
 */
typedef enum {
    seL4_NoError = 0,           /**< done */
    seL4_InvalidArgument = 1,   /**< word 0: number of the argument */
    seL4_InvalidCapability = 2, /**< word 0: number of the capability, 0 is the invoked one */
    seL4_IllegalOperation = 3,  /**< not allowed now, or never for this object */
    seL4_RangeError = 4,        /**< words 0, 1: least and greatest allowed value */
    seL4_AlignmentError = 5,    /**< an address is not aligned as it must be */
    seL4_FailedLookup = 6,      /**< word 0: 1 if the source; from word 1: the lookup failure */
    seL4_TruncatedMessage = 7,  /**< fewer words or capabilities than the invocation has */
    seL4_DeleteFirst = 8,       /**< a destination is in use */
    seL4_RevokeFirst = 9,       /**< an object or capability has children */
    seL4_NotEnoughMemory = 10,  /**< word 0: bytes that are left */
    seL4_NumErrors              /**< number of values */
} seL4_Error;
