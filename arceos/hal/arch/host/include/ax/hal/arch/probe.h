// SPDX-License-Identifier: BSD-2-Clause
/* A Linux process: the interrupt points that a test looks at (plat/host sets them). */
#pragma once

/* Called with the count zero, before it is raised and after it was lowered. Never NULL. */
extern void (*ax_arch_irq_point)(void);
