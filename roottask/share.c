// SPDX-License-Identifier: BSD-2-Clause
//
// Pages that the root task and an instance both see: information and console; and the devices that
// the table grants.

#include <string.h>
#include <roottask/agent.h>
#include <roottask/console.h>
#include <roottask/instance.h>
#include <roottask/params.h>
#include <roottask/root.h>

/* Makes `size` bytes of contiguous pages, mapped here at `ours` read-write and in the instance at
 * `theirs`. */
static enum oskit_error share(struct instance *instance, uint64_t ours, uint64_t theirs,
                              uint64_t size, unsigned flags, uint64_t *first_paddr)
{
    for (uint64_t offset = 0; offset < size; offset += INSTANCE_PAGE_SIZE) {
        seL4_CPtr frame;
        seL4_CPtr copy;
        uint64_t paddr;
        enum oskit_error error =
            oskit_capset_object(&instance->set, seL4_ARM_SmallPageObject, 0, &frame, &paddr);

        if (error == OSKIT_OK) {
            error = oskit_capset_slot(&instance->set, &copy);
        }
        if (error == OSKIT_OK) {
            error = oskit_cap_copy(&root.cspace, copy, frame, seL4_AllRights);
        }
        if (error == OSKIT_OK) {
            error = oskit_map(&root.vspace, frame, ours + offset, seL4_PageBits, OSKIT_MAP_WRITE);
        }
        if (error == OSKIT_OK) {
            error = oskit_map(&instance->vspace, copy, theirs + offset, seL4_PageBits, flags);
        }
        if (error != OSKIT_OK) {
            return error;
        }
        if (offset == 0) {
            *first_paddr = paddr;
        }
    }
    return OSKIT_OK;
}

static void fill_info(struct instance *instance)
{
    const struct instance_row *row = instance->row;
    struct instance_info *info = instance->info;

    *info = (struct instance_info){.magic = INSTANCE_INFO_MAGIC,
                                   .version = INSTANCE_INFO_VERSION,
                                   .size = sizeof(*info),
                                   .index = instance->index,
                                   .cores = instance->cores,
                                   .first_core = row->first_core,
                                   .incarnation = instance->incarnation,
                                   .last_fault = instance->last_fault,
                                   .manager_priority = row->manager_priority,
                                   .task_priority = row->task_priority,
                                   .timer_irq = root.tree.timer_irq,
                                   .first_free_slot = INSTANCE_SLOT_FRAMES,
                                   .heap_vaddr = INSTANCE_HEAP_BASE,
                                   .heap_paddr = root.pool.blocks[instance->heap_block].paddr,
                                   .heap_size = INSTANCE_LARGE_PAGE_SIZE,
                                   .ram_total = root.ram_total,
                                   .wall_clock_device = UINT32_MAX};
    for (uint32_t core = 0; core < instance->cores; core++) {
        info->shared_cores |= agent_exists(row->first_core + core) ? 1U << core : 0;
    }
    memcpy(info->name, row->name, strnlen(row->name, sizeof(info->name) - 1));
    if (!params_for_instance(root.tree.bootargs, row->params, info->cmdline,
                             sizeof(info->cmdline))) {
        console_print("root task: words are missing on the command line of ");
        console_print(row->name);
        console_print(": it is too long\n");
    }
    for (uint32_t i = 0; i < instance->block_count; i++) {
        const struct oskit_block *block = &root.pool.blocks[instance->blocks[i]];

        info->untypeds[i] = (struct instance_untyped){.paddr = block->paddr,
                                                      .bits = block->bits,
                                                      .kind = i == 0 ? INSTANCE_UNTYPED_OBJECTS
                                                                     : INSTANCE_UNTYPED_MEMORY};
    }
    info->untyped_count = instance->block_count;
}

enum oskit_error instance_share_pages(struct instance *instance, const struct elf_plan *image)
{
    uint64_t ours = ROOT_SHARED_VADDR + instance->index * ROOT_SHARED_STRIDE;
    uint64_t info_paddr;
    uint64_t console_paddr;
    enum oskit_error error;

