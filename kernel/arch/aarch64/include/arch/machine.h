// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * The kernel's view of physical memory, and the cheap test for a pending interrupt.
 *
 * The kernel window maps physical address p at ARM_WINDOW + p, for all of 2^44 bytes: numbers
 * only, unless p is RAM or a device that the kernel drives. The kernel's own image is linked
 * inside the window.
 *
 * The address is chosen for three reasons: capabilities (kernel/cap.h) express addresses with bit
 * 47 set; one entry of the top level table covers the first 2^39 bytes; and physical address 2^39
 * gets a kernel address aligned to 2^44, so that untypeds above it, which are aligned as kernel
 * addresses are, have the sizes that seL4 gives them.
 */

/** Virtual address of physical address 0, and the size of the window in bits. */
#define ARM_WINDOW      0xffff8f8000000000
#define ARM_WINDOW_BITS 44

#ifndef __ASSEMBLER__

#include <kernel/types.h>

/** Kernel address of a physical one; no memory access. */
static inline kptr_t phys_to_kernel(paddr_t address)
{
    return address + ARM_WINDOW;
}

/** Physical address of a kernel address; no memory access. */
static inline paddr_t kernel_to_phys(kptr_t address)
{
    return address - ARM_WINDOW;
}

/** Whether an interrupt waits for this core (ISR_EL1 tells it in spite of the mask). */
static inline bool preempt_pending(void)
{
    word_t status;

    __asm__ volatile("mrs %0, ISR_EL1" : "=r"(status));
    return (status & BIT(7)) != 0;
}

#endif /* !__ASSEMBLER__ */
