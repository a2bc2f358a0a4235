// SPDX-License-Identifier: BSD-2-Clause
/*
 * Bringing the platform up, and the hand-over to tasks.
 *
 * Order, on the first core, all on the thread that the platform's start code runs on ("bring-up
 * context": no task is current, irq count is 1 throughout, so no handler runs):
 *
 *   plat start code -> ax_runtime_main()
 *       ax_hal_init_early()    console, time, per-CPU base, boot arguments; no heap
 *       ax_hal_mem_init()      memory mapped, region table complete; no heap
 *       (alloc takes over the free regions)
 *       ax_hal_init_late()     interrupts, device table, stack pool; the heap works
 *       (task layer makes idle, gc and main)
 *       ax_hal_cpu_start(n)    each further core: runs ax_runtime_secondary() there
 *       ax_hal_run(first)      the core's first task starts; never returns
 */
#pragma once

#include <ax/core/types.h>

struct ax_hal_thread;

/*
 * First step. Afterwards console output, ax_hal_time_now_ns(), ax_cpu_id(), ax_irq_save() and
 * ax_hal_bootargs() work. Cannot fail: what is wrong this early ends the instance with a message.
 */
void ax_hal_init_early(void);

/*
 * Second step: maps what memory the platform gives as heap and completes the region table.
 * 0 or -AX_ENOMEM, -AX_EIO.
 */
int ax_hal_mem_init(void);

/* Third step, with a working heap. 0 or -AX_E... of what failed. */
int ax_hal_init_late(void);

/*
 * Makes this core ready to run tasks, in bring-up context of that core: per-CPU base, interrupt
 * delivery, timer. Called by ax_hal_init_early() for core 0 and by the platform for the others.
 */
void ax_hal_init_percpu(unsigned cpu);

/*
 * Starts `first` as the core's current task (ax_percpu.current is set already) with an irq count
 * of 1, and lets the calling thread become the core's manager. Interrupts are delivered from the
 * moment the task lowers the count.
 */
void ax_hal_run(struct ax_hal_thread *first) AX_NORETURN;

/*
 * Space-separated `name=value` words of the boot command line; "" when there are none. Owned by
 * the platform, constant, valid for ever.
 */
const char *ax_hal_bootargs(void);

/* What the platform's start code calls, once, in bring-up context; runtime provides it. */
void ax_runtime_main(void) AX_NORETURN;

/* The same for each further core. */
void ax_runtime_secondary(unsigned cpu) AX_NORETURN;
