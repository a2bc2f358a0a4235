// SPDX-License-Identifier: BSD-2-Clause
/* Private to plat/host. */
#pragma once

#include <ax/core.h>
#include <ax/hal.h>
#include <ax/host.h>

/* Interrupt numbers of the machine that is simulated. */
enum {
    HOST_IRQ_TIMER = 0,
    HOST_IRQ_CONSOLE = 1,
    HOST_IRQS = 32,
};

extern struct ax_host_config ax_host;

/* Runs the handlers of all pending, enabled interrupts, in manager context; true if any ran. */
bool host_irq_run(void);

/* Moves the time on to the next deadline; false if there is none. */
bool host_time_skip(void);

/* Waits for standard input; false if none will come. */
bool host_console_wait(void);

/* Parts of ax_hal_stats(). */
void host_thread_stats(struct ax_hal_stats *out);
void host_irq_stats(struct ax_hal_stats *out);
void host_stack_stats(struct ax_hal_stats *out);
uint64_t host_faults(void);
