// SPDX-License-Identifier: BSD-2-Clause
/*
 * seL4's Call, made by hand: applications know nothing of seL4. The registers are AArch64's of the
 * non-MCS interface (abi/include/sel4): x0 the capability, x1 label and length, x2 to x5 the words,
 * x7 the system call.
 */
#pragma once

#include <ax/core/types.h>

struct raw_answer {
    uint64_t label;
    uint64_t length; /* Words. */
    uint64_t word;   /* The first one, if there is one. */
};

/* Calls `slot` of the task's CSpace with the first `length` of three words. Task context; waits for
 * the answer. */
static inline struct raw_answer raw_call(uint64_t slot, uint64_t label, uint64_t length,
                                         uint64_t word0, uint64_t word1, uint64_t word2)
{
    register uint64_t x0 __asm__("x0") = slot;
    register uint64_t x1 __asm__("x1") = label << 12 | length;
    register uint64_t x2 __asm__("x2") = word0;
    register uint64_t x3 __asm__("x3") = word1;
    register uint64_t x4 __asm__("x4") = word2;
    register uint64_t x5 __asm__("x5") = 0;
    register uint64_t x7 __asm__("x7") = (uint64_t)-1;

    __asm__ volatile("svc #0"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5)
                     : "r"(x7)
                     : "x6", "memory");
    return (struct raw_answer){.label = x1 >> 12, .length = x1 & 0x7f, .word = x2};
}
