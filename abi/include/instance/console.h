// SPDX-License-Identifier: BSD-2-Clause
//
// The console shared by an instance and the root task: two byte rings, each with one producer and
// one consumer (an instance with several cores serialises its own side). Indices run freely modulo
// 2^32; the number of bytes in a ring is head - tail. Each side reads the other's index with
// acquire and writes its own with release order. The root task trusts no index: one that makes a
// ring hold more than its size is taken for "empty" and counted.
//
// Wake-ups: a consumer that finds its ring empty sets `wake` and looks once more before it sleeps.
// A producer that has published bytes exchanges `wake` for 0 and signals if it was 1. So a burst
// costs one signal. Likewise `full` the other way round: the root task stops taking typed bytes
// from the UART while rx is full; an instance that has taken bytes exchanges `full` for 0 and
// signals if it was 1. (For tx there is INSTANCE_CONSOLE_DRAIN, and `full` is not used.) The
// instance signals INSTANCE_SLOT_CONSOLE_NTFN; the root task signals the instance's notification
// (INSTANCE_SLOT_NOTIFICATION) with the badge INSTANCE_BADGE_CONSOLE.
#pragma once

#include <stdint.h>
#include <instance/layout.h>

#define INSTANCE_CONSOLE_RX_SIZE 2048
#define INSTANCE_CONSOLE_TX_SIZE 16384

/* Badge of the root task's signal on the instance's notification: bit 63 as on every notification
 * badge, bit 62 for the console. The other 62 bits are for the instance's own sources. */
#define INSTANCE_BADGE_NOTIFICATION (1ULL << 63)
#define INSTANCE_BADGE_CONSOLE      (INSTANCE_BADGE_NOTIFICATION | (1ULL << 62))

/* A ring of bytes with one writer and one reader in different address spaces. */
struct instance_ring {
    _Alignas(64) uint32_t head; /* bytes ever produced; written by the producer */
    _Alignas(64) uint32_t tail; /* bytes ever consumed; written by the consumer */
    _Alignas(64) uint32_t wake; /* 1 = the consumer wants a signal for the next byte */
    _Alignas(64) uint32_t full; /* 1 = the producer wants a signal when there is room */
};

/* The page that an instance and the root task share for the console. */
struct instance_console {
    struct instance_ring tx; /* produced by the instance: what it prints, raw "\n" */
    struct instance_ring rx; /* produced by the root task: what was typed, raw */
    _Alignas(2048) uint8_t rx_data[INSTANCE_CONSOLE_RX_SIZE];
    _Alignas(4096) uint8_t tx_data[INSTANCE_CONSOLE_TX_SIZE];
};

_Static_assert(sizeof(struct instance_console) == INSTANCE_CONSOLE_SIZE, "console fits its pages");
