// SPDX-License-Identifier: BSD-2-Clause

#include <string.h>
#include <ktest/case.h>
#include <ktest/objects.h>
#include "model.h"
#include "random.h"
#include "worker.h"
#include "world.h"

#define PAGE          4096ul
#define WORLD_MEMORY  18 /* log2 of the bytes of everything but the large untyped */
#define LARGE_MEMORY  21
#define BUFFER_FRAMES (WORKERS / BUFFERS_A_FRAME)
#define WINDOW_TABLES 2 /* for the first window, in both address spaces */
#define SPACE_TABLES  3 /* that the workers' pages take in the world's own address space */
#define PAGES         (2 + BUFFER_FRAMES)

#define NEVER_EXECUTE                                                                              \
    ((seL4_ARM_VMAttributes)(seL4_ARM_Default_VMAttributes | seL4_ARM_ExecuteNever))

/* For the whole case. */
static seL4_CPtr memory, large, node, tcbs, endpoints, notifications, space, tables, pool_memory;
static seL4_CPtr page_copies, probe;
static seL4_CPtr page[PAGES];
static bool owned[WORKERS];

static const seL4_Word page_address[PAGES] = {CODE_ADDRESS, RESULT_ADDRESS, BUFFER_ADDRESS,
                                              BUFFER_ADDRESS + PAGE};

seL4_CPtr world_node(void)
{
    return node;
}

seL4_CPtr worker_tcb(unsigned worker)
{
    return tcbs + worker;
}

seL4_IPCBuffer *worker_buffer(unsigned worker)
{
    return (seL4_IPCBuffer *)(BUFFER_ADDRESS + worker * BUFFER_STEP);
}

seL4_Word world_base(void)
{
    return boot_info()->untypedList[arena() - boot_info()->untyped.start].paddr;
}

static void map_page(unsigned i, seL4_CPtr frame, seL4_CPtr address_space, bool write)
{
    seL4_CapRights_t rights = write ? seL4_ReadWrite : seL4_CanRead;

    REQUIRE_OK(seL4_ARM_Page_Map(frame, address_space, page_address[i], rights,
                                 i == 0 ? seL4_ARM_Default_VMAttributes : NEVER_EXECUTE));
}

void world_init(void)
{
    seL4_CPtr table;

    for (unsigned i = 0; i < PAGES; i++) {
        page[i] = object_new(seL4_ARM_SmallPageObject, 0);
    }
    table = object_new(seL4_ARM_PageTableObject, 0);
    REQUIRE_OK(seL4_ARM_PageTable_Map(table, SPACE, CODE_ADDRESS, seL4_ARM_Default_VMAttributes));
    for (unsigned i = 0; i < PAGES; i++) {
        map_page(i, page[i], SPACE, true);
    }
    worker_copy_code((void *)CODE_ADDRESS);
    REQUIRE_OK(seL4_ARM_Page_Unify_Instruction(page[0], 0, PAGE));
    map_page(0, page[0], SPACE, false);

    memory = object_new(seL4_UntypedObject, WORLD_MEMORY);
    large = object_new(seL4_UntypedObject, LARGE_MEMORY);
    node = slot_new();
    tcbs = slots_new(WORKERS);
    endpoints = slots_new(2);
    notifications = slots_new(3);
    space = slot_new();
    tables = slots_new(SPACE_TABLES + WINDOW_TABLES);
    pool_memory = slot_new();
    page_copies = slots_new(PAGES);
    probe = slot_new();
    REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, 1));
}

void world_end(void)
{
    REQUIRE_OK(seL4_CNode_Revoke(ROOT, memory, DEPTH));
    REQUIRE_OK(seL4_CNode_Revoke(ROOT, large, DEPTH));
    for (unsigned i = 0; i < PAGES; i++) {
        REQUIRE_OK(seL4_CNode_Delete(ROOT, page_copies + i, DEPTH));
    }
}

