// SPDX-License-Identifier: BSD-2-Clause
/* What the kernel's operations cost, in instructions. */

#include "bench.h"

_Noreturn void bench_main(const seL4_BootInfo *boot);

_Noreturn void bench_main(const seL4_BootInfo *boot)
{
    seL4_SetIPCBuffer(boot->ipcBuffer);
    output_init(boot);
    world_init(boot);
    calibrate();
    rows_ipc();
    rows_send();
    rows_signal();
    rows_fault();
    rows_interrupt();
    rows_protocol();
    rows_capability();
    rows_thread();
    rows_mapping();
    rows_retype();
    finish(0);
}
