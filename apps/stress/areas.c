// SPDX-License-Identifier: BSD-2-Clause
/* Address space: mapped, touched, protected and unmapped; each worker has a part, of which it knows
 * every page. */

#include "stress.h"

#define PAGES      64u /* Of each worker's part. */
#define MOST       16u /* At once. */
#define READ_WRITE (AX_MEM_READ | AX_MEM_WRITE)

/* A worker's part of the address space. */
static struct plot {
    uintptr_t start;
    struct {
        bool mapped;
        bool writable;
        uint64_t value;
    } pages[PAGES];
} plots[MAX_WORKERS];

static uintptr_t address(const struct plot *plot, size_t page)
{
    return plot->start + page * AX_PAGE_SIZE;
}

/* Some pages of the plot. */
static size_t some(struct worker *w, size_t *count)
{
    size_t first = dice_below(w, PAGES);

    *count = 1 + dice_below(w, (unsigned)AX_MIN((size_t)MOST, PAGES - first));
    return first;
}

static void run_map(struct worker *w)
{
    struct plot *plot = &plots[w->number];
    size_t n, first = some(w, &n);
    int expected = 0;

    for (size_t i = first; i < first + n; i++) {
        expected = plot->pages[i].mapped ? -AX_EEXIST : expected;
    }
    int err = ax_aspace_map_alloc(ax_aspace_own(), address(plot, first), n * AX_PAGE_SIZE,
                                  READ_WRITE, dice_one_in(w, 2));
    CHECK(w, err == expected);
    for (size_t i = first; err == 0 && i < first + n; i++) {
        plot->pages[i].mapped = plot->pages[i].writable = true;
        plot->pages[i].value = 0;
    }
}

static void unmap(struct worker *w, size_t first, size_t n)
{
    struct plot *plot = &plots[w->number];
    int err = ax_aspace_unmap(ax_aspace_own(), address(plot, first), n * AX_PAGE_SIZE);

    CHECK(w, err == 0);
    memset(&plot->pages[first], 0, n * sizeof(plot->pages[0]));
}

static void run_unmap(struct worker *w)
{
    size_t n, first = some(w, &n);

    unmap(w, first, n);
}

static void run_protect(struct worker *w)
{
    struct plot *plot = &plots[w->number];
    size_t n, first = some(w, &n);
    bool writable = dice_one_in(w, 2);
    int err = ax_aspace_protect(ax_aspace_own(), address(plot, first), n * AX_PAGE_SIZE,
                                writable ? READ_WRITE : AX_MEM_READ);

    CHECK(w, err == 0);
    for (size_t i = first; i < first + n; i++) {
        plot->pages[i].writable = plot->pages[i].mapped && writable;
        CHECK(w, plot->pages[i].writable == ax_aspace_can_access(ax_aspace_own(), address(plot, i),
                                                                 AX_PAGE_SIZE, READ_WRITE));
    }
}

static void run_touch(struct worker *w)
{
    struct plot *plot = &plots[w->number];
    size_t n, first = some(w, &n), last = AX_PAGE_SIZE / sizeof(uint64_t) - 1;

    for (size_t i = first; i < first + n; i++) {
        volatile uint64_t *p = (volatile uint64_t *)address(plot, i);

        if (plot->pages[i].mapped) {
            CHECK(w, p[0] == plot->pages[i].value);
            CHECK(w, p[last] == plot->pages[i].value);
        }
        if (plot->pages[i].writable) {
            p[0] = p[last] = plot->pages[i].value = dice(w);
        }
    }
}

/* ---- several tasks touch the same pages first ---- */

struct shared_pages {
    uintptr_t start;
    size_t count;
};

static int add_everywhere(void *arg)
{
    const struct shared_pages *pages = arg;

    for (size_t i = 0; i < pages->count; i++) {
        __atomic_fetch_add((uint64_t *)(pages->start + i * AX_PAGE_SIZE), 1, __ATOMIC_RELAXED);
    }
    return 0;
}

static void run_share(struct worker *w)
{
    struct plot *plot = &plots[w->number];
    size_t n, first = some(w, &n);
    struct shared_pages pages = {address(plot, first), n};
    struct ax_task_options options = {.name = "sharer", .stack_size = 16 * AX_KIB};

    unmap(w, first, n);
    int err =
        ax_aspace_map_alloc(ax_aspace_own(), pages.start, n * AX_PAGE_SIZE, READ_WRITE, false);
    CHECK(w, err == 0);
    struct ax_task *one = spawn(w, add_everywhere, &pages, &options);
    struct ax_task *other = spawn(w, add_everywhere, &pages, &options);
    add_everywhere(&pages);
    int code = join(w, one);
    CHECK(w, code == 0);
    code = join(w, other);
    CHECK(w, code == 0);
    for (size_t i = 0; i < n; i++) {
        CHECK(w, *(volatile uint64_t *)(pages.start + i * AX_PAGE_SIZE) == 3);
    }
    unmap(w, first, n);
}

/* ---- the same frames at two places ---- */

static void run_alias(struct worker *w)
{
    struct plot *plot = &plots[w->number];
    size_t n = 1 + dice_below(w, 4);
    uint64_t paddr, value = dice(w);
    int err = ax_hal_frames_alloc(n, &paddr);

    CHECK(w, err == 0);
    unmap(w, 0, 2 * n);
    for (unsigned i = 0; i < 2; i++) {
        err = ax_aspace_map_linear(ax_aspace_own(), address(plot, i * n), paddr, n * AX_PAGE_SIZE,
                                   READ_WRITE);
        CHECK(w, err == 0);
    }
    err = ax_hal_frames_free(paddr, n); /* They stay while they are mapped. */
    CHECK(w, err == 0);
    for (size_t i = 0; i < n; i++) {
        *(volatile uint64_t *)address(plot, i) = value + i;
    }
    for (size_t i = 0; i < n; i++) {
        CHECK(w, *(volatile uint64_t *)address(plot, n + i) == value + i);
    }
    unmap(w, 0, 2 * n);
}

/* ---- before and after ---- */

static void start(unsigned workers)
{
    struct ax_aspace *as = ax_aspace_own();
    size_t size = workers * PAGES * AX_PAGE_SIZE;
    uintptr_t base;
    int err = ax_aspace_find_free(as, ax_aspace_base(as), size, AX_LARGE_PAGE_SIZE,
                                  ax_aspace_base(as), ax_aspace_size(as), &base);

    CHECK(NULL, err == 0);
    /* Page tables and their bookkeeping are kept: made here, in each run, they do not count as
     * missing. */
    err = ax_aspace_map_alloc(as, base, size, READ_WRITE, true);
    CHECK(NULL, err == 0);
    err = ax_aspace_unmap(as, base, size);
    CHECK(NULL, err == 0);
    for (unsigned i = 0; i < workers; i++) {
        plots[i].start = base + i * PAGES * AX_PAGE_SIZE;
    }
}

static void leave(struct worker *w)
{
    unmap(w, 0, PAGES);
}

static const struct operation operations[] = {
    {"map", 8, run_map},      {"unmap", 5, run_unmap}, {"protect", 4, run_protect},
    {"touch", 10, run_touch}, {"share", 1, run_share}, {"alias", 2, run_alias},
    {NULL, 0, NULL},
};

const struct part part_areas = {.operations = operations, .start = start, .leave = leave};
