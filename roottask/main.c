// SPDX-License-Identifier: BSD-2-Clause
//
// The root task: the first program, which holds every capability of the machine and gives them away
// by its table.

#include <roottask/console.h>
#include <roottask/ending.h>
#include <roottask/main.h>
#include <roottask/root.h>
#include <roottask/service.h>

_Noreturn void main(const seL4_BootInfo *boot)
{
    root_take_over(boot);      /* slots, untypeds, device tree, command line */
    root_protect_self();       /* no page of ours stays writable and executable */
    service_start();           /* the endpoint that all requests and faults come to */
    console_start();           /* from here on there is a UART, and its interrupt */
    monitor_start();           /* from here on a fault of ours is reported */
    service_start_instances(); /* each row of the table becomes a running instance */
    system_end(service_run()); /* until the last of them has ended */
}
