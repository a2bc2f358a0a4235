// SPDX-License-Identifier: BSD-2-Clause
/* AArch64 at EL0: TPIDRRO_EL0 has the address of the core's block; only the kernel writes it. */
#pragma once

struct ax_percpu;

/* percpu.h tells what it is for. Read anew each time: after a switch it may be another core's. */
static inline struct ax_percpu *ax_percpu(void)
{
    struct ax_percpu *block;

    __asm__ volatile("mrs %0, tpidrro_el0" : "=r"(block)::"memory");
    return block;
}
