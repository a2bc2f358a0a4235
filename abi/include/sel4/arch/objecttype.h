// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <sel4/sel4_arch/objecttype.h>

/** What seL4_Untyped_Retype can make on every Arm. */
typedef enum _object {
    seL4_ARM_SmallPageObject = seL4_ModeObjectTypeCount, /**< frame of 4 KiB */
    seL4_ARM_LargePageObject,                            /**< frame of 2 MiB */
    seL4_ARM_PageTableObject,                            /**< table below the top level */
    seL4_ObjectTypeCount                                 /**< number of types */
} seL4_ArchObjectType;

/** Any object type in a message word. */
typedef seL4_Word object_t;

/** Types that need hypervisor support or an SMMU: never valid here. */
#define seL4_ARM_VCPUObject        0xfffe
#define seL4_ARM_IOPageTableObject 0xffff
