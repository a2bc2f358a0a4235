// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* What the vectors store of an exception that must not happen. */

#define ARM_PANIC_X(n)   (8 * (n)) /**< x0 to x30 */
#define ARM_PANIC_SP     (8 * 31)
#define ARM_PANIC_VECTOR (8 * 32)

#ifndef __ASSEMBLER__

#include <kernel/types.h>

/** What the registers were at an exception of the kernel's own. */
struct arm_panic_frame {
    word_t x[31];
    word_t sp;
    word_t vector; /**< place in the vector table, 0 to 15 */
};

_Static_assert(offsetof(struct arm_panic_frame, sp) == ARM_PANIC_SP, "offset for assembly");
_Static_assert(offsetof(struct arm_panic_frame, vector) == ARM_PANIC_VECTOR, "offset for assembly");

/** Filled by the first core that gets there. */
extern struct arm_panic_frame arm_panic_frame;

/** Prints the frame and why, stops the machine. Called by the vectors. */
void arm_panic_exception(const struct arm_panic_frame *frame) __attribute__((noreturn));

#endif /* !__ASSEMBLER__ */
