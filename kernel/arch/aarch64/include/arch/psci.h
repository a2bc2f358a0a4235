// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Calls of the firmware by its Power State Coordination Interface (Arm DEN 0022). */

#include <kernel/types.h>

#define ARM_PSCI_SYSTEM_OFF 0x84000008ul

/* Arguments and result in x0; x1 to x17 may change (Arm DEN 0028, SMC Calling Convention). */
#define ARM_FIRMWARE_CALL(instruction, function)                                                   \
    do {                                                                                           \
        register word_t x0 __asm__("x0") = (function);                                             \
        __asm__ volatile(instruction " #0"                                                         \
                         : "+r"(x0)                                                                \
                         :                                                                         \
                         : "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11",     \
                           "x12", "x13", "x14", "x15", "x16", "x17", "memory");                    \
    } while (0)

/** Switches the machine off through the hypervisor; returns if that fails. */
static inline void arm_psci_off_hvc(void)
{
    ARM_FIRMWARE_CALL("hvc", ARM_PSCI_SYSTEM_OFF);
}

/** Switches the machine off through the secure monitor; returns if that fails. */
static inline void arm_psci_off_smc(void)
{
    ARM_FIRMWARE_CALL("smc", ARM_PSCI_SYSTEM_OFF);
}
