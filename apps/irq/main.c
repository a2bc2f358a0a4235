// SPDX-License-Identifier: BSD-2-Clause
/*
 * Interrupts: whether they are on or off after every way to give the core away, that none is lost
 * while they are held off, and how a device's interrupt is taken and given back.
 */
#include <ax/ax.h>

#include "irq.h"

int main(void)
{
    ax_puts("Hello, main task");
    test_state_on_yield();
    test_state_on_sleep();
    test_state_on_wait();
    test_held_off();
    test_device();
    ax_puts("Task irq state tests run OK!");
    return 0;
}
