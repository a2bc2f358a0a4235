// SPDX-License-Identifier: BSD-2-Clause
/* Retype of each type, after the untyped was revoked. */

#include "bench.h"

#define UNTYPED_BITS 16u
#define LARGE_BITS   21u
#define CNODE_SIZE   10u /* slots, as log2: 32 KiB */
#define CHILD_BITS   12u
#define LARGE_ROUNDS 256u

struct retype_row {
    const char *name;
    seL4_Word type;
    seL4_Word size_bits;
    unsigned untyped_bits;
    unsigned rounds;
};

static void measure_retype_of(const struct retype_row *row, seL4_CPtr untyped, bool revoke)
{
    static const seL4_CPtr root = seL4_CapInitThreadCNode;
    seL4_CPtr slot = world_slot();
    struct agent *agent = agent_new(0);
    struct step *make =
        agent_invoke(agent, untyped, UntypedRetype, 6,
                     (seL4_Word[]){row->type, row->size_bits, 0, 0, slot, 1}, 1, &root);
    struct step *destroy =
        agent_invoke(agent, root, CNodeRevoke, 2, (seL4_Word[]){untyped, seL4_WordBits}, 0, NULL);

    run_alone(agent, row->rounds);
    put_row(row->name, result(make));
    if (revoke) {
        put_row("CNode Revoke of an untyped with one endpoint", result(destroy));
    }
}

static void measure_retype(const struct retype_row *row, bool revoke)
{
    measure();
    measure_retype_of(row, world_object(seL4_UntypedObject, row->untyped_bits), revoke);
}

/** Of device memory, which is never cleared: RAM has no room for such a page on every machine. */
static void measure_retype_huge(void)
{
    static const struct retype_row row = {"Retype: page, 1 GiB of device memory",
                                          seL4_ARM_HugePageObject, 0, 0, MAX_SAMPLES};
    measure();
    measure_retype_of(&row, world_device_untyped(seL4_HugePageBits), false);
}

void rows_retype(void)
{
    static const struct retype_row rows[] = {
        {"Retype: endpoint, 16 bytes", seL4_EndpointObject, 0, UNTYPED_BITS, MAX_SAMPLES},
        {"Retype: notification, 32 bytes", seL4_NotificationObject, 0, UNTYPED_BITS, MAX_SAMPLES},
        {"Retype: untyped, 4 KiB", seL4_UntypedObject, CHILD_BITS, UNTYPED_BITS, MAX_SAMPLES},
        {"Retype: TCB, 2 KiB", seL4_TCBObject, 0, UNTYPED_BITS, MAX_SAMPLES},
        {"Retype: CNode, 1024 slots, 32 KiB", seL4_CapTableObject, CNODE_SIZE, UNTYPED_BITS,
         MAX_SAMPLES},
        {"Retype: page table, 4 KiB", seL4_ARM_PageTableObject, 0, UNTYPED_BITS, MAX_SAMPLES},
        {"Retype: address space, 4 KiB", seL4_ARM_VSpaceObject, 0, UNTYPED_BITS, MAX_SAMPLES},
        {"Retype: page, 4 KiB", seL4_ARM_SmallPageObject, 0, UNTYPED_BITS, MAX_SAMPLES},
        {"Retype: page, 2 MiB", seL4_ARM_LargePageObject, 0, LARGE_BITS, LARGE_ROUNDS},
    };

    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        measure_retype(&rows[i], i == 0);
    }
    measure_retype_huge();
}
