// SPDX-License-Identifier: BSD-2-Clause

#include <ktest/case.h>
#include <ktest/objects.h>

/* Slots for what outlives the cases: the framework's own threads and interrupt. */
#define LASTING_SLOTS 32

static const seL4_BootInfo *info;
static seL4_Word arena_index;
static seL4_Word lasting_index;
static seL4_CPtr lasting_next;
static seL4_CPtr first_slot;
static seL4_CPtr next_slot;

const seL4_BootInfo *boot_info(void)
{
    return info;
}

/* The largest untyped of ordinary memory but `other`. */
static seL4_Word largest_untyped(seL4_Word other)
{
    seL4_Word count = info->untyped.end - info->untyped.start;
    seL4_Word best = count;

    for (seL4_Word i = 0; i < count; i++) {
        const seL4_UntypedDesc *one = &info->untypedList[i];

        if (!one->isDevice && i != other &&
            (best == count || one->sizeBits > info->untypedList[best].sizeBits)) {
            best = i;
        }
    }
    return best;
}

void objects_init(const seL4_BootInfo *boot)
{
    info = boot;
    arena_index = largest_untyped(boot->untyped.end);
    lasting_index = largest_untyped(arena_index);
    lasting_next = boot->empty.start;
    first_slot = lasting_next + LASTING_SLOTS;
    next_slot = first_slot;
}

seL4_CPtr slots_new(seL4_Word count)
{
    seL4_CPtr slot = next_slot;

    REQUIRE(slot + count <= info->empty.end);
    next_slot += count;
    return slot;
}

seL4_CPtr slot_new(void)
{
    return slots_new(1);
}

bool slot_empty(seL4_CPtr slot)
{
    seL4_CPtr scratch = slot_new();
    seL4_Error error = seL4_CNode_Move(ROOT, scratch, DEPTH, ROOT, slot, DEPTH);

    if (error == seL4_NoError) {
        EXPECT_OK(seL4_CNode_Move(ROOT, slot, DEPTH, ROOT, scratch, DEPTH));
        return false;
    }
    EXPECT_EQ(error, seL4_FailedLookup);
    return true;
}

seL4_Untyped arena(void)
{
    return info->untyped.start + arena_index;
}

seL4_Word arena_bits(void)
{
    return info->untypedList[arena_index].sizeBits;
}

seL4_Error retype(seL4_Untyped untyped, seL4_Word type, seL4_Word size_bits, seL4_CPtr first,
                  seL4_Word count)
{
    return seL4_Untyped_Retype(untyped, type, size_bits, ROOT, 0, 0, first, count);
}

seL4_CPtr object_new(seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr slot = slot_new();

    REQUIRE_OK(retype(arena(), type, size_bits, slot, 1));
    return slot;
}

seL4_CPtr cap_copy(seL4_CPtr source, seL4_CapRights_t rights)
{
    seL4_CPtr slot = slot_new();

    REQUIRE_OK(seL4_CNode_Copy(ROOT, slot, DEPTH, ROOT, source, DEPTH, rights));
    return slot;
}

seL4_CPtr cap_mint(seL4_CPtr source, seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_CPtr slot = slot_new();

    REQUIRE_OK(seL4_CNode_Mint(ROOT, slot, DEPTH, ROOT, source, DEPTH, rights, badge));
    return slot;
}

void tables_map(seL4_CPtr vspace, seL4_Word address)
{
    seL4_Error error;

    /* Each call fills the next missing level, until none is missing. */
    do {
        seL4_CPtr table = object_new(seL4_ARM_PageTableObject, 0);

        error = seL4_ARM_PageTable_Map(table, vspace, address, seL4_ARM_Default_VMAttributes);
    } while (error == seL4_NoError);
    REQUIRE_EQ(error, seL4_DeleteFirst);
}

seL4_CPtr frame_map(seL4_Word address)
{
    seL4_CPtr frame = object_new(seL4_ARM_SmallPageObject, 0);

    REQUIRE_OK(
        seL4_ARM_Page_Map(frame, SPACE, address, seL4_ReadWrite, seL4_ARM_Default_VMAttributes));
    return frame;
}

seL4_CPtr device_frame(seL4_Word paddr)
{
    seL4_Word count = info->untyped.end - info->untyped.start;
    const seL4_UntypedDesc *list = info->untypedList;
    seL4_Word i = 0;

    while (i < count && (!list[i].isDevice || list[i].paddr > paddr ||
                         (paddr - list[i].paddr) >> list[i].sizeBits)) {
        i++;
    }
    REQUIRE(i < count);

    seL4_CPtr untyped = info->untyped.start + i;

    /* Of each untyped the half that holds the address; the upper one exists only behind a lower
     * one. */
    for (seL4_Word bits = list[i].sizeBits; bits > seL4_PageBits; bits--) {
        seL4_Word upper = (paddr >> (bits - 1)) & 1;
        seL4_CPtr half = slots_new(2);

        REQUIRE_OK(retype(untyped, seL4_UntypedObject, bits - 1, half, upper + 1));
        untyped = half + upper;
    }

    seL4_CPtr frame = slot_new();

    REQUIRE_OK(retype(untyped, seL4_ARM_SmallPageObject, 0, frame, 1));
    return frame;
}

seL4_CPtr vspace_new(void)
{
    seL4_CPtr vspace = object_new(seL4_ARM_VSpaceObject, 0);

    REQUIRE_OK(seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, vspace));
    return vspace;
}

void cap_delete(seL4_CPtr slot)
{
    REQUIRE_OK(seL4_CNode_Delete(ROOT, slot, DEPTH));
}

seL4_CPtr lasting_slot(void)
{
    REQUIRE(lasting_next < first_slot);
    return lasting_next++;
}

seL4_CPtr lasting_object(seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr slot = lasting_slot();

    REQUIRE_OK(retype(info->untyped.start + lasting_index, type, size_bits, slot, 1));
    return slot;
}

void objects_release(void)
{
    seL4_CPtr slot = first_slot;

    EXPECT_OK(seL4_CNode_Revoke(ROOT, arena(), DEPTH));
    for (seL4_CPtr used = first_slot; used < next_slot; used++) {
        EXPECT_OK(seL4_CNode_Delete(ROOT, used, DEPTH));
    }
    next_slot = first_slot;
    /* An untyped can be copied exactly if nothing is made of it. */
    EXPECT_OK(seL4_CNode_Copy(ROOT, slot, DEPTH, ROOT, arena(), DEPTH, seL4_AllRights));
    EXPECT_OK(seL4_CNode_Delete(ROOT, slot, DEPTH));
}

seL4_MessageInfo_t invoke(seL4_CPtr cap, seL4_Word label, seL4_Word caps, seL4_Word length)
{
    return seL4_Call(cap, seL4_MessageInfo_new(label, 0, caps, length));
}

seL4_Error invoke_error(seL4_CPtr cap, seL4_Word label, seL4_Word caps, seL4_Word length)
{
    return (seL4_Error)seL4_MessageInfo_get_label(invoke(cap, label, caps, length));
}