/* The driver's own objects. */
static void make(seL4_Word type, seL4_Word size_bits, seL4_CPtr slot, seL4_Word count)
{
    REQUIRE_OK(retype(memory, type, size_bits, slot, count));
}

/* Objects whose original capability is in the world. */
static void make_inside(seL4_Word type, seL4_Word size_bits, unsigned slot, unsigned count,
                        enum kind kind)
{
    REQUIRE_OK(seL4_Untyped_Retype(memory, type, size_bits, node, 0, 0, slot, count));
    for (unsigned i = 0; i < count; i++) {
        model_set(slot + i, kind, (unsigned)size_bits);
    }
}

static void give(unsigned slot, seL4_CPtr source, enum kind kind)
{
    REQUIRE_OK(seL4_CNode_Copy(node, slot, WORLD_BITS, ROOT, source, DEPTH, seL4_AllRights));
    model_set(slot, kind, 0);
}

static void give_badged(unsigned slot, seL4_CPtr source, enum kind kind, seL4_Word badge,
                        seL4_CapRights_t rights)
{
    REQUIRE_OK(seL4_CNode_Mint(node, slot, WORLD_BITS, ROOT, source, DEPTH, rights, badge));
    model_set(slot, kind, 0);
    model_mark_badged(slot);
}

/* The world's CNode first, then by falling size. */
static void make_objects(void)
{
    make(seL4_CapTableObject, WORLD_BITS, node, 1);
    make(seL4_ARM_VSpaceObject, 0, space, 1);
    make(seL4_ARM_PageTableObject, 0, tables, SPACE_TABLES + WINDOW_TABLES);
    make(seL4_UntypedObject, 12, pool_memory, 1);
    make_inside(seL4_UntypedObject, 16, W_UNTYPED, 1, K_UNTYPED);
    make_inside(seL4_UntypedObject, 14, W_UNTYPED + 1, 1, K_UNTYPED);
    make_inside(seL4_UntypedObject, 13, W_UNTYPED + 2, 1, K_UNTYPED);
    make_inside(seL4_UntypedObject, 12, W_UNTYPED + 3, 2, K_UNTYPED);
    make_inside(seL4_ARM_SmallPageObject, 0, W_FRAME, FRAME_COUNT, K_FRAME);
    make_inside(seL4_ARM_PageTableObject, 0, W_TABLE, TABLE_COUNT, K_TABLE);
    make(seL4_TCBObject, 0, tcbs, WORKERS);
    make_inside(seL4_CapTableObject, 4, W_SMALL_NODE, 1, K_NODE);
    make_inside(seL4_CapTableObject, 2, W_SMALL_NODE + 1, 1, K_NODE);
    make(seL4_NotificationObject, 0, notifications, 3);
    make(seL4_EndpointObject, 0, endpoints, 2);
    make_inside(seL4_NotificationObject, 0, W_NOTIFICATION + 3, 1, K_NOTIFICATION);
    make_inside(seL4_EndpointObject, 0, W_ENDPOINT + 5, 1, K_ENDPOINT);
}

/* If the slot is empty. */
static void give_again(unsigned slot, seL4_CPtr source, enum kind kind)
{
    if (model_slot(slot)->kind == K_EMPTY && world_slot_empty(slot, true)) {
        give(slot, source, kind);
        model_set_id(slot, slot >= W_TCB ? slot - W_TCB : 0);
    }
}

void world_repair(void)
{
    seL4_Word guard = seL4_CNode_CapData_new(0, WORLD_GUARD).words[0];

    if (model_slot(W_NODE)->kind != K_NODE) {
        world_delete(W_NODE);
        REQUIRE_OK(
            seL4_CNode_Mint(node, W_NODE, WORLD_BITS, ROOT, node, DEPTH, seL4_AllRights, guard));
        model_set(W_NODE, K_NODE, WORLD_BITS);
    }
    give_again(W_SPACE_A, SPACE, K_SPACE);
    model_slot(W_SPACE_A)->mapped = true;
    give_again(W_ASID_CONTROL, seL4_CapASIDControl, K_ASID_CONTROL);
    give_again(W_DOMAIN, seL4_CapDomain, K_DOMAIN);
    for (unsigned i = 0; i < WORKERS; i++) {
        if (owned[i]) {
            give_again(W_TCB + i, tcbs + i, K_TCB);
        }
    }
}

