// SPDX-License-Identifier: BSD-2-Clause
//
// ROOT0001 to ROOT0019: what an instance finds when it starts.

#include "suite.h"

static seL4_Error retype(seL4_CPtr untyped, seL4_Word type, seL4_Word bits, seL4_CPtr slot)
{
    return seL4_Untyped_Retype(untyped, type, bits, INSTANCE_SLOT_CNODE, 0,
                               INSTANCE_CSPACE_DEPTH - INSTANCE_CNODE_BITS, slot, 1);
}

static void delete_cap(seL4_CPtr slot)
{
    (void)seL4_CNode_Delete(INSTANCE_SLOT_CNODE, slot, INSTANCE_CSPACE_DEPTH);
}

/* Genuine seL4 zeroes an untyped as a whole when it is first used: seconds for the large ones. */
#define TRIED_BITS 27

static bool untypeds_usable(uint32_t kind, uint64_t least)
{
    uint64_t bytes = 0;
    unsigned tried = 0;

    for (uint32_t i = 0; i < INFO->untyped_count; i++) {
        const struct instance_untyped *ut = &INFO->untypeds[i];

        if (ut->kind != kind) {
            continue;
        }
        bytes += 1ULL << ut->bits;
        if (ut->bits > TRIED_BITS) {
            continue;
        }
        tried++;
        if (retype(INSTANCE_SLOT_UNTYPED + i, seL4_ARM_SmallPageObject, 0, SLOT_A) !=
            seL4_NoError) {
            return false;
        }

        seL4_ARM_Page_GetAddress_t address = seL4_ARM_Page_GetAddress(SLOT_A);

        delete_cap(SLOT_A);
        if (address.error != seL4_NoError || address.paddr != ut->paddr) {
            return false;
        }
    }
    return bytes >= least && tried > 0;
}

static bool image_contiguous(void)
{
    for (uint32_t i = 0; i < INFO->segment_count; i++) {
        const struct instance_segment *s = &INFO->segments[i];

        for (uint64_t page = 0; page < s->size / INSTANCE_PAGE_SIZE; page++) {
            seL4_ARM_Page_GetAddress_t address = seL4_ARM_Page_GetAddress(s->first_slot + page);

            if (address.error != seL4_NoError ||
                address.paddr != s->paddr + page * INSTANCE_PAGE_SIZE) {
                return false;
            }
        }
    }
    return INFO->segment_count >= 3;
}

static bool virtio_registers(void)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < INFO->device_count; i++) {
        const struct instance_device *d = &INFO->devices[i];

        /* Virtio 1.2, 4.2.2: every slot reads the magic value "virt". */
        if (d->compatible[0] == 'v' && *(volatile uint32_t *)d->vaddr == 0x74726976) {
            found++;
        }
    }
    return found > 0;
}

static bool wall_clock(void)
{
    if (INFO->wall_clock_device >= INFO->device_count) {
        return false;
    }
    /* PL031: the data register counts seconds since 1970. */
    return *(volatile uint32_t *)INFO->devices[INFO->wall_clock_device].vaddr > 1600000000u;
}

static bool no_secret(void)
{
    for (const char *c = INFO->cmdline; *c != '\0'; c++) {
        if (c[0] == 'a' && c[1] == 'r' && c[2] == 'c' && c[3] == 'e' && c[4] == 'l' &&
            c[5] == '4') {
            return false;
        }
    }
    return true;
}

static bool heap_usable(void)
{
    volatile uint64_t *heap = (volatile uint64_t *)INFO->heap_vaddr;
    uint64_t last = INFO->heap_size / sizeof(*heap) - 1;
    seL4_ARM_Page_GetAddress_t address = seL4_ARM_Page_GetAddress(INSTANCE_SLOT_HEAP_FRAME);

    heap[0] = 1;
    heap[last] = 2;
    return heap[0] == 1 && heap[last] == 2 && heap[1] == 0 && address.paddr == INFO->heap_paddr;
}

static bool second_node(void)
{
    seL4_Error made = seL4_Untyped_Retype(INSTANCE_SLOT_UNTYPED, seL4_CapTableObject,
                                          INSTANCE_CNODE_BITS, INSTANCE_SLOT_CNODE, 0, 0, 1, 1);
    seL4_CPtr slot = (1 << INSTANCE_CNODE_BITS) | 5;

    if (made != seL4_NoError) {
        return false;
    }

    seL4_Error copied =
        seL4_CNode_Copy(INSTANCE_SLOT_CNODE, slot, INSTANCE_CSPACE_DEPTH, INSTANCE_SLOT_CNODE,
                        INSTANCE_SLOT_TCB, INSTANCE_CSPACE_DEPTH, seL4_AllRights);

    (void)seL4_CNode_Delete(INSTANCE_SLOT_CNODE, 1, INSTANCE_LEVEL1_DEPTH);
    return copied == seL4_NoError;
}

static bool thread_registers(void)
{
    uint64_t percpu;

    __asm__("mrs %0, tpidrro_el0" : "=r"(percpu));
    return percpu == INSTANCE_PERCPU_VADDR;
}

void test_given(void)
{
    check(INFO->magic == INSTANCE_INFO_MAGIC && INFO->version == INSTANCE_INFO_VERSION &&
              INFO->size == sizeof(struct instance_info),
          "ROOT0001", "information page is of this version");
    check(INFO->cores >= 1 && INFO->timer_irq == 30 && INFO->manager_priority > INFO->task_priority,
          "ROOT0002", "cores, timer interrupt, priorities");
    check(untypeds_usable(INSTANCE_UNTYPED_OBJECTS, 4 << 20), "ROOT0003", "object untyped");
    check(untypeds_usable(INSTANCE_UNTYPED_MEMORY, 64 << 20), "ROOT0004", "memory untypeds");
    check(image_contiguous(), "ROOT0005", "image segments are physically contiguous");
    check(virtio_registers(), "ROOT0006", "virtio registers are mapped");
    check(wall_clock(), "ROOT0007", "real-time clock is mapped and right");
    check(no_secret(), "ROOT0008", "command line without the root task's words");
    check(heap_usable(), "ROOT0009", "initial heap page");
    check(second_node(), "ROOT0010", "CSpace grows by a second level 2 node");
    check(thread_registers(), "ROOT0012", "thread registers are set");
    check(retype(INSTANCE_SLOT_UNTYPED, seL4_TCBObject, 0, INSTANCE_SLOT_NULL + 4095) ==
                  seL4_NoError &&
              INFO->first_free_slot < 4095,
          "ROOT0011", "slots behind first_free_slot are empty");
    delete_cap(4095);
}
