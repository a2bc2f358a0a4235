// SPDX-License-Identifier: BSD-2-Clause
//
// Building an instance from its row of the table, and taking it down to nothing again.

#include <stddef.h>
#include <oskit/irq.h>
#include <oskit/thread.h>
#include <roottask/agent.h>
#include <roottask/console.h>
#include <roottask/instance.h>
#include <roottask/root.h>
#include <roottask/service.h>

/* Slots of ours for one instance's objects. */
#define BODY_SLOTS OSKIT_CAPSET_MAX

enum oskit_error instance_give(struct instance *instance, seL4_CPtr slot, seL4_CPtr from,
                               seL4_CapRights_t rights, seL4_Word badge)
{
    if (badge == 0) {
        return oskit_error_of(seL4_CNode_Copy(instance->cnode, slot, INSTANCE_CSPACE_DEPTH,
                                              root.cspace.root, from, OSKIT_DEPTH, rights));
    }
    return oskit_error_of(seL4_CNode_Mint(instance->cnode, slot, INSTANCE_CSPACE_DEPTH,
                                          root.cspace.root, from, OSKIT_DEPTH, rights, badge));
}

/* Two levels of CNodes; `cnode` is the upper one with the guard that makes slot names 64 bits wide.
 */
static enum oskit_error make_cspace(struct instance *instance, const struct elf_plan *image)
{
    seL4_CPtr level1;
    seL4_CPtr level2;
    enum oskit_error error = oskit_capset_object(&instance->set, seL4_CapTableObject,
                                                 INSTANCE_CNODE_BITS, &level1, NULL);

    (void)image;
    if (error == OSKIT_OK) {
        error = oskit_capset_object(&instance->set, seL4_CapTableObject, INSTANCE_CNODE_BITS,
                                    &level2, NULL);
    }
    if (error == OSKIT_OK) {
        error = oskit_error_of(seL4_CNode_Copy(level1, 0, INSTANCE_CNODE_BITS, root.cspace.root,
                                               level2, OSKIT_DEPTH, seL4_AllRights));
    }
    if (error == OSKIT_OK) {
        error = oskit_capset_slot(&instance->set, &instance->cnode);
    }
    return error != OSKIT_OK ? error
                             : oskit_cap_mint(&root.cspace, instance->cnode, level1, seL4_AllRights,
                                              oskit_zero_guard(INSTANCE_CSPACE_GUARD_BITS));
}

static enum oskit_error make_vspace(struct instance *instance, const struct elf_plan *image)
{
    enum oskit_error error =
        oskit_capset_object(&instance->set, seL4_ARM_VSpaceObject, 0, &instance->pd, NULL);

    (void)image;
    if (error == OSKIT_OK) {
        error = oskit_error_of(seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, instance->pd));
    }
    return error != OSKIT_OK
               ? error
               : oskit_vspace_init(&instance->vspace, instance->pd, &root.cspace, NULL,
                                   &instance->set.untyped, instance->tables, INSTANCE_MAX_TABLES);
}

/* The page that the instance's allocator begins with. */
static enum oskit_error make_heap(struct instance *instance, const struct elf_plan *image)
{
    struct oskit_untyped ut = oskit_pool_untyped(&root.pool, instance->heap_block);
    seL4_CPtr frame;
    enum oskit_error error = oskit_capset_slot(&instance->set, &frame);

    (void)image;
    if (error == OSKIT_OK) {
        error =
            oskit_untyped_retype(&ut, &root.cspace, seL4_ARM_LargePageObject, 0, 1, frame, NULL);
    }
    if (error == OSKIT_OK) {
        error = oskit_map(&instance->vspace, frame, INSTANCE_HEAP_BASE, seL4_LargePageBits,
                          OSKIT_MAP_WRITE);
    }
    return error != OSKIT_OK
               ? error
               : oskit_error_of(seL4_CNode_Move(instance->cnode, INSTANCE_SLOT_HEAP_FRAME,
                                                INSTANCE_CSPACE_DEPTH, root.cspace.root, frame,
                                                OSKIT_DEPTH));
}

static struct oskit_thread_config manager(const struct instance *instance, uint32_t core)
{
    return (struct oskit_thread_config){.cspace = instance->cnode,
                                        .vspace = instance->pd,
                                        .fault_ep = INSTANCE_SLOT_CORE_FAULT_EP + core,
                                        .authority = seL4_CapInitThreadTCB,
                                        .priority = instance->row->manager_priority,
                                        .max_priority = instance->row->manager_priority,
                                        .core = (uint8_t)(instance->row->first_core + core)};
}

/* A TCB for each core's manager; the first one gets everything that it needs to run. */
static enum oskit_error make_threads(struct instance *instance, const struct elf_plan *image)
{
    struct oskit_thread_config config = manager(instance, 0);
    seL4_CPtr frame;
    enum oskit_error error =
        oskit_capset_object(&instance->set, seL4_ARM_SmallPageObject, 0, &frame, NULL);

