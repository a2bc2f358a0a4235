// SPDX-License-Identifier: BSD-2-Clause
/*
 * TASK=user: the helper of a core, a seL4 thread above the worker that makes calls which may wait.
 */
#pragma once

#include "../plat.h"

/*
 * Makes this core's helper, which `worker` will ask, and lets it wait. Bring-up context. Returns 0
 * or an error of the kernel's; a core whose image has more thread-local storage than the helper has
 * room for does without.
 */
int plat_helper_make(const struct plat_thread *worker, unsigned cpu);
