// SPDX-License-Identifier: BSD-2-Clause

#include "virtqueue.h"

#include <ax/core/assert.h>
#include <ax/core/errno.h>
#include <ax/core/string.h>
#include <ax/hal/arch/mmio.h>
#include <ax/hal/config.h>

/* Everything in the rings is little-endian (in version 1: the guest's order). */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "no conversion is done");

/* Virtio 1.2, 2.7.5: the descriptor table. */
struct descriptor {
    uint64_t paddr;
    uint32_t size;
    uint16_t flags;
    uint16_t next;
};

#define DESCRIPTOR_NEXT  1
#define DESCRIPTOR_WRITE 2

/* 2.7.6: written by the driver; then comes a word for event indices, not used. */
struct avail_ring {
    uint16_t flags;
    uint16_t index;
    uint16_t ring[];
};

/* 2.7.8: written by the device. */
struct used_element {
    uint32_t id;
    uint32_t written;
};

struct used_ring {
    uint16_t flags;
    uint16_t index;
    struct used_element ring[];
};

#define USED_NO_NOTIFY 1

/* Version 1 wants the used ring at a multiple of the alignment that it is told (2.7.2). */
#define USED_ALIGN AX_PAGE_SIZE

#define LAST UINT16_MAX

struct virtqueue_layout virtqueue_layout(uint16_t size)
{
    struct virtqueue_layout layout;

    layout.avail = sizeof(struct descriptor) * size;
    layout.used = AX_ALIGN_UP(
        layout.avail + sizeof(struct avail_ring) + sizeof(uint16_t) * (size + 1u), USED_ALIGN);
    layout.bytes = layout.used + sizeof(struct used_ring) + sizeof(struct used_element) * size +
                   sizeof(uint16_t);
    return layout;
}

static struct descriptor *descriptors(const struct virtqueue *q)
{
    return q->memory.vaddr;
}

static struct avail_ring *avail(const struct virtqueue *q)
{
    return (struct avail_ring *)((char *)q->memory.vaddr + virtqueue_layout(q->size).avail);
}

static struct used_ring *used(const struct virtqueue *q)
{
    return (struct used_ring *)((char *)q->memory.vaddr + virtqueue_layout(q->size).used);
}

int virtqueue_init(struct virtqueue *q, uint16_t size)
{
    *q = (struct virtqueue){.size = size, .free = size};
    if (size == 0 || size > VIRTQUEUE_MAX || (size & (size - 1)) != 0) {
        return -AX_EINVAL;
    }
    for (uint16_t i = 0; i < size; i++) {
        q->chains[i].next = i + 1 < size ? (uint16_t)(i + 1) : LAST;
    }
    return ax_dma_alloc(virtqueue_layout(size).bytes, AX_PAGE_SIZE, &q->memory);
}

void virtqueue_destroy(struct virtqueue *q)
{
    ax_dma_free(&q->memory);
    *q = (struct virtqueue){.broken = true};
}

/* Fills free descriptors in the order in which the driver chains them; returns the last one. */
static uint16_t fill(struct virtqueue *q, const struct virtqueue_piece *pieces, unsigned count)
{
    struct descriptor *table = descriptors(q);
    uint16_t at = q->head;

    for (unsigned i = 0;; i++) {
        uint16_t next = q->chains[at].next;
        bool more = i + 1 < count;

        ax_assert(i == 0 || pieces[i].device_writes || !pieces[i - 1].device_writes);
        table[at] = (struct descriptor){
            .paddr = pieces[i].paddr,
            .size = pieces[i].size,
            .flags = (uint16_t)((pieces[i].device_writes ? DESCRIPTOR_WRITE : 0) |
                                (more ? DESCRIPTOR_NEXT : 0)),
            .next = more ? next : 0,
        };
        if (!more) {
            return at;
        }
        at = next;
    }
}

int virtqueue_offer(struct virtqueue *q, const struct virtqueue_piece *pieces, unsigned count,
                    void *token)
{
    if (q->broken) {
        return -AX_EIO;
    }
    if (count == 0 || count > q->size || token == NULL) {
        return -AX_EINVAL;
    }
    if (count > q->free) {
        return -AX_EAGAIN;
    }
    uint16_t first = q->head;
    uint16_t last = fill(q, pieces, count);

    q->chains[first].length = (uint16_t)count;
    q->chains[first].token = token;
    q->chains[first].writable = 0;
    for (unsigned i = 0; i < count; i++) {
        q->chains[first].writable += pieces[i].device_writes ? pieces[i].size : 0;
    }
    q->head = q->chains[last].next;
    q->free = (uint16_t)(q->free - count);
    q->in_flight++;

    struct avail_ring *ring = avail(q);
    ring->ring[q->avail_index % q->size] = first;
    q->avail_index++;
    /* The chain and its entry before the index that shows them to the device. */
    ax_dma_write_barrier();
    __atomic_store_n(&ring->index, q->avail_index, __ATOMIC_RELAXED);
    return 0;
}

bool virtqueue_wants_notice(const struct virtqueue *q)
{
    /* The device sets the flag, then looks at our index: we wrote the index, and look at its flag.
     */
    ax_dma_barrier();
    return !q->broken && (__atomic_load_n(&used(q)->flags, __ATOMIC_RELAXED) & USED_NO_NOTIFY) == 0;
}

/* Ends the chain at `first`: its descriptors are free again. */
static void *end_chain(struct virtqueue *q, uint16_t first)
{
    uint16_t last = first;

    for (uint16_t i = 1; i < q->chains[first].length; i++) {
        last = q->chains[last].next;
    }
    q->chains[last].next = q->head;
    q->head = first;
    q->free = (uint16_t)(q->free + q->chains[first].length);
    q->chains[first].length = 0;
    q->in_flight--;
    return q->chains[first].token;
}

int virtqueue_take(struct virtqueue *q, void **token, uint32_t *written)
{
    if (q->broken) {
        return -AX_EIO;
    }
    struct used_ring *ring = used(q);
    uint16_t count = (uint16_t)(__atomic_load_n(&ring->index, __ATOMIC_RELAXED) - q->used_index);

    if (count == 0) {
        return -AX_EAGAIN;
    }
    /* The entry, and what the device wrote to the buffer, after the index that shows them. */
    ax_dma_read_barrier();
    const struct used_element *element = &ring->ring[q->used_index % q->size];
    uint32_t id = __atomic_load_n(&element->id, __ATOMIC_RELAXED);
    uint32_t n = __atomic_load_n(&element->written, __ATOMIC_RELAXED);

    if (count > q->in_flight || id >= q->size || q->chains[id].length == 0 ||
        n > q->chains[id].writable) {
        q->broken = true;
        return -AX_EIO;
    }
    q->used_index++;
    *token = end_chain(q, (uint16_t)id);
    *written = n;
    return 0;
}

void *virtqueue_reclaim(struct virtqueue *q)
{
    q->broken = true;
    for (uint16_t i = 0; i < q->size && q->in_flight > 0; i++) {
        if (q->chains[i].length != 0) {
            return end_chain(q, i);
        }
    }
    return NULL;
}
