// SPDX-License-Identifier: BSD-2-Clause
/*
 * A map from strings to numbers: a balanced tree (A. Andersson, Balanced Search Trees Made Simple,
 * 1993), each node and each key an allocation of its own.
 */
#pragma once

#include <ax/core.h>

struct tree_node {
    struct tree_node *left, *right; /* NULL = none */
    unsigned level;                 /* 1 for leaves */
    uint32_t value;
    char *key; /* the node's */
};

/* A zeroed one is empty. */
struct tree {
    struct tree_node *root;
    size_t count;
};

/* Sets the value of `key`, which is copied. 0, or -AX_ENOMEM with the tree as it was. */
int tree_set(struct tree *tree, const char *key, uint32_t value);

/* The value of `key`; NULL if it is not in the tree. Valid until the tree changes. */
const uint32_t *tree_get(const struct tree *tree, const char *key);

/* Calls visit(key, value, arg) in order of the keys. */
void tree_for_each(const struct tree *tree,
                   void (*visit)(const char *key, uint32_t value, void *arg), void *arg);

/* The longest way from the root to a leaf. */
unsigned tree_depth(const struct tree *tree);

/* Frees all nodes. */
void tree_clear(struct tree *tree);
