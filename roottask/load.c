// SPDX-License-Identifier: BSD-2-Clause
//
// Loading: frames for the image and for the first stack, filled through a window of the root task,
// mapped with their final rights, and handed over to the instance's own slots.

#include <string.h>
#include <roottask/instance.h>
#include <roottask/root.h>

/* Frames made by one round of retyping. */
#define BATCH 64u

/* Copies what the file has for page `page` of a segment into its frame, through the scratch window.
 */
static enum oskit_error fill(const struct instance_row *row, const struct elf_segment *segment,
                             uint64_t page, seL4_CPtr frame)
{
    uint64_t from = page * INSTANCE_PAGE_SIZE;
    uint64_t to = from + INSTANCE_PAGE_SIZE;
    uint64_t data = segment->skip;
    uint64_t data_end = segment->skip + segment->file_size;

    from = from > data ? from : data;
    to = to < data_end ? to : data_end;
    if (from >= to) {
        return OSKIT_OK; /* new frames are zero */
    }

    enum oskit_error error =
        oskit_map(&root.vspace, frame, ROOT_SCRATCH_VADDR, seL4_PageBits, OSKIT_MAP_WRITE);

    if (error != OSKIT_OK) {
        return error;
    }
    memcpy((uint8_t *)ROOT_SCRATCH_VADDR + from % INSTANCE_PAGE_SIZE,
           row->image + segment->offset + (from - data), to - from);
    if ((segment->flags & ELF_EXEC) != 0) {
        error = oskit_error_of(seL4_ARM_Page_Unify_Instruction(frame, 0, INSTANCE_PAGE_SIZE));
    }

    enum oskit_error unmapped = oskit_unmap(&root.vspace, frame);

    return error != OSKIT_OK ? error : unmapped;
}

static unsigned map_flags(uint32_t flags)
{
    unsigned map = OSKIT_MAP_READ;

    map |= (flags & INSTANCE_SEGMENT_WRITE) != 0 ? OSKIT_MAP_WRITE : 0;
    map |= (flags & INSTANCE_SEGMENT_EXEC) != 0 ? OSKIT_MAP_EXEC : 0;
    return map;
}

/* Fills, maps and hands over one frame. */
static enum oskit_error place_page(struct instance *instance, const struct elf_segment *segment,
                                   uint64_t page, seL4_CPtr frame)
{
    enum oskit_error error = fill(instance->row, segment, page, frame);

    if (error == OSKIT_OK) {
        error = oskit_map(&instance->vspace, frame, segment->vaddr + page * INSTANCE_PAGE_SIZE,
                          seL4_PageBits, map_flags(segment->flags));
    }
    if (error == OSKIT_OK) {
        error = oskit_error_of(seL4_CNode_Move(instance->cnode, instance->info->first_free_slot,
                                               INSTANCE_CSPACE_DEPTH, root.cspace.root, frame,
                                               OSKIT_DEPTH));
    }
    if (error == OSKIT_OK) {
        instance->info->first_free_slot++;
    }
    return error;
}

/* All pages of a segment; `slots` are BATCH free slots of ours. */
static enum oskit_error place_segment(struct instance *instance, const struct elf_segment *segment,
                                      seL4_CPtr slots, struct instance_segment *out)
{
    *out = (struct instance_segment){.vaddr = segment->vaddr,
                                     .size = segment->pages * INSTANCE_PAGE_SIZE,
                                     .flags = segment->flags,
                                     .first_slot = instance->info->first_free_slot};
    if (segment->pages > OSKIT_NODE_SLOTS - instance->info->first_free_slot) {
        return OSKIT_ERR_SLOTS;
    }
    for (uint64_t page = 0; page < segment->pages;) {
        uint64_t left = segment->pages - page;
        unsigned n = left < BATCH ? (unsigned)left : BATCH;
        uint64_t paddr;
        enum oskit_error error = oskit_untyped_retype(
            &instance->set.untyped, &root.cspace, seL4_ARM_SmallPageObject, 0, n, slots, &paddr);

        if (page == 0) {
            out->paddr = paddr;
        }
        for (unsigned i = 0; i < n && error == OSKIT_OK; i++) {
            error = place_page(instance, segment, page + i, slots + i);
        }
        if (error != OSKIT_OK) {
            return error;
        }
        page += n;
    }
    return OSKIT_OK;
}

/*
 * Page tables come from the same untyped as the frames. Made beforehand, they cannot come to lie
 * between the frames of a segment, which are to be contiguous.
 */
static enum oskit_error load_segment(struct instance *instance, const struct elf_segment *segment,
                                     struct instance_segment *out)
{
    seL4_CPtr slots;
    enum oskit_error error = oskit_map_prepare(&instance->vspace, segment->vaddr,
                                               segment->pages * INSTANCE_PAGE_SIZE, seL4_PageBits);

    if (error == OSKIT_OK) {
        error = oskit_slots_alloc(&root.cspace, BATCH, &slots);
    }
    if (error != OSKIT_OK) {
        return error;
    }
    error = place_segment(instance, segment, slots, out);
    for (unsigned i = 0; i < BATCH; i++) {
        /* After an error some still hold a frame; deleting an empty slot does nothing. */
        (void)oskit_slot_delete(&root.cspace, slots + i);
    }
    return error;
}

enum oskit_error instance_load_image(struct instance *instance, const struct elf_plan *image)
{
    struct instance_info *info = instance->info;

    for (uint32_t i = 0; i < image->count; i++) {
        enum oskit_error error = load_segment(instance, &image->segments[i], &info->segments[i]);

        if (error != OSKIT_OK) {
            return error;
        }
        info->segment_count++;
    }
    info->elf_vaddr = image->segments[0].vaddr;
    info->elf_entry = image->entry;
    return OSKIT_OK;
}

enum oskit_error instance_load_stack(struct instance *instance, const struct elf_plan *image)
{
    struct elf_segment stack = {.vaddr = INSTANCE_BOOT_STACK_TOP - INSTANCE_BOOT_STACK_SIZE,
                                .pages = INSTANCE_BOOT_STACK_SIZE / INSTANCE_PAGE_SIZE,
                                .flags = ELF_READ | ELF_WRITE};

    (void)image;
    return load_segment(instance, &stack, &instance->info->boot_stack);
}
