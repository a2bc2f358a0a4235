// SPDX-License-Identifier: BSD-2-Clause
//
// What the kernel tells the root task.

#include <ktest/case.h>
#include <ktest/objects.h>

CASE(BOOT0001, "the boot information names the IPC buffer, one domain and the root CNode's size")
{
    const seL4_BootInfo *info = boot_info();

    EXPECT_EQ((seL4_Word)info->ipcBuffer, (seL4_Word)seL4_GetIPCBuffer());
    EXPECT_EQ(info->nodeID, 0);
    EXPECT_EQ(info->initThreadCNodeSizeBits, CONFIG_ROOT_CNODE_SIZE_BITS);
    EXPECT_EQ(info->initThreadDomain, 0);
}
