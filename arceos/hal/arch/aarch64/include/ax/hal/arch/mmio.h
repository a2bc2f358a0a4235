// SPDX-License-Identifier: BSD-2-Clause
/*
 * AArch64: device registers, and the order between them and memory that a device reads and writes
 * itself (Arm ARM, B2.3: barriers of the outer shareable domain reach devices that are coherent).
 */
#pragma once

#include <ax/core/types.h>

/* Everything stored before is seen by devices before anything stored afterwards. */
static inline void ax_dma_write_barrier(void)
{
    __asm__ volatile("dmb oshst" ::: "memory");
}

/* Nothing after it is loaded before what was loaded before. */
static inline void ax_dma_read_barrier(void)
{
    __asm__ volatile("dmb oshld" ::: "memory");
}

/* Both, and stores before it are seen before loads after it are done. */
static inline void ax_dma_barrier(void)
{
    __asm__ volatile("dmb osh" ::: "memory");
}

/*
 * Loads a device register, 32 bits, `offset` bytes from `regs`. What follows, loads of memory that
 * the device wrote included, happens afterwards.
 */
static inline uint32_t ax_mmio_read32(volatile void *regs, size_t offset)
{
    uint32_t value;

    __asm__ volatile("ldr %w0, [%1]"
                     : "=r"(value)
                     : "r"((volatile char *)regs + offset)
                     : "memory");
    ax_dma_read_barrier();
    return value;
}

/* Stores to a device register, after everything that was stored to memory before. */
static inline void ax_mmio_write32(volatile void *regs, size_t offset, uint32_t value)
{
    ax_dma_write_barrier();
    __asm__ volatile("str %w0, [%1]" ::"r"(value), "r"((volatile char *)regs + offset) : "memory");
}
