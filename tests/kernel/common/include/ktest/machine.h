// SPDX-License-Identifier: BSD-2-Clause
//
// The machine as user level sees it: the counter, and the physical timer that belongs to user
// level.
#pragma once

#include <stdint.h>
#include <sel4/sel4.h>

#define TIMER_IRQ     30 /* the physical timer's private interrupt, as QEMU's virt wires it */
#define TIMER_TRIGGER 0  /* it stays asserted as long as the timer's condition holds */

/* Ticks of the counter since the machine started, and how many there are in a second. */
uint64_t counter_now(void);
uint64_t counter_frequency(void);

/* Has the timer's interrupt asserted in this many ticks; and never. */
void timer_arm(uint64_t ticks);
void timer_stop(void);

/* Makes a handler of an interrupt of the calling core in a slot of the root CNode, with the call
 * that the configuration has for it. Returns seL4's error. */
seL4_Error irq_handler_get(seL4_Word irq, seL4_Word trigger, seL4_CPtr slot);

/* An interrupt that every machine model has and nothing here causes, and a handler of it in this
 * slot. */
#define SPARE_IRQ 77
seL4_Error irq_handler_spare(seL4_CPtr slot);

/* A case that needs the timer takes it away from the watchdog and gives it back. */
void watchdog_leave_timer(void);
void watchdog_take_timer(void);

/* A case that repeats something for long says that one more time is over: its time begins anew. */
void watchdog_restart(void);
