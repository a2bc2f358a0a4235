// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <sel4/objecttype.h>

/** What seL4_Untyped_Retype can make on AArch64 only. */
typedef enum _mode_object {
    seL4_ARM_HugePageObject = seL4_NonArchObjectTypeCount, /**< frame of 1 GiB */
    seL4_ARM_VSpaceObject,                                 /**< top level translation table */
    seL4_ModeObjectTypeCount                               /**< first value of Arm's types */
} seL4_ModeObjectType;
