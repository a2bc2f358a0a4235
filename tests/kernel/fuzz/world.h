// SPDX-License-Identifier: BSD-2-Clause
//
// The small world of objects that the operations work on. It lives for one epoch: then all of it is
// revoked and made again, so that a long run does not end in a world where everything is deleted.
//
// The threads of the world ("workers") have the world's CNode as CSpace: its slots are theirs by
// number. The main thread ("driver") has priority 1, so that it runs only when no worker can. It
// keeps capabilities of its own to what it must not lose. Virtual addresses are fixed numbers, so
// that they are the same in every build of the suite.
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>

#define WORLD_BITS  7
#define WORLD_SLOTS (1u << WORLD_BITS)
#define WORLD_GUARD (seL4_WordBits - WORLD_BITS)
#define WORKERS     8

/* The workers before this one run in the root task's address space, the others in the world's own.
 */
#define ROOT_SPACE_WORKERS 6

/* Slots that an epoch begins with. */
enum world_slot {
    W_NODE = 1, /* the world's CNode itself */
    W_SPACE_A,  /* the root task's address space */
    W_SPACE_B,  /* the world's own, with the workers' pages */
    W_PARK,     /* the notification where idle workers wait; no operation touches it */
    W_ASID_CONTROL,
    W_POOL,
    W_DOMAIN,
    W_TCB = 8,           /* of each worker */
    W_ENDPOINT = 16,     /* six, of three endpoints; the last is the original one of the third */
    W_NOTIFICATION = 22, /* four, of two; the last is the original one of the second */
    W_UNTYPED = 26,      /* five of different sizes, and the large one */
    W_BUFFER = 32,       /* the two frames of the workers' IPC buffers */
    W_FRAME = 34,        /* six */
    W_TABLE = 40,        /* six */
    W_SMALL_NODE = 46,   /* two CNodes, of 4 and 2 bits */
    W_RECEIVE = 48,      /* where each worker receives capabilities */
    W_FREE = 56,
};

#define ENDPOINT_COUNT     6
#define NOTIFICATION_COUNT 4
#define UNTYPED_COUNT      6
#define FRAME_COUNT        6
#define TABLE_COUNT        6

/* Pages of the workers, at the same addresses in both address spaces. */
#define CODE_ADDRESS    0x20000000ul
#define RESULT_ADDRESS  0x20001000ul
#define BUFFER_ADDRESS  0x20002000ul
#define BUFFERS_A_FRAME 4
#define BUFFER_STEP     0x400ul

/* Addresses where operations map frames and tables: three regions of the same gigabyte, one of
 * another, one of another half terabyte. */
#define WINDOW_ADDRESS 0x30000000ul
#define WINDOW_STEP    0x200000ul
#define NOWHERE        0x50000000ul

/* The badge bit of every badged capability to an endpoint, and to a notification. */
#define ENDPOINT_BADGE     (1ul << 41)
#define NOTIFICATION_BADGE (1ul << 40)

/* Makes what lasts for the whole case: frames with the workers' code, results and buffers. */
void world_init(void);

/* Undoes what world_init changed of the main thread. */
void world_end(void);

/* Deletes the world and makes a new one, whose details come from the random numbers. */
void world_rebuild(void);

/* The driver's capabilities: to the world's CNode, and to a worker's TCB. */
seL4_CPtr world_node(void);
seL4_CPtr worker_tcb(unsigned worker);

/* Forgets the driver's capability to a worker: what the world has decides from now on whether the
 * thread lives on. The driver cannot start it again in this epoch. */
void worker_orphan(unsigned worker);
bool worker_owned(unsigned worker);

/* Gives a worker its CSpace, address space, fault endpoint, IPC buffer and authority back. Returns
 * what TCB_Configure does: seL4_IllegalOperation if the worker has the last capability to a CNode,
 * whose deletion may take long. */
seL4_Error worker_heal(unsigned worker);

/* Gives the world back those capabilities that nothing works without, as far as they are missing.
 */
void world_repair(void);

/* A worker's IPC buffer, in the driver's address space. The kernel uses it as the worker's unless
 * an operation gave the worker another. */
seL4_IPCBuffer *worker_buffer(unsigned worker);

/* Physical address where the memory of all objects begins: what is reported is relative to it. */
seL4_Word world_base(void);

/* Empties a slot of the world. */
void world_delete(unsigned slot);

/* Whether a slot of the world is empty, as the kernel sees it; `expected` is only what is tried
 * first. */
bool world_slot_empty(unsigned slot, bool expected);
