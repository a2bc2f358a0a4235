// SPDX-License-Identifier: BSD-2-Clause
//
// The untypeds that the root task gets: all memory that nobody else has, and all device memory.

#include <ktest/case.h>
#include <ktest/objects.h>

/* Where the kernel sees physical address 0. It is there that untypeds are aligned: the largest are
 * not at their physical addresses. */
#define KERNEL_OFFSET 0xffffff8000000000ul

static seL4_Word count(void)
{
    return boot_info()->untyped.end - boot_info()->untyped.start;
}

static seL4_Word end_of(const seL4_UntypedDesc *one)
{
    return one->paddr + (1ul << one->sizeBits);
}

CASE(BOOT0100, "each untyped is aligned to its size, within limits, and none overlap")
{
    const seL4_UntypedDesc *list = boot_info()->untypedList;

    REQUIRE(count() > 0 && count() <= CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS);
    for (seL4_Word i = 0; i < count(); i++) {
        EXPECT(list[i].sizeBits >= seL4_MinUntypedBits && list[i].sizeBits <= seL4_MaxUntypedBits);
        EXPECT_EQ((list[i].paddr + KERNEL_OFFSET) & ((1ul << list[i].sizeBits) - 1), 0);
        EXPECT(list[i].isDevice <= 1);
        for (seL4_Word j = 0; j < i; j++) {
            EXPECT(end_of(&list[i]) <= list[j].paddr || end_of(&list[j]) <= list[i].paddr);
        }
    }
}

CASE(BOOT0101, "device memory comes first, then RAM, each by rising address")
{
    const seL4_UntypedDesc *list = boot_info()->untypedList;

    for (seL4_Word i = 1; i < count(); i++) {
        EXPECT(list[i].isDevice <= list[i - 1].isDevice);
        if (list[i].isDevice == list[i - 1].isDevice) {
            EXPECT(list[i].paddr >= end_of(&list[i - 1]));
        }
    }
}

CASE(BOOT0102,
     "device untypeds reach to the end of the physical addresses, but for RAM and the kernel's")
{
    const seL4_UntypedDesc *list = boot_info()->untypedList;
    seL4_Word last = 0;
    seL4_Word gaps = 0;

    for (seL4_Word i = 0; i < count() && list[i].isDevice; i++) {
        gaps += list[i].paddr != last ? 1 : 0;
        last = end_of(&list[i]);
    }
    EXPECT_EQ(last, CONFIG_PADDR_USER_DEVICE_TOP);
    /* The interrupt controller and RAM; perhaps pieces of those in two. */
    EXPECT(gaps >= 2 && gaps <= 4);
}

CASE(BOOT0103, "the untypeds have nothing in them, and are the sizes that the list says")
{
    const seL4_BootInfo *info = boot_info();

    for (seL4_Word i = 0; i < count(); i++) {
        const seL4_UntypedDesc *one = &info->untypedList[i];
        seL4_CPtr cap = info->untyped.start + i;
        seL4_CPtr slot = slot_new();

        /* The framework's own objects come from one of them. */
        if (seL4_CNode_Copy(ROOT, slot, DEPTH, ROOT, cap, DEPTH, seL4_AllRights) != seL4_NoError) {
            EXPECT_EQ(one->isDevice, 0);
            continue;
        }
        cap_delete(slot);
        EXPECT_ERROR(retype(cap, seL4_UntypedObject, one->sizeBits + 1ul, slot, 1),
                     one->sizeBits == seL4_MaxUntypedBits ? seL4_RangeError : seL4_NotEnoughMemory);
        EXPECT_OK(retype(cap, seL4_UntypedObject, one->sizeBits, slot, 1));
        cap_delete(slot);
    }
}

CASE(BOOT0104, "most of the memory is the root task's")
{
    const seL4_UntypedDesc *list = boot_info()->untypedList;
    seL4_Word sum = 0;

    for (seL4_Word i = 0; i < count(); i++) {
        sum += list[i].isDevice ? 0 : 1ul << list[i].sizeBits;
    }
    /* The smallest machine has 128 MiB; kernel, device tree and image take less than 24. */
    EXPECT(sum >= 104ul << 20);
}
