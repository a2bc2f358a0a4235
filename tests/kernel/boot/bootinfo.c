// SPDX-License-Identifier: BSD-2-Clause
//
// What the kernel tells the root task, and the objects that it starts with.

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/run.h>
#include <ktest/symbols.h>
#include <ktest/thread.h>

#define PAGE 4096ul

CASE(BOOT0001, "the boot information names the IPC buffer, one domain and the root CNode's size")
{
    const seL4_BootInfo *info = boot_info();

    EXPECT_EQ((seL4_Word)info->ipcBuffer, (seL4_Word)seL4_GetIPCBuffer());
    EXPECT_EQ(info->nodeID, 0);
    EXPECT(info->numNodes >= 1 && info->numNodes <= CONFIG_MAX_NUM_NODES);
    EXPECT_EQ(info->numIOPTLevels, 0);
    EXPECT_EQ(info->initThreadCNodeSizeBits, CONFIG_ROOT_CNODE_SIZE_BITS);
    EXPECT_EQ(info->initThreadDomain, 0);
    EXPECT_EQ((seL4_Word)info % PAGE, 0);
    EXPECT_EQ((seL4_Word)info->ipcBuffer % PAGE, 0);
}

CASE(BOOT0002, "regions of slots do not overlap, and lie behind the fixed ones")
{
    const seL4_BootInfo *info = boot_info();
    const seL4_SlotRegion region[] = {info->userImageFrames, info->userImagePaging,
                                      info->extraBIPages, info->untyped, info->empty};

    for (unsigned i = 0; i < 5; i++) {
        EXPECT(region[i].start >= seL4_NumInitialCaps);
        EXPECT(region[i].start < region[i].end);
        EXPECT(region[i].end <= 1ul << CONFIG_ROOT_CNODE_SIZE_BITS);
        for (unsigned j = 0; j < i; j++) {
            EXPECT(region[i].end <= region[j].start || region[j].end <= region[i].start);
        }
    }
    EXPECT_EQ(info->sharedFrames.end, info->sharedFrames.start);
    EXPECT_EQ(info->ioSpaceCaps.end, info->ioSpaceCaps.start);
}

CASE(BOOT0003, "the empty region is empty and goes to the end of the root CNode")
{
    const seL4_BootInfo *info = boot_info();

    EXPECT_EQ(info->empty.end, 1ul << CONFIG_ROOT_CNODE_SIZE_BITS);
    seL4_CPtr scratch = slot_new();
    for (seL4_CPtr slot = scratch + 1; slot < info->empty.end; slot += 97) {
        EXPECT_EQ(seL4_CNode_Move(ROOT, scratch, DEPTH, ROOT, slot, DEPTH), seL4_FailedLookup);
    }
    /* One more is outside. */
    EXPECT_ERROR(seL4_CNode_Delete(ROOT, info->empty.end, DEPTH), seL4_FailedLookup, 0,
                 seL4_GuardMismatch);
}

static seL4_Error kind_of(seL4_CPtr cap, seL4_Word label)
{
    return invoke_error(cap, label, 0, 0);
}

CASE(BOOT0004, "the fixed slots hold what their names say")
{
    /* Each answers a short message of its own kind with an error of that kind. */
    EXPECT_EQ(kind_of(seL4_CapInitThreadTCB, TCBSetPriority), seL4_TruncatedMessage);
    EXPECT_EQ(kind_of(seL4_CapInitThreadCNode, CNodeDelete), seL4_TruncatedMessage);
    EXPECT_EQ(kind_of(seL4_CapInitThreadVSpace, ARMVSpaceClean_Data), seL4_TruncatedMessage);
    EXPECT_EQ(kind_of(seL4_CapIRQControl, IRQIssueIRQHandler), seL4_TruncatedMessage);
    EXPECT_EQ(kind_of(seL4_CapASIDControl, ARMASIDControlMakePool), seL4_TruncatedMessage);
    EXPECT_EQ(kind_of(seL4_CapInitThreadASIDPool, ARMASIDPoolAssign), seL4_TruncatedMessage);
    EXPECT_EQ(kind_of(seL4_CapBootInfoFrame, ARMPageMap), seL4_TruncatedMessage);
    EXPECT_EQ(kind_of(seL4_CapInitThreadIPCBuffer, ARMPageMap), seL4_TruncatedMessage);
    EXPECT_EQ(kind_of(seL4_CapDomain, DomainSetSet), seL4_TruncatedMessage);
}

CASE(BOOT0005, "slots for what this configuration lacks are empty")
{
    static const seL4_CPtr slot[] = {
        seL4_CapNull,          seL4_CapIOPortControl, seL4_CapIOSpace, seL4_CapSMMUSIDControl,
        seL4_CapSMMUCBControl, seL4_CapInitThreadSC,  seL4_CapSMC};

    for (unsigned i = 0; i < sizeof(slot) / sizeof(slot[0]); i++) {
        EXPECT(slot_empty(slot[i]));
    }
}

CASE(BOOT0006, "the image's frames are its pages in order, mapped where the linker put them")
{
    const seL4_BootInfo *info = boot_info();
    static volatile seL4_Word marker = 0x600d;
    seL4_CPtr frame = image_frame(&marker);
    seL4_Word offset = (seL4_Word)&marker % PAGE;

    REQUIRE(frame < info->userImageFrames.end);
    tables_map(SPACE, FREE_ADDRESS);
    REQUIRE_OK(seL4_ARM_Page_Map(cap_copy(frame, seL4_AllRights), SPACE, FREE_ADDRESS,
                                 seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    EXPECT_EQ(*(volatile seL4_Word *)(FREE_ADDRESS + offset), 0x600d);
    marker = 0xbeef;
    EXPECT_EQ(*(volatile seL4_Word *)(FREE_ADDRESS + offset), 0xbeef);
    /* Physically contiguous. */
    seL4_Word first = seL4_ARM_Page_GetAddress(info->userImageFrames.start).paddr;
    for (seL4_CPtr cap = info->userImageFrames.start; cap < info->userImageFrames.end; cap++) {
        EXPECT_EQ(seL4_ARM_Page_GetAddress(cap).paddr,
                  first + (cap - info->userImageFrames.start) * PAGE);
    }
}

CASE(BOOT0007, "the boot information and its extra chunks follow each other in memory")
{
    const seL4_BootInfo *info = boot_info();
    seL4_Word pages = info->extraBIPages.end - info->extraBIPages.start;
    const seL4_BootInfoHeader *header =
        (const seL4_BootInfoHeader *)((seL4_Word)info + seL4_BootInfoFrameSize);
    seL4_Word length = 0;
    bool tree = false;

    EXPECT((info->extraLen + PAGE - 1) / PAGE <= pages);
    while (length < info->extraLen) {
        tree = tree || header->id == SEL4_BOOTINFO_HEADER_FDT;
        REQUIRE(header->len >= sizeof(*header));
        length += header->len;
        header = (const seL4_BootInfoHeader *)((seL4_Word)header + header->len);
    }
    EXPECT_EQ(length, info->extraLen);
    EXPECT(tree);
    EXPECT(params_devtree(info) != NULL);
}

CASE(BOOT0008, "the main thread has the highest priority and may control all others")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);

    EXPECT_OK(seL4_TCB_SetSchedParams(tcb, SELF, seL4_MaxPrio, seL4_MaxPrio));
}
