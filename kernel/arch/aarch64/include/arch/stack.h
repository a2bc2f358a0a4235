// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Kernel stacks: one for each core, each above a page that is not mapped (see window.c). */

#define ARM_STACK_GUARD 4096
#define ARM_STACK_SIZE  (ARM_STACK_GUARD + 8192) /**< guard page included */

#ifndef __ASSEMBLER__

#include <kernel/types.h>

/** Kernel stack of each core; it grows down to the guard page at its start. */
extern char arm_kernel_stacks[K_MAX_CORES][ARM_STACK_SIZE];

#endif /* !__ASSEMBLER__ */
