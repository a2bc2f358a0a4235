// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * From the loader's entry to the first user instruction: what boot code needs from objects
 * beyond the other headers. Order on the first core: platform set-up, sched_init_core(0),
 * irq states, root task's objects with cte_insert_root()/cte_insert(), boot_start_thread().
 */

#include <kernel/irq.h>
#include <kernel/invocation.h>
#include <kernel/thread.h>

/** Makes the root task's thread runnable and current on this core; core and domain are 0. */
void boot_start_thread(struct tcb *tcb);
