// SPDX-License-Identifier: BSD-2-Clause

#include <ax/core/assert.h>
#include <ax/core/heap.h>

static bool before(const struct ax_heap_node *a, const struct ax_heap_node *b)
{
    return a->key != b->key ? a->key < b->key : a->order < b->order;
}

/* Makes the later of two roots the first child of the earlier one; either may be NULL. */
static struct ax_heap_node *meld(struct ax_heap_node *a, struct ax_heap_node *b)
{
    if (a == NULL || b == NULL) {
        return a != NULL ? a : b;
    }
    if (before(b, a)) {
        struct ax_heap_node *swap = a;
        a = b;
        b = swap;
    }
    b->next = a->child;
    if (b->next != NULL) {
        b->next->prev = b;
    }
    b->prev = a;
    a->child = b;
    return a;
}

/* Melds siblings in pairs from the left, then the pairs from the right: the amortised bound. */
static struct ax_heap_node *meld_siblings(struct ax_heap_node *first)
{
    struct ax_heap_node *pairs = NULL;
    struct ax_heap_node *root = NULL;

    while (first != NULL) {
        struct ax_heap_node *a = first;
        struct ax_heap_node *b = a->next;
        first = b != NULL ? b->next : NULL;
        a->next = NULL;
        if (b != NULL) {
            b->next = NULL;
        }
        a = meld(a, b);
        a->next = pairs;
        pairs = a;
    }
    while (pairs != NULL) {
        struct ax_heap_node *rest = pairs->next;
        pairs->next = NULL;
        root = meld(root, pairs);
        pairs = rest;
    }
    if (root != NULL) {
        root->prev = NULL;
    }
    return root;
}

void ax_heap_insert(struct ax_heap *heap, struct ax_heap_node *node, uint64_t key)
{
    ax_assert(!node->queued);
    *node = (struct ax_heap_node){.key = key, .order = heap->inserted++, .queued = true};
    heap->root = meld(heap->root, node);
}

bool ax_heap_remove(struct ax_heap *heap, struct ax_heap_node *node)
{
    if (!node->queued) {
        return false;
    }
    struct ax_heap_node *below = meld_siblings(node->child);
    if (node == heap->root) {
        heap->root = below;
    } else {
        if (node->prev->child == node) {
            node->prev->child = node->next;
        } else {
            node->prev->next = node->next;
        }
        if (node->next != NULL) {
            node->next->prev = node->prev;
        }
        heap->root = meld(heap->root, below);
    }
    *node = (struct ax_heap_node){0};
    return true;
}
