// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * The kernel's configuration as expressions: every K_… value is always defined, so that
 * `if (K_SMP)` compiles both branches. The CONFIG_… macros follow seL4's habit of being
 * undefined when off.
 */

#include <sel4/config.h>

#ifdef CONFIG_ENABLE_SMP_SUPPORT
#define K_SMP 1
#else
#define K_SMP 0
#endif

#ifdef CONFIG_DEBUG_BUILD
#define K_DEBUG 1
#else
#define K_DEBUG 0
#endif

#ifdef CONFIG_PRINTING
#define K_PRINTING 1
#else
#define K_PRINTING 0
#endif

/** Cores that this kernel can run on. */
#define K_MAX_CORES CONFIG_MAX_NUM_NODES

/** Priorities, 0 the lowest. */
#define K_PRIORITIES CONFIG_NUM_PRIORITIES

/** Entries of the domain schedule; the last one is always an end marker. */
#ifdef CONFIG_NUM_DOMAIN_SCHEDULES
#define K_DOMAIN_SCHEDULE CONFIG_NUM_DOMAIN_SCHEDULES
#else
#define K_DOMAIN_SCHEDULE 2
#endif

_Static_assert(CONFIG_NUM_DOMAINS == 1, "ready queues are not kept per domain");
_Static_assert(K_PRIORITIES == 256, "ready bitmap covers 256 priorities");
