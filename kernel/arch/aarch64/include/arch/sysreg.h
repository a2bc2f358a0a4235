// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* System registers: access and the bits that the kernel uses. Arm ARM (DDI 0487) D17. */

/* CPACR_EL1.FPEN: FP and SIMD instructions trap from EL0 only, or not at all. */
#define ARM_CPACR_FP_EL1 (1 << 20)
#define ARM_CPACR_FP_ALL (3 << 20)

/* ESR_EL1: exception class, and the classes that the kernel tells apart. */
#define ARM_ESR_CLASS_SHIFT 26
#define ARM_CLASS_FP        0x07
#define ARM_CLASS_SVC64     0x15
#define ARM_CLASS_FETCH_EL0 0x20
#define ARM_CLASS_DATA_EL0  0x24

/* TTBRn_EL1: the ASID stands above the table's address. */
#define ARM_TTBR_ASID_SHIFT 48

#ifndef __ASSEMBLER__

#include <kernel/types.h>

/** Reads a system register. Volatile: reads stay in program order with other register accesses. */
#define arm_read(name)                                                                             \
    ({                                                                                             \
        word_t arm_read_value;                                                                     \
        __asm__ volatile("mrs %0, " #name : "=r"(arm_read_value)::"memory");                       \
        arm_read_value;                                                                            \
    })

/** Writes a system register. */
#define arm_write(name, value)                                                                     \
    __asm__ volatile("msr " #name ", %0" ::"r"((word_t)(value)) : "memory")

/** What follows sees all system register writes before (Arm ARM D17.1.2). */
static inline void arm_isb(void)
{
    __asm__ volatile("isb" ::: "memory");
}

/** All memory accesses and maintenance before have ended, for the inner shareable domain. */
static inline void arm_dsb_ish(void)
{
    __asm__ volatile("dsb ish" ::: "memory");
}

/** All stores before have ended, for observers (table walks among them) in the inner domain. */
static inline void arm_dsb_ishst(void)
{
    __asm__ volatile("dsb ishst" ::: "memory");
}

/** All memory accesses and maintenance before have ended, for every observer and device. */
static inline void arm_dsb_sy(void)
{
    __asm__ volatile("dsb sy" ::: "memory");
}

#endif /* !__ASSEMBLER__ */