    for (uint32_t core = 0; core < instance->cores && error == OSKIT_OK; core++) {
        error = oskit_capset_object(&instance->set, seL4_TCBObject, 0, &instance->tcbs[core], NULL);
        if (error == OSKIT_OK && core != 0) {
            struct oskit_thread_config other = manager(instance, core);

            error = oskit_thread_schedule(instance->tcbs[core], &other);
        }
    }
    if (error == OSKIT_OK) {
        error = oskit_map(&instance->vspace, frame, INSTANCE_IPC_BUFFER_VADDR, seL4_PageBits,
                          OSKIT_MAP_WRITE);
    }
    if (error != OSKIT_OK) {
        return error;
    }
    config.ipc_buffer = INSTANCE_IPC_BUFFER_VADDR;
    config.ipc_frame = frame;
    config.entry = image->entry;
    config.stack = INSTANCE_BOOT_STACK_TOP;
    config.args[0] = INSTANCE_INFO_VADDR;
    config.percpu = INSTANCE_PERCPU_VADDR;
    error = oskit_thread_configure(instance->tcbs[0], &config);
    return error != OSKIT_OK
               ? error
               : oskit_error_of(seL4_CNode_Move(instance->cnode, INSTANCE_SLOT_IPC_FRAME,
                                                INSTANCE_CSPACE_DEPTH, root.cspace.root, frame,
                                                OSKIT_DEPTH));
}

static enum oskit_error make_notification(struct instance *instance, const struct elf_plan *image)
{
    enum oskit_error error = oskit_capset_object(&instance->set, seL4_NotificationObject, 0,
                                                 &instance->notification, NULL);

    (void)image;
    if (error == OSKIT_OK) {
        error = oskit_capset_slot(&instance->set, &instance->wake);
    }
    return error != OSKIT_OK ? error
                             : oskit_cap_mint(&root.cspace, instance->wake, instance->notification,
                                              seL4_CanWrite, INSTANCE_BADGE_CONSOLE);
}

/* An ASID pool of its own, where the table lets the instance make address spaces. */
static enum oskit_error make_asid_pool(struct instance *instance)
{
    seL4_CPtr untyped;
    seL4_CPtr pool;

    if ((instance->row->rights & RIGHT_VSPACES) == 0) {
        return OSKIT_OK;
    }

    enum oskit_error error =
        oskit_capset_object(&instance->set, seL4_UntypedObject, seL4_ASIDPoolBits, &untyped, NULL);

    if (error == OSKIT_OK) {
        error = oskit_capset_slot(&instance->set, &pool);
    }
    if (error == OSKIT_OK) {
        error = oskit_error_of(seL4_ARM_ASIDControl_MakePool(seL4_CapASIDControl, untyped,
                                                             root.cspace.root, pool, OSKIT_DEPTH));
    }
    return error != OSKIT_OK
               ? error
               : instance_give(instance, INSTANCE_SLOT_ASID_POOL, pool, seL4_AllRights, 0);
}

static enum oskit_error give_core_caps(struct instance *instance)
{
    enum oskit_error error = OSKIT_OK;

    for (uint32_t core = 0; core < instance->cores && error == OSKIT_OK; core++) {
        error = instance_give(instance, INSTANCE_SLOT_CORE_TCB + core, instance->tcbs[core],
                              seL4_AllRights, 0);
        if (error == OSKIT_OK) {
            error =
                instance_give(instance, INSTANCE_SLOT_CORE_FAULT_EP + core, root.endpoint,
                              seL4_CapRights_new(0, 1, 0, 1), BADGE_FAULT(instance->index, core));
        }
        if (error == OSKIT_OK && agent_exists(instance->row->first_core + core)) {
            /* To send a capability takes the right to grant. */
            error = instance_give(instance, INSTANCE_SLOT_CORE_AGENT + core,
                                  agent_endpoint(instance->row->first_core + core),
                                  seL4_CapRights_new(1, 1, 0, 1), BADGE_MESSAGE(instance->index));
        }
    }
    return error;
}

static enum oskit_error give_untypeds(struct instance *instance)
{
    enum oskit_error error = OSKIT_OK;

    for (uint32_t i = 0; i < instance->block_count && error == OSKIT_OK; i++) {
        error = instance_give(instance, INSTANCE_SLOT_UNTYPED + i,
                              root.pool.blocks[instance->blocks[i]].cap, seL4_AllRights, 0);
    }
    return error;
}

static enum oskit_error give_caps(struct instance *instance, const struct elf_plan *image)
{
    const struct {
        seL4_CPtr slot;
        seL4_CPtr from;
        seL4_CapRights_t rights;
        seL4_Word badge;
    } caps[] = {
        {INSTANCE_SLOT_TCB, instance->tcbs[0], seL4_AllRights, 0},
        {INSTANCE_SLOT_CNODE, instance->cnode, seL4_AllRights, 0},
        {INSTANCE_SLOT_VSPACE, instance->pd, seL4_AllRights, 0},
        {INSTANCE_SLOT_ROOT_EP, root.endpoint, seL4_CapRights_new(1, 0, 0, 1),
         BADGE_MESSAGE(instance->index)},
        {INSTANCE_SLOT_CONSOLE_NTFN, root.notification, seL4_CanWrite, BADGE_KICK(instance->index)},
        {INSTANCE_SLOT_NOTIFICATION, instance->notification, seL4_AllRights, 0},
    };
    enum oskit_error error = OSKIT_OK;

