// SPDX-License-Identifier: BSD-2-Clause
/*
 * Split virtqueues (Virtio 1.2, 2.7), without indirect descriptors and event indices.
 *
 * What the device writes is never trusted: it is read once, checked, and what the driver must know
 * again later stands in memory of its own. A device that breaks the rules breaks the queue: from
 * then on nothing is given to it and nothing taken from it.
 *
 * Locking is the caller's.
 */
#pragma once

#include <ax/core/types.h>
#include <ax/dma.h>

/* Most descriptors of a queue that is used here. */
#define VIRTQUEUE_MAX 128u

/* One physically contiguous piece of a buffer. */
struct virtqueue_piece {
    uint64_t paddr;
    uint32_t size;
    bool device_writes; /* All pieces that the device writes come after those that it reads. */
};

struct virtqueue {
    uint16_t size;        /* Descriptors: a power of two, at most VIRTQUEUE_MAX. */
    uint16_t free;        /* Of them, those in no chain. */
    uint16_t head;        /* The first free one. */
    uint16_t in_flight;   /* Chains that the device has. */
    uint16_t avail_index; /* Chains ever offered. */
    uint16_t used_index;  /* Chains ever taken back. */
    bool broken;
    struct ax_dma memory; /* The three rings, in the layout of version 1. */
    struct {
        uint16_t next;     /* In its chain, or in the list of free ones. */
        uint16_t length;   /* Of the chain that begins here; 0: none does. */
        uint32_t writable; /* Bytes that the device may write to that chain. */
        void *token;
    } chains[VIRTQUEUE_MAX];
};

/* Where the rings of a queue of `size` descriptors lie in its memory, and how long that is. */
struct virtqueue_layout {
    size_t avail;
    size_t used;
    size_t bytes;
};

struct virtqueue_layout virtqueue_layout(uint16_t size);

/*
 * Makes an empty queue; `size` is a power of two up to VIRTQUEUE_MAX. The rings are the queue's
 * until virtqueue_destroy(), when no device uses them. -AX_EINVAL, -AX_ENOMEM.
 */
int virtqueue_init(struct virtqueue *q, uint16_t size);
void virtqueue_destroy(struct virtqueue *q);

/*
 * Offers a buffer of `count` pieces (at least one) to the device. `token` (not NULL) comes back
 * from virtqueue_take(). -AX_EAGAIN: not enough descriptors are free; -AX_EINVAL: more than the
 * queue has; -AX_EIO: the queue is broken. Nothing was offered then.
 */
int virtqueue_offer(struct virtqueue *q, const struct virtqueue_piece *pieces, unsigned count,
                    void *token);

/* True when the device wants to be told of what was offered. */
bool virtqueue_wants_notice(const struct virtqueue *q);

/*
 * Takes back a buffer that the device is done with: its token, and in *written how many bytes the
 * device says that it wrote, never more than it was given to write. -AX_EAGAIN: there is none;
 * -AX_EIO: the device broke the rules, or the queue was broken before.
 */
int virtqueue_take(struct virtqueue *q, void **token, uint32_t *written);

/*
 * Breaks the queue and takes back one buffer that the device has still, NULL when it has none. Only
 * when the device was reset: until then it may write to the buffers.
 */
void *virtqueue_reclaim(struct virtqueue *q);
