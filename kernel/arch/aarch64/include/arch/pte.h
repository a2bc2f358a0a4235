// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * Translation table descriptors: VMSAv8-64, 4 KiB granule, 48-bit input addresses (Arm ARM
 * DDI 0487, D8.3). Levels 0 (top) to 3; level 3 maps pages, levels 1 and 2 map blocks or tables.
 */

#include <boot/entry.h>
#include <arch/machine.h>

/** A descriptor of a translation table, of any level. */
typedef uint64_t pte_t;

#define PTE_LEVELS     4u
#define PTE_LAST_LEVEL 3u
#define PTE_INDEX_BITS 9u
#define PTE_PER_TABLE  BIT(PTE_INDEX_BITS)

#define PTE_VALID        BIT(0)
#define PTE_TABLE        BIT(1) /**< levels 0 to 2: points to a table */
#define PTE_PAGE         BIT(1) /**< level 3: must be set */
#define PTE_MEMORY(mair) ((pte_t)(mair) << 2)
#define PTE_EL0          BIT(6) /**< user level has access */
#define PTE_READ_ONLY    BIT(7)
#define PTE_INNER        (3ul << 8) /**< inner shareable */
#define PTE_ACCESSED     BIT(10)    /**< else the first access faults */
#define PTE_NON_GLOBAL   BIT(11)    /**< for one ASID only */
#define PTE_PXN          BIT(53)    /**< EL1 may not execute */
#define PTE_UXN          BIT(54)    /**< EL0 may not execute */
#define PTE_ADDRESS      0x0000fffffffff000ul

/* What a valid entry may change to without a break: rules T3 and T4 of arch/tlb.h. */
#define PTE_PERMISSIONS (PTE_EL0 | PTE_READ_ONLY | PTE_PXN | PTE_UXN)

/** Address bits that an entry of a table at `level` leaves to be translated: 39, 30, 21, 12. */
static inline unsigned pte_bits_left(unsigned level)
{
    return seL4_PageBits + PTE_INDEX_BITS * (PTE_LAST_LEVEL - level);
}

/** Position of the entry for `address` in a table at `level`. */
static inline word_t pte_index(unsigned level, word_t address)
{
    return address >> pte_bits_left(level) & MASK(PTE_INDEX_BITS);
}

/** Whether an entry in a table at `level` points to another table. */
static inline bool pte_is_table(pte_t entry, unsigned level)
{
    return level < PTE_LAST_LEVEL && (entry & (PTE_VALID | PTE_TABLE)) == (PTE_VALID | PTE_TABLE);
}

/** Whether an entry maps memory. */
static inline bool pte_is_leaf(pte_t entry, unsigned level)
{
    return (entry & PTE_VALID) != 0 && !pte_is_table(entry, level);
}

/** Table to which an entry points. */
static inline pte_t *pte_next_table(pte_t entry)
{
    return (pte_t *)phys_to_kernel(entry & PTE_ADDRESS);
}

/** Entry that points to a table, for a TTBR0 tree. */
static inline pte_t pte_to_table(const pte_t *table)
{
    return kernel_to_phys((kptr_t)table) | PTE_VALID | PTE_TABLE;
}

/** Whether user level may write through a leaf. Only then it may invalidate cache lines: that
 * undoes writes that have not reached memory yet. */
static inline bool pte_user_may_write(pte_t entry)
{
    return (entry & (PTE_EL0 | PTE_READ_ONLY)) == PTE_EL0;
}
