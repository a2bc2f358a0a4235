// SPDX-License-Identifier: BSD-2-Clause
/*
 * Code that a preemption restarts. A task that is made to yield while its pc lies in
 * [ax_restartable_start, ax_restartable_end) goes on at the start of its 32-byte slot: everything
 * there before a slot's last store has no effect that counts (percpu.S).
 */
#pragma once

#include <ax/core/types.h>

#define AX_RESTARTABLE_SLOT 32

/* The first byte of all slots, and the first behind them. */
extern const char ax_restartable_start[];
extern const char ax_restartable_end[];

/* Where a task that was stopped at `pc` is to go on after it has been away from its core. */
static inline uint64_t ax_restartable_pc(uint64_t pc)
{
    bool inside = pc >= (uintptr_t)ax_restartable_start && pc < (uintptr_t)ax_restartable_end;
    return inside ? AX_ALIGN_DOWN(pc, AX_RESTARTABLE_SLOT) : pc;
}
