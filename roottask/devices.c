// SPDX-License-Identifier: BSD-2-Clause
//
// Frames of device memory. One page may hold several devices, so each is made once and copied. And
// the end of what a device was told to do.

#include <stddef.h>
#include <roottask/root.h>

/* Virtio 1.2, 4.2.2: writing 0 to the status register resets the device; when that is done it reads
 * 0 (2.4.1). A reset takes a few looks on any machine. */
#define VIRTIO_STATUS  0x70
#define RESET_PATIENCE 100000u

static struct {
    uint64_t paddr;
    seL4_CPtr slot;
} frames[DEVTREE_MAX_DEVICES];
static uint32_t frame_count;

enum oskit_error root_device_frame(uint64_t paddr, seL4_CPtr *frame)
{
    for (uint32_t i = 0; i < frame_count; i++) {
        if (frames[i].paddr == paddr) {
            *frame = frames[i].slot;
            return OSKIT_OK;
        }
    }
    if (frame_count == DEVTREE_MAX_DEVICES) {
        return OSKIT_ERR_FULL;
    }

    uint32_t block;
    enum oskit_error error = oskit_slot_alloc(&root.cspace, frame);

    if (error != OSKIT_OK) {
        return error;
    }
    error = oskit_pool_alloc_at(&root.pool, paddr, seL4_PageBits, &block);
    if (error == OSKIT_OK) {
        struct oskit_untyped ut = oskit_pool_untyped(&root.pool, block);

        error =
            oskit_untyped_retype(&ut, &root.cspace, seL4_ARM_SmallPageObject, 0, 1, *frame, NULL);
        if (error != OSKIT_OK) {
            (void)oskit_pool_free(&root.pool, block);
        }
    }
    if (error != OSKIT_OK) {
        (void)oskit_slot_free(&root.cspace, *frame);
        return error;
    }
    frames[frame_count].paddr = paddr;
    frames[frame_count].slot = *frame;
    frame_count++;
    return OSKIT_OK;
}

static enum oskit_error reset(const struct device *device)
{
    uint64_t offset = device->paddr % (1u << seL4_PageBits);
    volatile uint32_t *status = (uint32_t *)(ROOT_SCRATCH_VADDR + offset + VIRTIO_STATUS);
    unsigned looks = 0;
    seL4_CPtr frame;
    enum oskit_error error = root_device_frame(device->paddr - offset, &frame);

    if (error == OSKIT_OK) {
        error = oskit_map(&root.vspace, frame, ROOT_SCRATCH_VADDR, seL4_PageBits,
                          OSKIT_MAP_WRITE | OSKIT_MAP_DEVICE);
    }
    if (error != OSKIT_OK) {
        return error;
    }
    *status = 0;
    while (*status != 0 && looks < RESET_PATIENCE) {
        looks++;
    }
    error = oskit_unmap(&root.vspace, frame);
    return looks == RESET_PATIENCE ? OSKIT_ERR_STATE : error;
}

void root_reset_devices(uint64_t devices)
{
    for (uint32_t i = 0; i < root.tree.count; i++) {
        if ((devices >> i & 1) != 0 && root.tree.devices[i].class == DEVICE_VIRTIO) {
            root_must(reset(&root.tree.devices[i]), "reset a device");
        }
    }
}
