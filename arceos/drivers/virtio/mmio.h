// SPDX-License-Identifier: BSD-2-Clause
/*
 * Virtio devices over memory-mapped registers (Virtio 1.2, 4.2): version 1, "legacy", and 2.
 *
 * The order of bringing one up (3.1.1):
 *   virtio_open()        reset, acknowledged, a driver is there
 *   virtio_negotiate()   features agreed on
 *   virtio_add_queue()   for each queue
 *   virtio_start()       it may work from here on
 * and of an end: virtio_reset(), after which it touches no memory.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/hal/device.h>

struct virtqueue;

/* Device numbers (5). */
enum virtio_kind {
    VIRTIO_NONE = 0,
    VIRTIO_NET = 1,
    VIRTIO_BLOCK = 2,
    VIRTIO_GPU = 16,
};

struct virtio_device {
    struct ax_hal_device hw;
    enum virtio_kind kind;
    unsigned version;  /* 1 or 2. */
    uint64_t features; /* What was agreed on. */
};

/*
 * Looks what is behind the registers of `hw` and, if that is a device of `kind`, resets it and says
 * that there is a driver. -AX_ENODEV: it is another kind, or none (dev->kind tells); -AX_EIO: the
 * registers are not a virtio device's, its version is unknown, or it does not come out of reset;
 * -AX_ENOSYS: it does not see the caches. Task or bring-up context.
 */
int virtio_open(struct virtio_device *dev, const struct ax_hal_device *hw, enum virtio_kind kind);

/* Bit of a device's own feature, for virtio_negotiate(). */
#define VIRTIO_FEATURE(n) (1ull << (n))

/*
 * Agrees on those of `wanted` that the device has (in version 2, and on VERSION_1). dev->features
 * has the result. -AX_EIO: the device does not agree.
 */
int virtio_negotiate(struct virtio_device *dev, uint64_t wanted);

/*
 * Makes queue `index` with at most `size` descriptors and gives it to the device. The queue is the
 * caller's; it is destroyed after a reset. -AX_EIO: the device has no such queue, or it is in use;
 * -AX_ENOMEM.
 */
int virtio_add_queue(struct virtio_device *dev, unsigned index, uint16_t size, struct virtqueue *q);

/* Lets the device work. */
void virtio_start(struct virtio_device *dev);

/* Tells the device to look at queue `index`. Any context. */
void virtio_notify(struct virtio_device *dev, unsigned index);

/* Why the device interrupts; acknowledges it. Any context. */
#define VIRTIO_INTERRUPT_QUEUE  1u
#define VIRTIO_INTERRUPT_CONFIG 2u
uint32_t virtio_interrupt(struct virtio_device *dev);

/* True when the device says that it cannot go on without a reset. Any context. */
bool virtio_needs_reset(struct virtio_device *dev);

/*
 * `words` words of the device's own configuration from word `first` on, all of one moment (2.5.1).
 * -AX_EIO: the device changes it all the time, or its register window is too small.
 */
int virtio_config(struct virtio_device *dev, unsigned first, unsigned words, uint32_t *out);

/*
 * Resets the device: it lets go of all memory. Says so in the status that a driver reads as
 * "failed" if `failed`. -AX_EIO: it does not reset, and may use its memory still. Any context.
 */
int virtio_reset(struct virtio_device *dev, bool failed);
