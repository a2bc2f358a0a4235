// SPDX-License-Identifier: BSD-2-Clause
/*
 * An intrusive min-heap (pairing heap; Fredman, Sedgewick, Sleator, Tarjan 1986) ordered by a
 * 64-bit key, equal keys in order of insertion. Insertion O(1), removal O(log n) amortised; no
 * allocation, no recursion. Owns nothing; locking is the caller's.
 */
#pragma once

#include <ax/core/types.h>

/* Embedded in what the heap orders; the owner sets the key before it inserts the node. */
struct ax_heap_node {
    uint64_t key;
    uint64_t order; /* Among equal keys; set by the insertion. */
    struct ax_heap_node *child;
    struct ax_heap_node *next; /* Sibling to the right. */
    struct ax_heap_node *prev; /* Sibling to the left, or the parent; NULL for the root. */
    bool queued;
};

/* All zeroes is an empty heap. */
struct ax_heap {
    struct ax_heap_node *root;
    uint64_t inserted; /* Insertions so far: the next `order`. */
};

/* Puts `node`, which is in no heap, in with `key`. */
void ax_heap_insert(struct ax_heap *heap, struct ax_heap_node *node, uint64_t key);

/* Takes `node` out; false if it is in no heap. It must not be in another one. */
bool ax_heap_remove(struct ax_heap *heap, struct ax_heap_node *node);

/* The node of the least key, which stays in; NULL if there is none. */
static inline struct ax_heap_node *ax_heap_min(const struct ax_heap *heap)
{
    return heap->root;
}

/* True while the node is in a heap. A node begins zeroed. */
static inline bool ax_heap_queued(const struct ax_heap_node *node)
{
    return node->queued;
}
