// SPDX-License-Identifier: BSD-2-Clause

#include "mm.h"

#define TASKS 8u
#define PAGES 128u /* of each task's part */
#define STEPS 400u

/* A part of the address space, and what one task knows of it. */
struct part {
    uintptr_t start;
    uint32_t random;
    struct {
        bool mapped;
        bool writable;
        uint64_t value;
    } pages[PAGES];
};

static uint32_t random_below(struct part *part, uint32_t n)
{
    part->random = part->random * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(part->random >> 8) * n) >> 24);
}

static void step_map(struct part *part, size_t first, size_t n)
{
    int expected = 0;

    for (size_t i = first; i < first + n; i++) {
        expected = part->pages[i].mapped ? -AX_EEXIST : expected;
    }
    int err = ax_aspace_map_alloc(ax_aspace_own(), part->start + first * PAGE, n * PAGE, RW,
                                  random_below(part, 2) == 0);
    ax_assert(err == expected);
    for (size_t i = first; err == 0 && i < first + n; i++) {
        part->pages[i].mapped = true;
        part->pages[i].writable = true;
        part->pages[i].value = 0;
    }
}

static void step_unmap(struct part *part, size_t first, size_t n)
{
    must(ax_aspace_unmap(ax_aspace_own(), part->start + first * PAGE, n * PAGE), "unmap");
    memset(&part->pages[first], 0, n * sizeof(part->pages[0]));
}

static void step_protect(struct part *part, size_t first, size_t n)
{
    bool writable = random_below(part, 2) == 0;

    must(ax_aspace_protect(ax_aspace_own(), part->start + first * PAGE, n * PAGE,
                           writable ? RW : AX_MEM_READ),
         "protect");
    for (size_t i = first; i < first + n; i++) {
        part->pages[i].writable = part->pages[i].mapped && writable;
    }
}

static void step_touch(struct part *part, size_t first, size_t n)
{
    for (size_t i = first; i < first + n; i++) {
        volatile uint64_t *p = (volatile uint64_t *)(part->start + i * PAGE);

        if (part->pages[i].mapped) {
            ax_assert(*p == part->pages[i].value);
            ax_assert(p[PAGE / sizeof(*p) - 1] == part->pages[i].value);
        }
        if (part->pages[i].writable) {
            part->pages[i].value = random_below(part, 1u << 24);
            *p = part->pages[i].value;
            p[PAGE / sizeof(*p) - 1] = part->pages[i].value;
        }
    }
}

static int work(void *arg)
{
    static void (*const steps[])(struct part * part, size_t first, size_t n) = {
        step_map, step_map, step_unmap, step_protect, step_touch, step_touch};
    struct part *part = arg;

    for (unsigned i = 0; i < STEPS; i++) {
        size_t first = random_below(part, PAGES);
        size_t n = 1 + random_below(part, (uint32_t)AX_MIN(20u, PAGES - first));

        steps[random_below(part, AX_ARRAY_LEN(steps))](part, first, n);
        if (i % 8 == 0) {
            ax_task_yield();
        }
    }
    step_touch(part, 0, PAGES);
    step_unmap(part, 0, PAGES);
    return 0;
}

static void run_all(ax_task_fn fn, void *const *args)
{
    struct ax_task *tasks[TASKS];

    for (unsigned i = 0; i < TASKS; i++) {
        must(ax_task_spawn(fn, args[i], NULL, &tasks[i]), "spawn");
    }
    for (unsigned i = 0; i < TASKS; i++) {
        int code;

        must(ax_task_join(tasks[i], &code), "join");
        ax_assert(code == 0);
    }
}

void test_random(void)
{
    struct part *parts = ax_alloc_zeroed(TASKS * sizeof(parts[0]));
    uintptr_t start = place(TASKS * PAGES);
    void *args[TASKS];

    ax_assert(parts != NULL);
    for (unsigned i = 0; i < TASKS; i++) {
        parts[i].start = start + i * PAGES * PAGE;
        parts[i].random = 17 * i + 3;
        args[i] = &parts[i];
    }
    run_all(work, args);
    ax_free(parts);
}

/* Every task adds one to a word of each page: nobody's page is lost when two come at once. */
static int add_everywhere(void *arg)
{
    for (size_t i = 0; i < PAGES; i++) {
        __atomic_fetch_add((uint64_t *)((char *)arg + i * PAGE), 1, __ATOMIC_RELAXED);
    }
    return 0;
}

void test_shared(void)
{
    uintptr_t start = place(PAGES);
    void *args[TASKS];

    must(ax_aspace_map_alloc(ax_aspace_own(), start, PAGES * PAGE, RW, false), "map");
    for (unsigned i = 0; i < TASKS; i++) {
        args[i] = (void *)start;
    }
    run_all(add_everywhere, args);
    ax_assert(pages_mapped() == PAGES);
    for (size_t i = 0; i < PAGES; i++) {
        ax_assert(*(volatile uint64_t *)(start + i * PAGE) == TASKS);
    }
    must(ax_aspace_unmap(ax_aspace_own(), start, PAGES * PAGE), "unmap");
}
