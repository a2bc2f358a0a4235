// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <sel4/config.h>
#include <sel4/simple_types.h>

/** What seL4_Untyped_Retype can make, on every architecture. */
typedef enum api_object {
    seL4_UntypedObject = 0,      /**< smaller untyped; size_bits: log2 of its bytes */
    seL4_TCBObject = 1,          /**< thread */
    seL4_EndpointObject = 2,     /**< endpoint */
    seL4_NotificationObject = 3, /**< notification */
    seL4_CapTableObject = 4,     /**< CNode; size_bits: log2 of its slots */
    seL4_NonArchObjectTypeCount  /**< first value of the architecture's types */
} seL4_ObjectType;

/** A seL4_ObjectType in a message word. */
typedef seL4_Word api_object_t;
