// SPDX-License-Identifier: BSD-2-Clause
/* The host: one core, plain functions. percpu.h says more of each. */
#pragma once

#include <ax/hal/percpu.h>

/* The block of the one core. */
struct ax_percpu *ax_percpu(void);

/* percpu.current. */
void *ax_percpu_current(void);

/* The core's number. */
unsigned ax_cpu_id(void);

/* Raises the irq count. */
struct ax_percpu *ax_irq_save(void);

/* Lowers the irq count; at zero, does what was held back. */
void ax_irq_restore(void);

/* The same. */
void ax_irq_restore_on(struct ax_percpu *cpu);

/* The same from 1. */
void ax_irq_restore_last(struct ax_percpu *cpu);

/* Count zero, and not manager context. */
bool ax_irq_enabled(void);

/* Manager context. */
bool ax_in_irq(void);