static void fill_slots(void)
{
    seL4_CapRights_t send_only = seL4_CapRights_new(0, 0, 0, 1);
    seL4_CapRights_t no_grant = seL4_CapRights_new(0, 1, 1, 1);
    seL4_Word guard = seL4_CNode_CapData_new(0, WORLD_GUARD).words[0];

    REQUIRE_OK(seL4_CNode_Mint(node, W_NODE, WORLD_BITS, ROOT, node, DEPTH, seL4_AllRights, guard));
    model_set(W_NODE, K_NODE, WORLD_BITS);
    give(W_SPACE_A, SPACE, K_SPACE);
    give(W_SPACE_B, space, K_SPACE);
    give(W_PARK, notifications + 2, K_FIXED);
    give(W_ASID_CONTROL, seL4_CapASIDControl, K_ASID_CONTROL);
    give(W_DOMAIN, seL4_CapDomain, K_DOMAIN);
    give(W_UNTYPED + 5, large, K_UNTYPED);
    model_set(W_UNTYPED + 5, K_UNTYPED, LARGE_MEMORY);
    for (unsigned i = 0; i < WORKERS; i++) {
        give(W_TCB + i, tcbs + i, K_TCB);
        model_set_id(W_TCB + i, i);
    }
    model_slot(W_SPACE_A)->mapped = true;
    model_slot(W_SPACE_B)->mapped = true;
    give_badged(W_ENDPOINT, endpoints, K_ENDPOINT, ENDPOINT_BADGE | 1, seL4_AllRights);
    give_badged(W_ENDPOINT + 1, endpoints, K_ENDPOINT, ENDPOINT_BADGE | 2, no_grant);
    give_badged(W_ENDPOINT + 2, endpoints + 1, K_ENDPOINT, ENDPOINT_BADGE | 4, seL4_AllRights);
    give_badged(W_ENDPOINT + 3, endpoints + 1, K_ENDPOINT, ENDPOINT_BADGE | 8, send_only);
    give(W_ENDPOINT + 4, endpoints, K_ENDPOINT);
    give_badged(W_NOTIFICATION, notifications, K_NOTIFICATION, NOTIFICATION_BADGE | 1,
                seL4_AllRights);
    give_badged(W_NOTIFICATION + 1, notifications, K_NOTIFICATION, NOTIFICATION_BADGE | 2,
                seL4_AllRights);
    give(W_NOTIFICATION + 2, notifications + 1, K_NOTIFICATION);
    model_set_id(W_ENDPOINT + 2, 1);
    model_set_id(W_ENDPOINT + 3, 1);
    model_set_id(W_ENDPOINT + 5, 2);
    model_set_id(W_NOTIFICATION + 2, 1);
    model_set_id(W_NOTIFICATION + 3, 2);
    for (unsigned i = 0; i < BUFFER_FRAMES; i++) {
        give(W_BUFFER + i, page[2 + i], K_FRAME);
    }
}

/* Most frames are mapped in the first window, which therefore begins with its table. */
static void map_window(seL4_CPtr address_space, seL4_CPtr table)
{
    REQUIRE_OK(seL4_ARM_PageTable_Map(table, address_space, WINDOW_ADDRESS,
                                      seL4_ARM_Default_VMAttributes));
}

