// SPDX-License-Identifier: BSD-2-Clause
/*
 * A byte ring for one producer and one consumer, which may run on different cores or one of them
 * in a handler: each index is written by one side only. Several producers, or consumers, need a
 * lock among themselves.
 */
#pragma once

#include <ax/core/types.h>

/* A queue of bytes in a buffer of the owner's. */
struct ax_ring {
    uint8_t *data; /* The caller's. */
    uint32_t size; /* A power of two, at most 2^31. */
    uint32_t head; /* Bytes ever put, modulo 2^32; the producer's. */
    uint32_t tail; /* Bytes ever taken, likewise; the consumer's. */
};

/* Makes an empty ring over data[0 .. size). */
void ax_ring_init(struct ax_ring *ring, void *data, uint32_t size);

/* Puts as many of the `n` bytes as fit; returns how many. Producer. */
size_t ax_ring_put(struct ax_ring *ring, const void *bytes, size_t n);

/* Takes up to `n` bytes; returns how many. Consumer. */
size_t ax_ring_get(struct ax_ring *ring, void *buf, size_t n);

/* Bytes that wait. Exact for the consumer, at most that for the producer. */
size_t ax_ring_used(const struct ax_ring *ring);
