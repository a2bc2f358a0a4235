// SPDX-License-Identifier: BSD-2-Clause
/* The parts of the interrupt test. Each returns when its part is passed. */
#pragma once

/* The state after yields, sleeps and waits, with 16 tasks (state.c). */
void test_state_on_yield(void);
void test_state_on_sleep(void);
void test_state_on_wait(void);

/* What comes while interrupts are held off is late, not lost (held.c). */
void test_held_off(void);

/* Registering, enabling, disabling and unregistering, with the real-time clock (device.c). */
void test_device(void);
