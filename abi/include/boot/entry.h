// SPDX-License-Identifier: BSD-2-Clause
/*
 * The state in which the loader hands a core to the kernel, on AArch64.
 *
 * Every core enters at the ELF entry point of the kernel (a virtual address) with:
 *
 *   x0, x1     physical start and end (exclusive) of the user image, page aligned
 *   x2         physical minus virtual address of the user image, modulo 2^64
 *   x3         virtual entry point of the user image
 *   x4, x5     physical address (page aligned) and size in bytes of the device tree, packed
 *   x6         number of cores that enter the kernel, this one included
 *   x7         BOOT_ENTRY_MAGIC: says that x6 means what is written above
 *   TPIDR_EL1  logical number of this core: 0 for the core that the machine started, the others
 *              counted in the order of their cpu nodes in the device tree
 *
 * x0 to x5 and TPIDR_EL1 are what seL4 16.0.0 expects; x6 and x7 are an addition of this loader.
 * A kernel that was started by another loader finds anything in x6 and x7, hence the magic.
 *
 * Exception level EL1 with SP_EL1 selected; D, A, I and F masked; SP, VBAR_EL1, CPACR_EL1 and all
 * other registers undefined. MMU and caches on: SCTLR_EL1 = BOOT_SCTLR_EL1, MAIR_EL1 =
 * BOOT_MAIR_EL1, TCR_EL1 = BOOT_TCR_EL1 with IPS set to what the core implements. TTBR1_EL1 maps
 * the kernel's image at the virtual addresses of its program headers, in 2 MiB blocks (hence up to
 * 2 MiB - 1 beyond either end), readable, writable and executable. TTBR0_EL1 maps the identity for
 * all RAM that the device tree tells of and for the console; nothing there is executable but the
 * loader's own text. Both ASIDs are 0; no TLB entry and no instruction-cache line is stale.
 *
 * Physical order: kernel < device tree < user image. These three are the kernel's to keep. Nothing
 * else is: the translation tables of this state lie in memory that no register names, so a kernel
 * uses its own tables, on every core, before it writes to memory outside those three ranges.
 *
 * All secondary cores have left the loader's data structures, and run or are about to run the
 * kernel's first instruction, before core 0 enters the kernel. The memory of the kernel's image
 * beyond the file part of each segment is zero when the first core enters, and not later: a
 * secondary core may have entered, and written, before core 0 does.
 *
 * Sources: seL4 Reference Manual 16.0.0 "System Bootstrapping"; Arm ARM (DDI 0487) D17.2 for
 * the registers.
 */
#pragma once

/** Value of x7 at entry: "ArceL4b1" as eight ASCII characters, first one in the highest byte. */
#define BOOT_ENTRY_MAGIC 0x417263654c346231

/** Most cores that the loader starts, whatever the kernel and the machine could do. */
#define BOOT_MAX_CORES 8

/*
 * Memory attribute indices: positions in MAIR_EL1. seL4 16.0.0 builds its own page tables on these
 * six, and does not write the register.
 */
#define BOOT_MAIR_DEVICE_nGnRnE 0
#define BOOT_MAIR_DEVICE_nGnRE  1
#define BOOT_MAIR_DEVICE_GRE    2
#define BOOT_MAIR_NORMAL_NC     3
#define BOOT_MAIR_NORMAL_WB     4
#define BOOT_MAIR_NORMAL_WT     5

/** MAIR_EL1 at entry: attribute bytes 0 to 5 are 00, 04, 0c, 44, ff, aa. */
#define BOOT_MAIR_EL1 0x0000aaff440c0400

/**
 * TCR_EL1 at entry but for IPS (bits 34:32, which the loader copies from ID_AA64MMFR0_EL1.PARange,
 * at most 48 bits): T0SZ = T1SZ = 16 (48-bit halves), TG0 = TG1 = 4 KiB, walks inner shareable and
 * write-back write-allocate on both sides, A1 = 0 (ASID from TTBR0), AS = 1 (16-bit ASIDs).
 */
#define BOOT_TCR_EL1           0x00000010b5103510
#define BOOT_TCR_EL1_IPS_SHIFT 32

/**
 * SCTLR_EL1 at entry: the bits that are reserved as one in Armv8.0, and nTWE, nTWI (WFE and WFI
 * are not trapped), I, SA0, SA, C, M. All others are 0: EL0 may neither read CTR_EL0 nor maintain
 * caches until the kernel allows it, and WXN is off.
 */
#define BOOT_SCTLR_EL1 0x0000000030d5181d
