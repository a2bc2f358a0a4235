// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Every type of seL4's interface. */

#include <sel4/config.h>
#include <sel4/simple_types.h>
#include <sel4/macros.h>
#include <sel4/arch/types.h>
#include <sel4/sel4_arch/types.h>
#include <sel4/sel4_arch/types_gen.h>
#include <sel4/syscall.h>
#include <sel4/objecttype.h>
#include <sel4/sel4_arch/objecttype.h>
#include <sel4/arch/objecttype.h>
#include <sel4/errors.h>
#include <sel4/constants.h>
#include <sel4/shared_types_gen.h>
#include <sel4/shared_types.h>
#include <sel4/mode/types.h>
#include <sel4/arch/constants.h>

/** Objects that one seL4_Untyped_Retype makes at most. */
#define seL4_UntypedRetypeMaxObjects CONFIG_RETYPE_FAN_OUT_LIMIT

typedef seL4_Word seL4_NodeId; /**< logical number of a core */
typedef seL4_Word seL4_PAddr;  /**< physical address */
typedef seL4_Word seL4_Domain; /**< scheduling domain */
typedef seL4_Uint64 seL4_Time; /**< ticks or microseconds, as the invocation says */

/* Capabilities; a name says what the address has to lead to. */
typedef seL4_CPtr seL4_CNode;
typedef seL4_CPtr seL4_IRQHandler;
typedef seL4_CPtr seL4_IRQControl;
typedef seL4_CPtr seL4_TCB;
typedef seL4_CPtr seL4_Untyped;
typedef seL4_CPtr seL4_DomainSet;
typedef seL4_CPtr seL4_SchedContext;
typedef seL4_CPtr seL4_SchedControl;

/** No badge and no guard, for invocations that take either. */
#define seL4_NilData 0
