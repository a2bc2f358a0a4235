// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory: a vector that grows to three million numbers and is sorted, and a tree of strings. In
 * the end everything is back where it was.
 */
#include <ax/ax.h>

#include "random.h"
#include "tree.h"

#define NUMBERS 3000000u
#define STRINGS 50000u

/* ---- vector ---- */

struct vector {
    uint32_t *items;
    size_t count, room;
};

static void push(struct vector *v, uint32_t item)
{
    if (v->count == v->room) {
        v->room = v->room != 0 ? 2 * v->room : 4;
        v->items = ax_realloc(v->items, v->room * sizeof(v->items[0]));
        ax_assert(v->items != NULL);
    }
    v->items[v->count++] = item;
}

/* Merges the sorted runs [from, middle) and [middle, to) of `in` into `out`. */
static void merge(const uint32_t *in, uint32_t *out, size_t from, size_t middle, size_t to)
{
    size_t a = from, b = middle;

    for (size_t i = from; i < to; i++) {
        bool take_a = b == to || (a < middle && in[a] <= in[b]);
        out[i] = take_a ? in[a++] : in[b++];
    }
}

static void sort(struct vector *v)
{
    uint32_t *in = v->items;
    uint32_t *out = ax_alloc(v->room * sizeof(out[0]));

    ax_assert(out != NULL);
    for (size_t run = 1; run < v->count; run *= 2) {
        for (size_t i = 0; i < v->count; i += 2 * run) {
            merge(in, out, i, AX_MIN(i + run, v->count), AX_MIN(i + 2 * run, v->count));
        }
        uint32_t *sorted = out;
        out = in;
        in = sorted;
    }
    v->items = in;
    ax_free(out);
}

static void test_vec(void)
{
    struct vector v = {0};
    uint32_t state = 0x12345678;
    uint64_t before = 0, after = 0;

    for (size_t i = 0; i < NUMBERS; i++) {
        uint32_t number = next_random(&state);
        before += number;
        push(&v, number);
    }
    sort(&v);
    for (size_t i = 0; i < NUMBERS; i++) {
        ax_assert(i == 0 || v.items[i - 1] <= v.items[i]);
        after += v.items[i];
    }
    ax_assert(before == after);
    ax_free(v.items);
    ax_puts("test_vec() OK!");
}

/* ---- tree ---- */

struct walk {
    char last[32];
    size_t count;
};

static void check_order(const char *key, uint32_t value, void *arg)
{
    struct walk *walk = arg;

    ax_assert(walk->count == 0 || strcmp(walk->last, key) < 0);
    ax_assert(strtoul(key + 4, NULL, 10) == value);
    ax_strlcpy(walk->last, key, sizeof(walk->last));
    walk->count++;
}

static void test_tree_map(void)
{
    struct tree tree = {0};
    struct walk walk = {.count = 0};
    uint32_t state = 0x87654321;
    char key[32];

    for (size_t i = 0; i < STRINGS; i++) {
        uint32_t value = next_random(&state);
        ax_snprintf(key, sizeof(key), "key_%u", value);
        int err = tree_set(&tree, key, value);
        ax_assert(err == 0);
    }
    state = 0x87654321;
    for (size_t i = 0; i < STRINGS; i++) {
        uint32_t value = next_random(&state);
        ax_snprintf(key, sizeof(key), "key_%u", value);
        const uint32_t *found = tree_get(&tree, key);
        ax_assert(found != NULL && *found == value);
    }
    ax_assert(tree_get(&tree, "key_") == NULL);
    tree_for_each(&tree, check_order, &walk);
    ax_assert(walk.count == tree.count && tree.count == STRINGS);
    ax_assert(tree_depth(&tree) <= 32);
    tree_clear(&tree);
    ax_puts("test_btree_map() OK!");
}

/* ---- more than is mapped at start: it comes when it is wanted ---- */

#define CHUNK_PAGES 4096u
#define CHUNKS      24u

static void test_growth(void)
{
    struct ax_alloc_stats stats;
    uint64_t *chunks[CHUNKS];
    unsigned n = 0;

    ax_alloc_stats(&stats);
    uint64_t before = stats.pages_used;
    while (n < CHUNKS && (chunks[n] = ax_page_alloc(CHUNK_PAGES, AX_PAGE_SIZE)) != NULL) {
        for (size_t page = 0; page < CHUNK_PAGES; page += 64) {
            chunks[n][page * AX_PAGE_SIZE / sizeof(chunks[n][0])] = n * CHUNK_PAGES + page;
        }
        n++;
    }
    ax_alloc_stats(&stats);
    ax_assert(stats.pages_used == before + (uint64_t)n * CHUNK_PAGES);
    for (unsigned i = 0; i < n; i++) {
        for (size_t page = 0; page < CHUNK_PAGES; page += 64) {
            uint64_t *p = &chunks[i][page * AX_PAGE_SIZE / sizeof(*p)];
            uint64_t paddr;
            void *back;

            ax_assert(*p == i * CHUNK_PAGES + page);
            int err = ax_hal_virt_to_phys(p, &paddr);
            ax_assert(err == 0);
            err = ax_hal_phys_to_virt(paddr, &back);
            ax_assert(err == 0 && back == p);
        }
        ax_page_free(chunks[i], CHUNK_PAGES);
    }
    /* All of them on a machine that has so much. */
    ax_assert(n == CHUNKS || stats.pages_total - before < (n + 2) * (uint64_t)CHUNK_PAGES);
    ax_puts("test_growth() OK!");
}

/* ---- what cannot be met, and what must be back ---- */

static void test_exhaustion(void)
{
    struct ax_alloc_stats stats;

    ax_alloc_stats(&stats);
    size_t too_many = stats.pages_total + 1;
    ax_assert(ax_page_alloc(too_many, AX_PAGE_SIZE) == NULL);
    ax_assert(ax_alloc(too_many * AX_PAGE_SIZE) == NULL);
    void *large = ax_page_alloc(1, AX_LARGE_PAGE_SIZE);
    ax_assert(large != NULL && AX_IS_ALIGNED((uintptr_t)large, AX_LARGE_PAGE_SIZE));
    ax_page_free(large, 1);
    ax_puts("test_exhaustion() OK!");
}

int main(void)
{
    struct ax_alloc_stats before, after;

    ax_puts("Running memory tests...");
    ax_alloc_stats(&before);
    test_vec();
    test_tree_map();
    test_growth();
    test_exhaustion();
    ax_alloc_stats(&after);
    ax_assert(after.heap_used == before.heap_used && after.heap_blocks == before.heap_blocks);
    ax_assert(after.pages_used - after.heap_pages == before.pages_used - before.heap_pages);
    ax_puts("Memory tests run OK!");
    return 0;
}
