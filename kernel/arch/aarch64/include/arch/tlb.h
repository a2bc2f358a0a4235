// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * Translation table maintenance. Rules of the Arm ARM (DDI 0487), D8:
 *
 *   T1  A store to a table is seen by walks after DSB ISHST: the walks are cacheable and inner
 *       shareable (TCR_EL1), so no cache maintenance is needed.
 *   T2  An entry that was invalid needs no TLB invalidation: invalid entries are not cached.
 *   T3  After a valid entry was changed: DSB ISHST, TLBI, DSB ISH. No ISB: only EL0 uses these
 *       translations, and the return to EL0 synchronises the context.
 *   T4  Changing the output address, size or memory type of a valid entry takes a break before
 *       the make: invalid entry, T3, new entry, T1. Changing permissions does not.
 *   T5  With several nodes the TLBI is broadcast (…IS); one node has only its own TLB.
 *   T6  A table taken out of a tree: T3 for the whole ASID, since walks cache tables as well.
 *
 * These names and others (docs/kernel.md) stand at every barrier and every maintenance instruction.
 */

#include <kernel/types.h>
#include <arch/sysreg.h>

#define ARM_TLBI(operation, value)                                                                 \
    do {                                                                                           \
        if (K_SMP) {                                                                               \
            __asm__ volatile("tlbi " #operation "is, %0" ::"r"(value) : "memory"); /* T5 */        \
        } else {                                                                                   \
            __asm__ volatile("tlbi " #operation ", %0" ::"r"(value) : "memory"); /* T5 */          \
        }                                                                                          \
    } while (0)

/** T3 for one page or block at user address `address`. */
static inline void arm_tlb_invalidate_page(word_t asid, vptr_t address)
{
    arm_dsb_ishst();                                                                     /* T3 */
    ARM_TLBI(vae1, asid << ARM_TTBR_ASID_SHIFT | (address >> seL4_PageBits & MASK(44))); /* T3 */
    arm_dsb_ish();                                                                       /* T3 */
}

/** T3 for all address spaces, the kernel's among them. */
static inline void arm_tlb_invalidate_all(void)
{
    arm_dsb_ishst(); /* T3 */
    if (K_SMP) {
        __asm__ volatile("tlbi vmalle1is" ::: "memory"); /* T5 */
    } else {
        __asm__ volatile("tlbi vmalle1" ::: "memory"); /* T5 */
    }
    arm_dsb_ish(); /* T3 */
}

/** T3 for everything of an address space, cached intermediate tables included. */
static inline void arm_tlb_invalidate_asid(word_t asid)
{
    arm_dsb_ishst();                               /* T3 */
    ARM_TLBI(aside1, asid << ARM_TTBR_ASID_SHIFT); /* T3 */
    arm_dsb_ish();                                 /* T3 */
}
