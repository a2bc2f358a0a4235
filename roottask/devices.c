// SPDX-License-Identifier: BSD-2-Clause
//
// Frames of device memory. One page may hold several devices, so each is made once and copied.

#include <stddef.h>
#include <roottask/root.h>

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