/* The world's own address space, with the workers' pages in it. */
static void make_space(void)
{
    REQUIRE_OK(
        seL4_ARM_ASIDControl_MakePool(seL4_CapASIDControl, pool_memory, node, W_POOL, WORLD_BITS));
    model_set(W_POOL, K_POOL, 0);
    REQUIRE_OK(seL4_CNode_Copy(ROOT, probe, DEPTH, node, W_POOL, WORLD_BITS, seL4_AllRights));
    REQUIRE_OK(seL4_ARM_ASIDPool_Assign(probe, space));
    REQUIRE_OK(seL4_CNode_Delete(ROOT, probe, DEPTH));
    for (unsigned i = 0; i < SPACE_TABLES; i++) {
        REQUIRE_OK(
            seL4_ARM_PageTable_Map(tables + i, space, CODE_ADDRESS, seL4_ARM_Default_VMAttributes));
    }
    map_window(SPACE, tables + SPACE_TABLES);
    map_window(space, tables + SPACE_TABLES + 1);
    for (unsigned i = 0; i < PAGES; i++) {
        REQUIRE_OK(seL4_CNode_Delete(ROOT, page_copies + i, DEPTH));
        REQUIRE_OK(
            seL4_CNode_Copy(ROOT, page_copies + i, DEPTH, ROOT, page[i], DEPTH, seL4_AllRights));
        map_page(i, page_copies + i, space, i != 0);
    }
}

seL4_Error worker_heal(unsigned worker)
{
    seL4_Word guard = seL4_CNode_CapData_new(0, WORLD_GUARD).words[0];
    seL4_CPtr buffer_page = page[2 + worker / BUFFERS_A_FRAME];
    seL4_CPtr handler = W_ENDPOINT + (worker * 2) % 6;

    seL4_Error error = seL4_NoError;

    if (owned[worker]) {
        error = seL4_TCB_Configure(tcbs + worker, handler, node, guard,
                                   worker < ROOT_SPACE_WORKERS ? SPACE : space, 0,
                                   (seL4_Word)worker_buffer(worker), buffer_page);
        EXPECT_OK(seL4_TCB_SetMCPriority(tcbs + worker, SELF, seL4_MaxPrio));
    }
    return error;
}

static void make_workers(void)
{
    for (unsigned i = 0; i < WORKERS; i++) {
        seL4_Word levels = 2 + draw(5);

        owned[i] = true;
        memset(worker_result(i), 0, sizeof(struct worker_result));
        memset(worker_buffer(i), 0, sizeof(seL4_IPCBuffer));
        REQUIRE_OK(worker_heal(i));
        REQUIRE_OK(seL4_TCB_SetPriority(tcbs + i, SELF, levels * PRIORITY_STEP + i));
#ifdef CONFIG_ENABLE_SMP_SUPPORT
        REQUIRE_OK(seL4_TCB_SetAffinity(tcbs + i, i % boot_info()->numNodes));
#endif
        worker_prepare(i);
    }
}

void world_rebuild(void)
{
    world_end();
    model_clear();
    make_objects();
    make_space();
    fill_slots();
    make_workers();
    REQUIRE_OK(seL4_DomainSet_ScheduleConfigure(seL4_CapDomain, 0, 0, 100));
    REQUIRE_OK(seL4_DomainSet_ScheduleSetStart(seL4_CapDomain, 0));
}

void worker_orphan(unsigned worker)
{
    owned[worker] = false;
    REQUIRE_OK(seL4_CNode_Delete(ROOT, tcbs + worker, DEPTH));
}

bool worker_owned(unsigned worker)
{
    return owned[worker];
}

void world_delete(unsigned slot)
{
    EXPECT_OK(seL4_CNode_Delete(node, slot, WORLD_BITS));
}

bool world_slot_empty(unsigned slot, bool expected)
{
    seL4_Error error;

    if (expected) {
        /* Something fits only into an empty slot. */
        error =
            seL4_CNode_Copy(node, slot, WORLD_BITS, ROOT, notifications + 2, DEPTH, seL4_AllRights);
        if (error == seL4_NoError) {
            world_delete(slot);
        }
        return error == seL4_NoError;
    }
    error = seL4_CNode_Copy(ROOT, probe, DEPTH, node, slot, WORLD_BITS, seL4_AllRights);
    if (error == seL4_NoError) {
        EXPECT_OK(seL4_CNode_Delete(ROOT, probe, DEPTH));
    }
    return error == seL4_FailedLookup;
}
