// SPDX-License-Identifier: BSD-2-Clause

#include <roottask/ring.h>

void ring_init(struct ring *ring, struct instance_ring *shared, uint8_t *data, uint32_t size)
{
    *ring = (struct ring){.shared = shared, .data = data, .size = size};
}

uint32_t ring_waiting(struct ring *ring)
{
    uint32_t head = __atomic_load_n(&ring->shared->head, __ATOMIC_ACQUIRE);
    uint32_t waiting = head - ring->own;

    if (waiting > ring->size) {
        ring->spoiled++;
        ring->own = head;
        ring_taken(ring);
        return 0;
    }
    return waiting;
}

bool ring_take(struct ring *ring, uint8_t *byte)
{
    if (ring_waiting(ring) == 0) {
        return false;
    }
    *byte = ring->data[ring->own % ring->size];
    ring->own++;
    return true;
}

void ring_taken(struct ring *ring)
{
    __atomic_store_n(&ring->shared->tail, ring->own, __ATOMIC_RELEASE);
}

bool ring_sleep(struct ring *ring)
{
    /* The store must be seen before the index is read again: else both sides could wait. */
    __atomic_store_n(&ring->shared->wake, 1, __ATOMIC_SEQ_CST);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (ring_waiting(ring) == 0) {
        return true;
    }
    __atomic_store_n(&ring->shared->wake, 0, __ATOMIC_RELAXED);
    return false;
}

bool ring_has_room(const struct ring *ring)
{
    return ring->own - __atomic_load_n(&ring->shared->tail, __ATOMIC_ACQUIRE) < ring->size;
}

bool ring_put(struct ring *ring, uint8_t byte)
{
    if (!ring_has_room(ring)) {
        return false;
    }
    ring->data[ring->own % ring->size] = byte;
    ring->own++;
    return true;
}

bool ring_wait_room(struct ring *ring)
{
    /* As in ring_sleep(): asked first, looked at second. */
    __atomic_store_n(&ring->shared->full, 1, __ATOMIC_SEQ_CST);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (!ring_has_room(ring)) {
        return true;
    }
    __atomic_store_n(&ring->shared->full, 0, __ATOMIC_RELAXED);
    return false;
}

bool ring_publish(struct ring *ring)
{
    __atomic_store_n(&ring->shared->head, ring->own, __ATOMIC_SEQ_CST);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return __atomic_exchange_n(&ring->shared->wake, 0, __ATOMIC_SEQ_CST) != 0;
}
