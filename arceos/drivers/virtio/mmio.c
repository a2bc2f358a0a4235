// SPDX-License-Identifier: BSD-2-Clause

#include "mmio.h"

#include <ax/core/errno.h>
#include <ax/hal/arch/mmio.h>
#include <ax/hal/config.h>

#include "virtqueue.h"

/* 4.2.2 and 4.2.4: offsets of registers. */
enum {
    REG_MAGIC = 0x000,
    REG_VERSION = 0x004,
    REG_DEVICE = 0x008,
    REG_DEVICE_FEATURES = 0x010,
    REG_DEVICE_FEATURES_SELECT = 0x014,
    REG_DRIVER_FEATURES = 0x020,
    REG_DRIVER_FEATURES_SELECT = 0x024,
    REG_GUEST_PAGE_SIZE = 0x028, /* version 1 */
    REG_QUEUE_SELECT = 0x030,
    REG_QUEUE_MAX = 0x034,
    REG_QUEUE_SIZE = 0x038,
    REG_QUEUE_ALIGN = 0x03c, /* version 1 */
    REG_QUEUE_PAGE = 0x040,  /* version 1 */
    REG_QUEUE_READY = 0x044, /* version 2 */
    REG_QUEUE_NOTIFY = 0x050,
    REG_INTERRUPT_STATUS = 0x060,
    REG_INTERRUPT_ACK = 0x064,
    REG_STATUS = 0x070,
    REG_QUEUE_DESC = 0x080,   /* version 2; 64 bits, as the two below */
    REG_QUEUE_DRIVER = 0x090, /* version 2 */
    REG_QUEUE_DEVICE = 0x0a0, /* version 2 */
    REG_GENERATION = 0x0fc,   /* version 2 */
    REG_CONFIG = 0x100,
};

#define MAGIC 0x74726976u /* "virt" */

/* 2.1 */
enum {
    STATUS_ACKNOWLEDGE = 1,
    STATUS_DRIVER = 2,
    STATUS_DRIVER_OK = 4,
    STATUS_FEATURES_OK = 8,
    STATUS_NEEDS_RESET = 64,
    STATUS_FAILED = 128,
};

#define FEATURE_VERSION_1 32

/* Looks at a register before the device counts as stuck: a reset takes a few on any machine. */
#define PATIENCE 100000u

static uint32_t get(struct virtio_device *dev, size_t reg)
{
    return ax_mmio_read32(dev->hw.regs, reg);
}

static void set(struct virtio_device *dev, size_t reg, uint32_t value)
{
    ax_mmio_write32(dev->hw.regs, reg, value);
}

static void set64(struct virtio_device *dev, size_t reg, uint64_t value)
{
    set(dev, reg, (uint32_t)value);
    set(dev, reg + 4, (uint32_t)(value >> 32));
}

static void add_status(struct virtio_device *dev, uint32_t bits)
{
    set(dev, REG_STATUS, get(dev, REG_STATUS) | bits);
}

int virtio_reset(struct virtio_device *dev, bool failed)
{
    if (failed) {
        add_status(dev, STATUS_FAILED);
    }
    set(dev, REG_STATUS, 0);
    for (unsigned i = 0; i < PATIENCE; i++) {
        if (get(dev, REG_STATUS) == 0) {
            return 0;
        }
    }
    return -AX_EIO;
}

int virtio_open(struct virtio_device *dev, const struct ax_hal_device *hw, enum virtio_kind kind)
{
    *dev = (struct virtio_device){.hw = *hw};
    if (hw->size < REG_CONFIG || get(dev, REG_MAGIC) != MAGIC) {
        return -AX_EIO;
    }
    dev->version = get(dev, REG_VERSION);
    if (dev->version != 1 && dev->version != 2) {
        return -AX_EIO;
    }
    dev->kind = (enum virtio_kind)get(dev, REG_DEVICE);
    if (dev->kind != kind || kind == VIRTIO_NONE) {
        return -AX_ENODEV;
    }
    if (!hw->coherent) {
        return -AX_ENOSYS;
    }
    if (virtio_reset(dev, false) != 0) {
        return -AX_EIO;
    }
    add_status(dev, STATUS_ACKNOWLEDGE);
    add_status(dev, STATUS_DRIVER);
    return 0;
}

static uint64_t device_features(struct virtio_device *dev)
{
    set(dev, REG_DEVICE_FEATURES_SELECT, 1);
    uint64_t high = get(dev, REG_DEVICE_FEATURES);

    set(dev, REG_DEVICE_FEATURES_SELECT, 0);
    return high << 32 | get(dev, REG_DEVICE_FEATURES);
}

