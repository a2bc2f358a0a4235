// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <sel4/bootinfo_types.h>
#include <sel4/macros.h>
#include <sel4/types.h>

/** Remembers the boot information, for seL4_GetBootInfo. Called once, by the start-up code. */
void seL4_InitBootInfo(seL4_BootInfo *bi)
    SEL4_DEPRECATED("keep the address that the kernel passes in x0 yourself");

/** What seL4_InitBootInfo was given; null before. Only the root task has any. */
seL4_BootInfo *seL4_GetBootInfo(void)
    SEL4_DEPRECATED("keep the address that the kernel passes in x0 yourself");
