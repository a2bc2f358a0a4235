// SPDX-License-Identifier: BSD-2-Clause
//
// A place to come back to, as C's setjmp and longjmp have it (Procedure Call Standard for the Arm
// 64-bit Architecture: the registers that a call preserves).
#pragma once

#include <stdint.h>

struct checkpoint {
    uint64_t x[12]; /* x19 to x30 */
    uint64_t sp;
};

/* Returns 0; and 1 each time that checkpoint_return is called with the same checkpoint, which may
 * happen as long as the function that set it has not returned. */
int checkpoint_set(struct checkpoint *checkpoint) __attribute__((returns_twice));

/* Goes back to where the checkpoint was set. */
_Noreturn void checkpoint_return(const struct checkpoint *checkpoint);
