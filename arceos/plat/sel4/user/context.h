// SPDX-License-Identifier: BSD-2-Clause
/* TASK=user: what switch.S and threads.c share. */
#pragma once

#include "../plat.h"

/*
 * What a context that was switched from has saved at its stack pointer: the registers that a
 * function call must keep (AAPCS64, 6.1), the control bits of floating point, the thread pointer.
 */
struct plat_user_frame {
    uint64_t x29, x30;
    uint64_t x19, x20, x21, x22, x23, x24, x25, x26, x27, x28;
    uint64_t d[8]; /* d8 to d15 */
    uint64_t fpcr;
    uint64_t thread_pointer;
};

/* In the storage of struct ax_hal_thread. Written by the core that it is of. */
struct plat_user_task {
    struct plat_context context;
    struct plat_user_frame *frame; /* its stack pointer while it does not run */
    bool dead;
};

_Static_assert(sizeof(struct plat_user_task) <= sizeof(struct ax_hal_thread), "fits its storage");

/* Known to switch.S. */
_Static_assert(sizeof(struct plat_user_frame) == 176, "size of a frame");
_Static_assert(offsetof(struct plat_user_frame, d) == 96, "place of d8");
_Static_assert(offsetof(struct plat_user_frame, fpcr) == 160, "place of FPCR");
_Static_assert(offsetof(struct plat_user_task, frame) == 32, "place of the stack pointer");

/* Goes on with `next`; what ran before is not saved. */
void plat_user_load(struct plat_user_task *next) AX_NORETURN;

/* First instruction of a context: x19 = entry, x20 = argument. */
void plat_user_start(void);
