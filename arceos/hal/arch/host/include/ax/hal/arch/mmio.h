// SPDX-License-Identifier: BSD-2-Clause
/* A Linux process: device registers are functions of a simulated device (plat/host). */
#pragma once

#include <ax/core/types.h>

/* As on other architectures; the simulated device runs on the same thread. */
static inline void ax_dma_write_barrier(void)
{
    __asm__ volatile("" ::: "memory");
}

/* Likewise. */
static inline void ax_dma_read_barrier(void)
{
    __asm__ volatile("" ::: "memory");
}

/* Likewise. */
static inline void ax_dma_barrier(void)
{
    __asm__ volatile("" ::: "memory");
}

/* A register of 32 bits, `offset` bytes from `regs`. plat/host provides both. */
uint32_t ax_mmio_read32(volatile void *regs, size_t offset);
void ax_mmio_write32(volatile void *regs, size_t offset, uint32_t value);
