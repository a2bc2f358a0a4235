// SPDX-License-Identifier: BSD-2-Clause
//
// The root task's side of the console rings (<instance/console.h>): takes from tx, puts into rx,
// and trusts no index of the other side. Pure functions over shared memory.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <instance/console.h>

/* One ring as the root task sees it: what the other side may spoil is read once, checked, and kept
 * here. */
struct ring {
    struct instance_ring *shared;
    uint8_t *data;
    uint32_t size;    /* of data, a power of two */
    uint32_t own;     /* own index: tail when consuming, head when producing */
    uint32_t spoiled; /* how often the other's index made no sense */
};

/*
 * Begins with an empty ring over `size` bytes, a power of two, of `data`; `shared` holds its
 * counters.
 */
void ring_init(struct ring *ring, struct instance_ring *shared, uint8_t *data, uint32_t size);

/* Bytes waiting in a ring that we consume. A nonsensical head counts as "empty" and is skipped. */
uint32_t ring_waiting(struct ring *ring);

/* Takes one byte; false if there is none. */
bool ring_take(struct ring *ring, uint8_t *byte);

/* Publishes what was taken, so that the producer may reuse the space. */
void ring_taken(struct ring *ring);

/* Asks for a signal with the next byte; false if bytes have come meanwhile: look again. */
bool ring_sleep(struct ring *ring);

/* Whether a ring that we produce has room for a byte. */
bool ring_has_room(const struct ring *ring);

/* Puts one byte into a ring that we produce; false if it is full. */
bool ring_put(struct ring *ring, uint8_t byte);

/* Asks for a signal when there is room; false if there is some meanwhile: go on. */
bool ring_wait_room(struct ring *ring);

/* Publishes what was put; true if the consumer wants a signal. */
bool ring_publish(struct ring *ring);
