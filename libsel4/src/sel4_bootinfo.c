// SPDX-License-Identifier: BSD-2-Clause
/*
 * The variables behind libsel4: one IPC buffer address for each thread, and the
 * boot information that start-up code hands in.
 */

#include <sel4/bootinfo.h>
#include <sel4/functions.h>

LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

static seL4_BootInfo *boot_info;

void seL4_InitBootInfo(seL4_BootInfo *bi)
{
    boot_info = bi;
}

seL4_BootInfo *seL4_GetBootInfo(void)
{
    return boot_info;
}
