// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/assert.h>
#include <ax/core/ring.h>
#include <ax/core/string.h>

void ax_ring_init(struct ax_ring *ring, void *data, uint32_t size)
{
    ax_assert(size > 0 && (size & (size - 1)) == 0);
    *ring = (struct ax_ring){.data = data, .size = size};
}

size_t ax_ring_put(struct ax_ring *ring, const void *bytes, size_t n)
{
    uint32_t head = ring->head;
    /* Acquire: the consumer has read the bytes that are overwritten now. */
    uint32_t used = head - __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE);

    n = AX_MIN(n, (size_t)(ring->size - used));
    size_t at = head & (ring->size - 1);
    size_t first = AX_MIN(n, ring->size - at);
    memcpy(ring->data + at, bytes, first);
    memcpy(ring->data, (const uint8_t *)bytes + first, n - first);
    __atomic_store_n(&ring->head, head + (uint32_t)n, __ATOMIC_RELEASE);
    return n;
}

size_t ax_ring_get(struct ax_ring *ring, void *buf, size_t n)
{
    uint32_t tail = ring->tail;
    uint32_t used = __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE) - tail;

    n = AX_MIN(n, (size_t)used);
    size_t at = tail & (ring->size - 1);
    size_t first = AX_MIN(n, ring->size - at);
    memcpy(buf, ring->data + at, first);
    memcpy((uint8_t *)buf + first, ring->data, n - first);
    __atomic_store_n(&ring->tail, tail + (uint32_t)n, __ATOMIC_RELEASE);
    return n;
}

size_t ax_ring_used(const struct ax_ring *ring)
{
    return __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE) -
           __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE);
}