    (void)image;
    /* The tables first: they would lie between the pages. */
    error = oskit_map_prepare(&instance->vspace, INSTANCE_INFO_VADDR,
                              INSTANCE_BOOT_STACK_TOP - INSTANCE_INFO_VADDR, seL4_PageBits);
    if (error == OSKIT_OK) {
        error = share(instance, ours, INSTANCE_INFO_VADDR, INSTANCE_INFO_SIZE, OSKIT_MAP_READ,
                      &info_paddr);
    }
    if (error == OSKIT_OK) {
        error = share(instance, ours + ROOT_SHARED_CONSOLE, INSTANCE_CONSOLE_VADDR,
                      INSTANCE_CONSOLE_SIZE, OSKIT_MAP_WRITE, &console_paddr);
    }
    if (error != OSKIT_OK) {
        return error;
    }
    instance->info = (struct instance_info *)ours;
    instance->console = (struct instance_console *)(ours + ROOT_SHARED_CONSOLE);
    fill_info(instance);
    instance->info->info_paddr = info_paddr;
    instance->info->console_paddr = console_paddr;
    return OSKIT_OK;
}

static enum oskit_error map_device_page(struct instance *instance, uint64_t paddr, uint64_t vaddr,
                                        unsigned flags)
{
    seL4_CPtr frame;
    seL4_CPtr copy;
    enum oskit_error error = root_device_frame(paddr, &frame);

    if (error == OSKIT_OK) {
        error = oskit_capset_slot(&instance->set, &copy);
    }
    if (error == OSKIT_OK) {
        error = oskit_cap_copy(&root.cspace, copy, frame, seL4_AllRights);
    }
    return error != OSKIT_OK ? error
                             : oskit_map(&instance->vspace, copy, vaddr, seL4_PageBits,
                                         flags | OSKIT_MAP_READ | OSKIT_MAP_DEVICE);
}

/* Pages of devices that follow each other physically do so virtually, and a page with several is
 * mapped once. */
struct device_map {
    uint64_t paddr; /* page mapped last */
    uint64_t vaddr; /* where it is */
};

static enum oskit_error map_device(struct instance *instance, uint32_t number,
                                   struct device_map *last)
{
    const struct device *device = &root.tree.devices[number];
    bool shared = (instance->row->shared >> number & 1) != 0;
    uint64_t first = device->paddr & ~(INSTANCE_PAGE_SIZE - 1ULL);
    uint64_t end = device->paddr + device->size;
    struct instance_device *out = &instance->info->devices[instance->info->device_count];

    for (uint64_t page = first; page < end; page += INSTANCE_PAGE_SIZE) {
        if (page != last->paddr) {
            uint64_t vaddr = last->vaddr + INSTANCE_PAGE_SIZE;
            enum oskit_error error =
                vaddr < INSTANCE_DEVICE_END
                    ? map_device_page(instance, page, vaddr, shared ? 0 : OSKIT_MAP_WRITE)
                    : OSKIT_ERR_FULL;

            if (error != OSKIT_OK) {
                return error;
            }
            *last = (struct device_map){page, vaddr};
        }
        if (page == first) {
            out->vaddr = last->vaddr + device->paddr % INSTANCE_PAGE_SIZE;
        }
    }
    memcpy(out->compatible, device->compatible, sizeof(out->compatible));
    out->paddr = device->paddr;
    out->size = device->size;
    out->irq = shared ? INSTANCE_NO_IRQ : device->irq;
    out->edge = device->edge;
    out->coherent = device->coherent;
    return OSKIT_OK;
}

enum oskit_error instance_map_devices(struct instance *instance, const struct elf_plan *image)
{
    struct device_map last = {UINT64_MAX, INSTANCE_DEVICE_BASE - INSTANCE_PAGE_SIZE};
    struct instance_info *info = instance->info;

    (void)image;
    for (uint32_t i = 0; i < root.tree.count && info->device_count < INSTANCE_MAX_DEVICES; i++) {
        if (!table_grants_device(instance->row, &root.tree, i)) {
            continue;
        }

        enum oskit_error error = map_device(instance, i, &last);

        if (error != OSKIT_OK) {
            return error;
        }
        if (root.tree.devices[i].class == DEVICE_RTC && info->wall_clock_device == UINT32_MAX) {
            info->wall_clock_device = info->device_count;
        }
        info->device_count++;
    }
    return OSKIT_OK;
}
