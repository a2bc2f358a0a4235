// SPDX-License-Identifier: BSD-2-Clause
/* Private to the AArch64 part: what C and assembly share. Source: Arm ARM (DDI 0487), D17.2. */
#pragma once

/** Bytes of stack of each core. */
#define ARM_STACK_SIZE 8192

/** SCTLR_EL1 with MMU and caches off: only the bits that are reserved as one in Armv8.0. */
#define ARM_SCTLR_OFF 0x30d00800

/* Offsets in struct arm_core and struct arm_entry. */
#define ARM_CORE_STACK     0
#define ARM_ENTRY_TTBR0    0
#define ARM_ENTRY_TTBR1    8
#define ARM_ENTRY_TCR      16
#define ARM_ENTRY_ARGUMENT 24
#define ARM_ENTRY_PC       88
#define ARM_ENTRY_LOGICAL  96

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

#include <boot/entry.h>

#pragma GCC visibility push(hidden)

/** What a secondary core gets in x0 from PSCI. */
struct arm_core {
    uint64_t stack_top;
    uint64_t logical; /* its logical number */
};

/** All that a core has in its registers when it enters the kernel. */
struct arm_entry {
    uint64_t ttbr0;
    uint64_t ttbr1;
    uint64_t tcr;
    uint64_t argument[8]; /* x0 to x7 */
    uint64_t pc;          /* virtual */
    uint64_t logical;     /* to TPIDR_EL1 */
};

_Static_assert(offsetof(struct arm_core, stack_top) == ARM_CORE_STACK, "as in the assembly");
_Static_assert(offsetof(struct arm_entry, ttbr0) == ARM_ENTRY_TTBR0, "as in the assembly");
_Static_assert(offsetof(struct arm_entry, ttbr1) == ARM_ENTRY_TTBR1, "as in the assembly");
_Static_assert(offsetof(struct arm_entry, tcr) == ARM_ENTRY_TCR, "as in the assembly");
_Static_assert(offsetof(struct arm_entry, argument) == ARM_ENTRY_ARGUMENT, "as in the assembly");
_Static_assert(offsetof(struct arm_entry, pc) == ARM_ENTRY_PC, "as in the assembly");
_Static_assert(offsetof(struct arm_entry, logical) == ARM_ENTRY_LOGICAL, "as in the assembly");

/** The cores' stacks; start.S takes the first one for core 0. */
extern _Alignas(16) uint8_t arm_stacks[BOOT_MAX_CORES][ARM_STACK_SIZE];

/** Exception level at entry of the core that the machine started; start.S writes it. */
extern uint64_t arm_entry_level;

/** Where PSCI starts a secondary core; x0 = its struct arm_core. MMU off, EL1 or EL2. */
void arm_secondary_start(void);

/** C part of a secondary core: EL1, MMU off, on its own stack. */
_Noreturn void arm_secondary_main(struct arm_core *core);

/**
 * Turns the MMU on and jumps to the kernel. The last access of this core to the loader's data is
 * the store of 1 to `*done`.
 */
_Noreturn void arm_enter_kernel(const struct arm_entry *entry, volatile uint64_t *done);

/** Cleans and invalidates the data cache from `start` to `end`, to the point of coherency. */
void arm_cache_clean_invalidate(uint64_t start, uint64_t end);

/** Jumps to `address` with `argument` in x0, after a flush of the instruction cache. */
_Noreturn void arm_jump(uint64_t argument, uint64_t address);

/** PSCI call by hvc or smc with up to three arguments; returns x0. */
int64_t arm_hvc(uint64_t function, uint64_t a, uint64_t b, uint64_t c);
int64_t arm_smc(uint64_t function, uint64_t a, uint64_t b, uint64_t c);

/** Reports an exception in the loader itself and ends the run. */
_Noreturn void arm_exception(uint64_t syndrome, uint64_t address, uint64_t pc);

/** Reports that the machine entered at a level other than EL1 and EL2, and ends the run. */
_Noreturn void arm_wrong_level(void);

#pragma GCC visibility pop

#endif
