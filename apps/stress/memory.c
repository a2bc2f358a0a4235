// SPDX-License-Identifier: BSD-2-Clause
/* Blocks of the heap, which change hands between the workers, and pages: nobody else writes to
 * them. */

#include "stress.h"

#define BLOCKS    12u
#define SHARED    8u
#define MAX_SIZE  (32u * AX_KIB)
#define MAX_PAGES 24u

/* A block says itself what its contents are. */
struct block {
    uint64_t size; /* All of it, in bytes. */
    uint64_t seed; /* Of its contents. */
    uint64_t words[];
};

static struct block *blocks[MAX_WORKERS][BLOCKS]; /* The worker's own. */
static struct block *shared[SHARED];              /* Anybody's; atomically. */

static uint64_t word(const struct block *b, size_t i)
{
    return b->seed + i * 0x9e3779b97f4a7c15ull;
}

static size_t words(const struct block *b)
{
    return (b->size - sizeof(*b)) / sizeof(b->words[0]);
}

static void check_block(struct worker *w, const struct block *b, size_t up_to)
{
    for (size_t i = 0; i < up_to; i++) {
        CHECK(w, b->words[i] == word(b, i));
    }
}

static void fill(struct block *b, size_t from)
{
    for (size_t i = from; i < words(b); i++) {
        b->words[i] = word(b, i);
    }
}

/* Most are small. */
static size_t size_at_random(struct worker *w)
{
    return sizeof(struct block) + dice_below(w, (unsigned)(MAX_SIZE >> dice_below(w, 11)));
}

static struct block *make(struct worker *w)
{
    size_t size = size_at_random(w), align = 16ul << dice_below(w, 4);
    struct block *b;

    switch (dice_below(w, 3)) {
    case 0:
        b = ax_alloc_aligned(align, size);
        CHECK(w, AX_IS_ALIGNED((uintptr_t)b, align));
        break;
    case 1:
        b = ax_alloc_zeroed(size);
        CHECK(w, b == NULL || (b->size == 0 && b->seed == 0));
        break;
    default:
        b = ax_alloc(size);
        break;
    }
    CHECK(w, b != NULL && ax_alloc_usable(b) >= size);
    b->size = size;
    b->seed = dice(w);
    fill(b, 0);
    return b;
}

static void drop(struct worker *w, struct block *b)
{
    if (b != NULL) {
        check_block(w, b, words(b));
        ax_free(b);
    }
}

static void run_heap(struct worker *w)
{
    struct block **slot = &blocks[w->number][dice_below(w, BLOCKS)];

    if (*slot == NULL) {
        *slot = make(w);
        return;
    }
    switch (dice_below(w, 4)) {
    case 0: { /* Another size, contents kept. */
        size_t size = size_at_random(w);
        struct block *b = ax_realloc(*slot, size);

        CHECK(w, b != NULL);
        size_t kept = words(b);
        b->size = size;
        kept = AX_MIN(kept, words(b));
        check_block(w, b, kept);
        fill(b, kept);
        *slot = b;
        break;
    }
    case 1: /* Somebody else's for it. */
        *slot = __atomic_exchange_n(&shared[dice_below(w, SHARED)], *slot, __ATOMIC_ACQ_REL);
        break;
    default:
        drop(w, *slot);
        *slot = NULL;
        break;
    }
}

/* ---- pages ---- */

static void run_pages(struct worker *w)
{
    size_t count = 1 + dice_below(w, MAX_PAGES), part = dice_below(w, (unsigned)count);
    size_t align = AX_PAGE_SIZE << dice_below(w, 4);
    uint64_t seed = dice(w);
    char *pages = ax_page_alloc(count, align);

    CHECK(w, pages != NULL && AX_IS_ALIGNED((uintptr_t)pages, align));
    for (size_t i = 0; i < count; i++) {
        uint64_t *p = (uint64_t *)(pages + i * AX_PAGE_SIZE);
        p[0] = p[AX_PAGE_SIZE / sizeof(*p) - 1] = seed + i;
    }
    if (dice_one_in(w, 2)) {
        ax_task_yield();
    }
    for (size_t i = 0; i < count; i++) {
        const uint64_t *p = (const uint64_t *)(pages + i * AX_PAGE_SIZE);
        CHECK(w, p[0] == seed + i && p[AX_PAGE_SIZE / sizeof(*p) - 1] == seed + i);
    }
    /* In two parts, in any order. */
    if (part != 0 && dice_one_in(w, 2)) {
        ax_page_free(pages + part * AX_PAGE_SIZE, count - part);
        ax_page_free(pages, part);
    } else {
        ax_page_free(pages, count);
    }
}

static void leave(struct worker *w)
{
    for (unsigned i = 0; i < BLOCKS; i++) {
        drop(w, blocks[w->number][i]);
        blocks[w->number][i] = NULL;
    }
}

static void finish(void)
{
    for (unsigned i = 0; i < SHARED; i++) {
        drop(NULL, shared[i]);
        shared[i] = NULL;
    }
}

static const struct operation operations[] = {
    {"heap", 16, run_heap},
    {"pages", 6, run_pages},
    {NULL, 0, NULL},
};

const struct part part_memory = {.operations = operations, .leave = leave, .finish = finish};
