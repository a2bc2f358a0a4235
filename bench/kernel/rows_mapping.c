// SPDX-License-Identifier: BSD-2-Clause
/* Pages, page tables, address space identifiers. */

#include "bench.h"

#define POOL_BITS 12u

static struct step *map(struct agent *agent, seL4_CPtr frame, seL4_CPtr vspace)
{
    return agent_invoke(
        agent, frame, ARMPageMap, 3,
        (seL4_Word[]){FREE_ADDRESS, seL4_AllRights.words[0], seL4_ARM_Default_VMAttributes}, 1,
        &vspace);
}

static void measure_frame(seL4_CPtr frame, unsigned tables, unsigned rounds,
                          const char *const names[3])
{
    seL4_CPtr vspace = seL4_CapInitThreadVSpace;
    struct agent *agent = agent_new(0);

    world_tables(vspace, FREE_ADDRESS, tables);
    struct step *first = map(agent, frame, vspace);
    struct step *again = map(agent, frame, vspace);
    struct step *unmap = agent_invoke(agent, frame, ARMPageUnmap, 0, NULL, 0, NULL);
    run_alone(agent, rounds);
    put_row(names[0], result(first));
    put_row(names[1], result(again));
    put_row(names[2], result(unmap));
}

static void measure_page(seL4_Word type, unsigned tables, unsigned rounds,
                         const char *const names[3])
{
    measure();
    measure_frame(world_object(type, 0), tables, rounds, names);
}

static void measure_huge_page(void)
{
    static const char *const names[] = {"Page Map, 1 GiB", "Page Map, 1 GiB, mapped already",
                                        "Page Unmap, 1 GiB"};
    seL4_CPtr untyped = world_device_untyped(seL4_HugePageBits);

    measure();
    seL4_CPtr frame = world_slot();
    world_check(seL4_Untyped_Retype(untyped, seL4_ARM_HugePageObject, 0, seL4_CapInitThreadCNode, 0,
                                    0, frame, 1),
                "Retype");
    measure_frame(frame, 0, MAX_SAMPLES, names);
}

static void measure_page_table(void)
{
    measure();
    seL4_CPtr vspace = seL4_CapInitThreadVSpace;
    struct agent *agent = agent_new(0);

    world_tables(vspace, FREE_ADDRESS, 1);
    seL4_CPtr table = world_object(seL4_ARM_PageTableObject, 0);
    struct step *enter =
        agent_invoke(agent, table, ARMPageTableMap, 2,
                     (seL4_Word[]){FREE_ADDRESS, seL4_ARM_Default_VMAttributes}, 1, &vspace);
    struct step *leave = agent_invoke(agent, table, ARMPageTableUnmap, 0, NULL, 0, NULL);
    run_alone(agent, MAX_SAMPLES);
    put_row("PageTable Map", result(enter));
    put_row("PageTable Unmap", result(leave));
}

static void measure_asid(void)
{
    static const seL4_CPtr root = seL4_CapInitThreadCNode;
    measure();
    seL4_CPtr untyped = world_object(seL4_UntypedObject, POOL_BITS);
    seL4_CPtr slot = world_slot();
    struct agent *agent = agent_new(0);

    agent_invoke(agent, untyped, UntypedRetype, 6,
                 (seL4_Word[]){seL4_ARM_VSpaceObject, 0, 0, 0, slot, 1}, 1, &root);
    struct step *assign =
        agent_invoke(agent, seL4_CapInitThreadASIDPool, ARMASIDPoolAssign, 0, NULL, 1, &slot);
    struct step *destroy =
        agent_invoke(agent, root, CNodeDelete, 2, (seL4_Word[]){slot, seL4_WordBits}, 0, NULL);
    run_alone(agent, MAX_SAMPLES / 4);
    put_row("ASIDPool Assign", result(assign));
    put_row("CNode Delete of an empty address space", result(destroy));
}

void rows_mapping(void)
{
    static const char *const small[] = {"Page Map, 4 KiB", "Page Map, 4 KiB, mapped already",
                                        "Page Unmap, 4 KiB"};
    static const char *const large[] = {"Page Map, 2 MiB", "Page Map, 2 MiB, mapped already",
                                        "Page Unmap, 2 MiB"};
    measure_page(seL4_ARM_SmallPageObject, 2, MAX_SAMPLES, small);
    measure_page(seL4_ARM_LargePageObject, 1, MAX_SAMPLES, large);
    measure_huge_page();
    measure_page_table();
    measure_asid();
}