int virtio_negotiate(struct virtio_device *dev, uint64_t wanted)
{
    uint64_t offered = device_features(dev);

    /* Version 1 has 32 features and no way to disagree (3.1.2). */
    wanted &= dev->version == 1 ? UINT32_MAX : UINT64_MAX;
    if (dev->version != 1) {
        if ((offered & VIRTIO_FEATURE(FEATURE_VERSION_1)) == 0) {
            return -AX_EIO;
        }
        wanted |= VIRTIO_FEATURE(FEATURE_VERSION_1);
    }
    dev->features = offered & wanted;
    set(dev, REG_DRIVER_FEATURES_SELECT, 0);
    set(dev, REG_DRIVER_FEATURES, (uint32_t)dev->features);
    if (dev->version == 1) {
        set(dev, REG_GUEST_PAGE_SIZE, AX_PAGE_SIZE);
        return 0;
    }
    set(dev, REG_DRIVER_FEATURES_SELECT, 1);
    set(dev, REG_DRIVER_FEATURES, (uint32_t)(dev->features >> 32));
    add_status(dev, STATUS_FEATURES_OK);
    return (get(dev, REG_STATUS) & STATUS_FEATURES_OK) != 0 ? 0 : -AX_EIO;
}

/* Largest power of two up to both. */
static uint16_t queue_size(uint32_t max, uint16_t wanted)
{
    uint32_t size = 1;

    while (size * 2 <= max && size * 2 <= wanted && size * 2 <= VIRTQUEUE_MAX) {
        size *= 2;
    }
    return (uint16_t)size;
}

/* Version 1 takes a page number of 32 bits (4.2.4): all physical memory of this kind of machine. */
static int give_queue_v1(struct virtio_device *dev, const struct virtqueue *q)
{
    if (q->memory.paddr / AX_PAGE_SIZE > UINT32_MAX) {
        return -AX_EIO;
    }
    set(dev, REG_QUEUE_ALIGN, AX_PAGE_SIZE);
    set(dev, REG_QUEUE_PAGE, (uint32_t)(q->memory.paddr / AX_PAGE_SIZE));
    return 0;
}

static int give_queue_v2(struct virtio_device *dev, const struct virtqueue *q)
{
    struct virtqueue_layout layout = virtqueue_layout(q->size);

    set64(dev, REG_QUEUE_DESC, q->memory.paddr);
    set64(dev, REG_QUEUE_DRIVER, q->memory.paddr + layout.avail);
    set64(dev, REG_QUEUE_DEVICE, q->memory.paddr + layout.used);
    set(dev, REG_QUEUE_READY, 1);
    return get(dev, REG_QUEUE_READY) == 1 ? 0 : -AX_EIO;
}

int virtio_add_queue(struct virtio_device *dev, unsigned index, uint16_t size, struct virtqueue *q)
{
    set(dev, REG_QUEUE_SELECT, index);
    if (get(dev, dev->version == 1 ? REG_QUEUE_PAGE : REG_QUEUE_READY) != 0) {
        return -AX_EIO;
    }
    uint32_t max = get(dev, REG_QUEUE_MAX);
    if (max == 0) {
        return -AX_EIO;
    }
    int err = virtqueue_init(q, queue_size(max, size));
    if (err != 0) {
        return err;
    }
    set(dev, REG_QUEUE_SIZE, q->size);
    return dev->version == 1 ? give_queue_v1(dev, q) : give_queue_v2(dev, q);
}

void virtio_start(struct virtio_device *dev)
{
    add_status(dev, STATUS_DRIVER_OK);
}

void virtio_notify(struct virtio_device *dev, unsigned index)
{
    set(dev, REG_QUEUE_NOTIFY, index);
}

uint32_t virtio_interrupt(struct virtio_device *dev)
{
    uint32_t why = get(dev, REG_INTERRUPT_STATUS);

    if (why != 0) {
        set(dev, REG_INTERRUPT_ACK, why);
    }
    return why;
}

bool virtio_needs_reset(struct virtio_device *dev)
{
    return (get(dev, REG_STATUS) & STATUS_NEEDS_RESET) != 0;
}

/* Version 1 has no generation: the same words twice are as good (2.5.4). */
static bool same_words(struct virtio_device *dev, unsigned first, unsigned words,
                       const uint32_t *seen)
{
    for (unsigned i = 0; i < words; i++) {
        if (get(dev, REG_CONFIG + 4 * (first + i)) != seen[i]) {
            return false;
        }
    }
    return true;
}

int virtio_config(struct virtio_device *dev, unsigned first, unsigned words, uint32_t *out)
{
    if (REG_CONFIG + 4 * ((size_t)first + words) > dev->hw.size) {
        return -AX_EIO;
    }
    for (unsigned tries = 0; tries < PATIENCE; tries++) {
        uint32_t before = dev->version == 1 ? 0 : get(dev, REG_GENERATION);

        for (unsigned i = 0; i < words; i++) {
            out[i] = get(dev, REG_CONFIG + 4 * (first + i));
        }
        if (dev->version == 1 ? same_words(dev, first, words, out)
                              : get(dev, REG_GENERATION) == before) {
            return 0;
        }
    }
    return -AX_EIO;
}