    (void)image;
    for (unsigned i = 0; i < sizeof(caps) / sizeof(caps[0]) && error == OSKIT_OK; i++) {
        error = instance_give(instance, caps[i].slot, caps[i].from, caps[i].rights, caps[i].badge);
    }
    if (error == OSKIT_OK) {
        error = give_core_caps(instance);
    }
    if (error == OSKIT_OK) {
        error = give_untypeds(instance);
    }
    return error != OSKIT_OK ? error : make_asid_pool(instance);
}

static enum oskit_error take_body(struct instance *instance, const struct elf_plan *image)
{
    enum oskit_error error = instance_take_memory(instance, image);

    return error != OSKIT_OK
               ? error
               : oskit_capset_init(&instance->set, &root.cspace,
                                   oskit_pool_untyped(&root.pool, instance->body), BODY_SLOTS);
}

static enum oskit_error start(struct instance *instance, const struct elf_plan *image)
{
    (void)image;
    console_join(instance->index, instance->console, instance->wake);
    instance->state = INSTANCE_RUNNING;
    return oskit_thread_start(instance->tcbs[0]);
}

/* The order matters: everything needs memory, mapping needs the VSpace, loading notes its slots in
 * the information page. */
static const struct {
    enum oskit_error (*run)(struct instance *instance, const struct elf_plan *image);
    const char *what;
} steps[] = {
    {take_body, "take its memory"},
    {make_cspace, "make its CSpace"},
    {make_vspace, "make its VSpace"},
    {instance_share_pages, "share pages with it"},
    {make_heap, "map its heap"},
    {instance_load_image, "load its image"},
    {instance_load_stack, "map its stack"},
    {instance_map_devices, "map its devices"},
    {make_threads, "make its threads"},
    {make_notification, "make its notification"},
    {give_caps, "fill its CSpace"},
    {start, "start it"},
};

enum oskit_error instance_build(struct instance *instance, const char **what)
{
    const struct instance_row *row = instance->row;
    struct elf_plan image;
    enum elf_error elf = elf_parse(row->image, (uint64_t)(row->image_end - row->image),
                                   INSTANCE_IMAGE_BASE, INSTANCE_IMAGE_END, &image);

    instance->body = OSKIT_NO_BLOCK;
    instance->heap_block = OSKIT_NO_BLOCK;
    instance->reserve_block = OSKIT_NO_BLOCK;
    instance->set = (struct oskit_capset){0};
    instance->vspace = (struct oskit_vspace){0};
    for (uint32_t core = 0; core < INSTANCE_MAX_CORES; core++) {
        instance->tcbs[core] = 0;
    }
    if (elf != ELF_OK) {
        *what = elf_error_text(elf);
        return OSKIT_ERR_ARGUMENT;
    }
    for (unsigned i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        enum oskit_error error = steps[i].run(instance, &image);

        if (error != OSKIT_OK) {
            *what = steps[i].what;
            instance_teardown(instance);
            return error;
        }
    }
    return OSKIT_OK;
}

/* None of them is to find out one by one that what it works with is gone. */
static void stop_managers(struct instance *instance)
{
    for (uint32_t core = 0; core < INSTANCE_MAX_CORES; core++) {
        if (instance->tcbs[core] != 0) {
            (void)seL4_TCB_Suspend(instance->tcbs[core]);
            instance->tcbs[core] = 0;
        }
    }
}

void instance_teardown(struct instance *instance)
{
    stop_managers(instance);
    console_leave(instance->index);
    agents_drop(instance->index);
    for (; instance->irq_count > 0; instance->irq_count--) {
        (void)oskit_irq_unregister(&root.cspace, instance->irqs[instance->irq_count - 1].handler);
    }
    if (instance->drain_reply != 0) {
        (void)oskit_slot_delete(&root.cspace, instance->drain_reply);
        instance->drain_reply = 0;
    }
    /* Threads go with the body, before the memory that they use. */
    if (instance->set.capacity != 0) {
        if (instance->vspace.vspace != 0) {
            (void)oskit_vspace_release(&instance->vspace, 0, UINT64_MAX);
        }
        (void)oskit_capset_destroy(&instance->set);
        instance->set = (struct oskit_capset){0};
    }
    /* Nobody is left who could start a device again, and its memory is nobody else's yet. */
    if (instance->state == INSTANCE_RUNNING) {
        root_reset_devices(instance->row->devices);
    }
    instance_return_memory(instance);
    instance->info = NULL;
    instance->console = NULL;
    if (instance->state == INSTANCE_RUNNING) {
        instance->state = INSTANCE_UNBUILT;
    }
}
