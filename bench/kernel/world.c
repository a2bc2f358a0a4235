// SPDX-License-Identifier: BSD-2-Clause
/* Objects for the measurements: made of one large untyped, and destroyed with one revoke. */

#include "bench.h"

#define ARENA_BITS 26u
#define PAGE_BITS  12u
#define TIMER_IRQ  30u /* EL1 physical timer, which user level owns */

static const seL4_BootInfo *info;
static seL4_CPtr arena;   /* untyped of all that is temporary */
static seL4_CPtr lasting; /* untyped of what stays */
static seL4_SlotPos first_slot, next_slot;
static seL4_CPtr second_vspace, timer_handler;

void world_check(seL4_Word error, const char *what)
{
    if (error != seL4_NoError) {
        fail(what, error);
    }
}

seL4_CPtr world_slot(void)
{
    if (next_slot >= info->empty.end) {
        fail("slots left", 0);
    }
    return next_slot++;
}

static seL4_CPtr make(seL4_CPtr untyped, seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr slot = world_slot();

    world_check(
        seL4_Untyped_Retype(untyped, type, size_bits, seL4_CapInitThreadCNode, 0, 0, slot, 1),
        "Retype");
    return slot;
}

seL4_CPtr world_object(seL4_Word type, seL4_Word size_bits)
{
    return make(arena, type, size_bits);
}

seL4_CPtr world_mint(seL4_CPtr source, seL4_Word badge)
{
    seL4_CPtr slot = world_slot();

    world_check(seL4_CNode_Mint(seL4_CapInitThreadCNode, slot, seL4_WordBits,
                                seL4_CapInitThreadCNode, source, seL4_WordBits, seL4_AllRights,
                                badge),
                "Mint");
    return slot;
}

static seL4_CPtr copy(seL4_CPtr source)
{
    seL4_CPtr slot = world_slot();

    world_check(seL4_CNode_Copy(seL4_CapInitThreadCNode, slot, seL4_WordBits,
                                seL4_CapInitThreadCNode, source, seL4_WordBits, seL4_AllRights),
                "Copy");
    return slot;
}

seL4_CPtr world_image_frame(const void *address)
{
    seL4_CPtr frame = info->userImageFrames.start +
                      (((seL4_Word)address - (seL4_Word)bench_image_start) >> PAGE_BITS);

    if (frame >= info->userImageFrames.end) {
        fail("image frame", frame);
    }
    return frame;
}

static void tables_from(seL4_CPtr untyped, seL4_CPtr vspace, seL4_Word where, unsigned levels)
{
    for (unsigned i = 0; i < levels; i++) {
        seL4_CPtr table = make(untyped, seL4_ARM_PageTableObject, 0);
        seL4_Word error =
            seL4_ARM_PageTable_Map(table, vspace, where, seL4_ARM_Default_VMAttributes);

        if (error == seL4_DeleteFirst) {
            return;
        }
        world_check(error, "PageTable_Map");
    }
}

void world_tables(seL4_CPtr vspace, seL4_Word where, unsigned levels)
{
    tables_from(arena, vspace, where, levels);
}

/** Maps the whole image once more. */
static void map_image(seL4_CPtr vspace)
{
    seL4_Word address = (seL4_Word)bench_image_start;

    for (seL4_CPtr frame = info->userImageFrames.start; frame < info->userImageFrames.end;
         frame++, address += 1ul << PAGE_BITS) {
        seL4_CPtr page = copy(frame);

        if ((address & ((1ul << 21) - 1)) == 0 || frame == info->userImageFrames.start) {
            tables_from(lasting, vspace, address, 3);
        }
        world_check(
            seL4_ARM_Page_Map(page, vspace, address, seL4_AllRights, seL4_ARM_Default_VMAttributes),
            "Page_Map");
    }
}

seL4_CPtr world_vspace(void)
{
    return second_vspace;
}

seL4_CPtr world_timer_irq(void)
{
    return timer_handler;
}

static void make_timer_handler(void)
{
    timer_handler = world_slot();
#ifdef CONFIG_ENABLE_SMP_SUPPORT
    world_check(seL4_IRQControl_GetTriggerCore(seL4_CapIRQControl, TIMER_IRQ, 0,
                                               seL4_CapInitThreadCNode, timer_handler,
                                               seL4_WordBits, 0),
                "GetTriggerCore");
#else
    world_check(seL4_IRQControl_GetTrigger(seL4_CapIRQControl, TIMER_IRQ, 0,
                                           seL4_CapInitThreadCNode, timer_handler, seL4_WordBits),
                "GetTrigger");
#endif
}

/** An untyped of at least 2^size_bits bytes. */
static seL4_CPtr large_untyped(bool device, seL4_Word size_bits)
{
    for (seL4_SlotPos slot = info->untyped.start; slot < info->untyped.end; slot++) {
        const seL4_UntypedDesc *desc = &info->untypedList[slot - info->untyped.start];

        if ((desc->isDevice != 0) == device && desc->sizeBits >= size_bits) {
            return slot;
        }
    }
    fail("large untyped", size_bits);
}

seL4_CPtr world_device_untyped(seL4_Word size_bits)
{
    return large_untyped(true, size_bits);
}

void world_init(const seL4_BootInfo *boot)
{
    info = boot;
    next_slot = boot->empty.start;
    seL4_CPtr untyped = large_untyped(false, ARENA_BITS + 1);
    arena = make(untyped, seL4_UntypedObject, ARENA_BITS);
    lasting = make(untyped, seL4_UntypedObject, ARENA_BITS - 4);
    second_vspace = make(lasting, seL4_ARM_VSpaceObject, 0);
    world_check(seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, second_vspace), "Assign");
    map_image(second_vspace);
    make_timer_handler();
    first_slot = next_slot;
}

void world_clean(void)
{
    world_check(seL4_CNode_Revoke(seL4_CapInitThreadCNode, arena, seL4_WordBits), "Revoke");
    /* Copies of what lasts, and saved reply capabilities. */
    while (next_slot > first_slot) {
        next_slot--;
        world_check(seL4_CNode_Delete(seL4_CapInitThreadCNode, next_slot, seL4_WordBits), "Delete");
    }
}
