// SPDX-License-Identifier: BSD-2-Clause
/*
 * Calls into the kernel that may wait for somebody else.
 */
#pragma once

/*
 * Calls fn(arg), which does nothing but calls into the kernel that may wait there, and returns when
 * it has. Other tasks of the core run meanwhile if tasks share a thread of the kernel (TASK=user:
 * one call at a time for each core, in order); else they wait as long as it takes. fn takes no lock
 * and does not ask which task it is. Task context.
 */
void ax_task_offload(void (*fn)(void *arg), void *arg);
