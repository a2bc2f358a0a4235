// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <sel4/simple_types.h>

/** Capability to a top level translation table. */
typedef seL4_CPtr seL4_ARM_VSpace;

/** Registers of a thread in the order in which ReadRegisters and WriteRegisters pass them. */
typedef struct seL4_UserContext_ {
    /* Frame registers: what CopyRegisters calls transfer_frame. */
    seL4_Word pc, sp, spsr;
    seL4_Word x0, x1, x2, x3, x4, x5, x6, x7, x8, x16, x17, x18, x29, x30;
    /* Integer registers: what CopyRegisters calls transfer_integer. */
    seL4_Word x9, x10, x11, x12, x13, x14, x15;
    seL4_Word x19, x20, x21, x22, x23, x24, x25, x26, x27, x28;
    /* Thread identifiers. */
    seL4_Word tpidr_el0, tpidrro_el0;
} seL4_UserContext;

/** Registers of a secure monitor call. */
typedef struct seL4_ARM_SMCContext_ {
    seL4_Word x0, x1, x2, x3, x4, x5, x6, x7;
} seL4_ARM_SMCContext;

SEL4_COMPILE_ASSERT(seL4_UserContext_size, sizeof(seL4_UserContext) == 36 * sizeof(seL4_Word))
SEL4_COMPILE_ASSERT(seL4_UserContext_x9, __builtin_offsetof(seL4_UserContext, x9) == 17 * 8)
SEL4_COMPILE_ASSERT(seL4_UserContext_tpidr,
                    __builtin_offsetof(seL4_UserContext, tpidr_el0) == 34 * 8)
