// SPDX-License-Identifier: BSD-2-Clause
//
// The test instance. Its first incarnation runs the tests; each faults in one way and is restarted
// by the root task (fault=restart on the command line); the last one ends the system.

#include <stddef.h>
#include "suite.h"

static void end(uint32_t status)
{
    seL4_Word words[4] = {status};

    (void)request(INSTANCE_SHUTDOWN, INSTANCE_SHUTDOWN_WORDS, words);
}

_Noreturn void instance_main(const struct instance_info *info)
{
    seL4_SetIPCBuffer((seL4_IPCBuffer *)INSTANCE_IPC_BUFFER_VADDR);
    if (info->incarnation == 0) {
        test_given();
        test_services();
        test_console();
    } else {
        check_last_fault();
    }
    if (failures() == 0) {
        fault_next();
    }
    end(failures() != 0);
    for (;;) {
        seL4_Yield();
    }
}
