// SPDX-License-Identifier: BSD-2-Clause

#include "tree.h"

#include <ax/alloc.h>

static struct tree_node *make_node(const char *key, uint32_t value)
{
    size_t size = strlen(key) + 1;
    struct tree_node *node = ax_alloc_zeroed(sizeof(*node));
    char *copy = ax_alloc(size);

    if (node == NULL || copy == NULL) {
        ax_free(copy);
        ax_free(node);
        return NULL;
    }
    memcpy(copy, key, size);
    node->key = copy;
    node->value = value;
    node->level = 1;
    return node;
}

/* A left child of the same level becomes the parent. */
static struct tree_node *skew(struct tree_node *node)
{
    struct tree_node *left = node->left;

    if (left == NULL || left->level != node->level) {
        return node;
    }
    node->left = left->right;
    left->right = node;
    return left;
}

/* Of three nodes of the same level in a row the middle one goes up. */
static struct tree_node *split(struct tree_node *node)
{
    struct tree_node *right = node->right;

    if (right == NULL || right->right == NULL || right->right->level != node->level) {
        return node;
    }
    node->right = right->left;
    right->left = node;
    right->level++;
    return right;
}

static struct tree_node *insert(struct tree_node *at, struct tree_node *node)
{
    if (at == NULL) {
        return node;
    }
    if (strcmp(node->key, at->key) < 0) {
        at->left = insert(at->left, node);
    } else {
        at->right = insert(at->right, node);
    }
    return split(skew(at));
}

static struct tree_node *find(const struct tree *tree, const char *key)
{
    struct tree_node *node = tree->root;

    while (node != NULL) {
        int order = strcmp(key, node->key);

        if (order == 0) {
            return node;
        }
        node = order < 0 ? node->left : node->right;
    }
    return NULL;
}

int tree_set(struct tree *tree, const char *key, uint32_t value)
{
    struct tree_node *node = find(tree, key);

    if (node != NULL) {
        node->value = value;
        return 0;
    }
    node = make_node(key, value);
    if (node == NULL) {
        return -AX_ENOMEM;
    }
    tree->root = insert(tree->root, node);
    tree->count++;
    return 0;
}

const uint32_t *tree_get(const struct tree *tree, const char *key)
{
    struct tree_node *node = find(tree, key);

    return node != NULL ? &node->value : NULL;
}

static void for_each(const struct tree_node *node,
                     void (*visit)(const char *key, uint32_t value, void *arg), void *arg)
{
    if (node != NULL) {
        for_each(node->left, visit, arg);
        visit(node->key, node->value, arg);
        for_each(node->right, visit, arg);
    }
}

void tree_for_each(const struct tree *tree,
                   void (*visit)(const char *key, uint32_t value, void *arg), void *arg)
{
    for_each(tree->root, visit, arg);
}

static unsigned deeper(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

static unsigned depth(const struct tree_node *node)
{
    return node == NULL ? 0 : 1 + deeper(depth(node->left), depth(node->right));
}

unsigned tree_depth(const struct tree *tree)
{
    return depth(tree->root);
}

static void clear(struct tree_node *node)
{
    if (node != NULL) {
        clear(node->left);
        clear(node->right);
        ax_free(node->key);
        ax_free(node);
    }
}

void tree_clear(struct tree *tree)
{
    clear(tree->root);
    *tree = (struct tree){0};
}
