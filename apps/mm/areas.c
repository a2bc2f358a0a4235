// SPDX-License-Identifier: BSD-2-Clause

#include "mm.h"

#define PAGES 256u /* 1 MiB */
#define LARGE 8192u

static struct ax_aspace *as(void)
{
    return ax_aspace_own();
}

static volatile uint64_t *word(uintptr_t start, size_t page)
{
    return (volatile uint64_t *)(start + page * PAGE);
}

void test_populated(void)
{
    uintptr_t start = place(PAGES);
    uint64_t last = 0;

    must(ax_aspace_map_alloc(as(), start, PAGES * PAGE, RW, true), "map");
    ax_assert(pages_mapped() == PAGES);
    for (size_t page = 0; page < PAGES; page++) {
        uint64_t paddr;
        volatile uint64_t *p = word(start, page);

        for (size_t i = 0; i < PAGE / sizeof(*p); i++) {
            ax_assert(p[i] == 0);
        }
        must(ax_hal_virt_to_phys((void *)(p + 3), &paddr), "physical address");
        ax_assert(paddr % PAGE == 24 && paddr != last);
        last = paddr;
        *p = page;
    }
    for (size_t page = 0; page < PAGES; page++) {
        ax_assert(*word(start, page) == page);
    }
    must(ax_aspace_unmap(as(), start, PAGES * PAGE), "unmap");
}

void test_lazy(void)
{
    uintptr_t start = place(LARGE);
    struct ax_aspace_stats before, after;
    uint64_t paddr;

    ax_aspace_stats(as(), &before);
    must(ax_aspace_map_alloc(as(), start, LARGE * PAGE, RW, false), "map");
    ax_assert(pages_mapped() == 0);
    ax_assert(ax_hal_virt_to_phys((void *)start, &paddr) == -AX_EFAULT);
    for (size_t page = 0; page < LARGE; page += 16) {
        ax_assert(*word(start, page) == 0); /* a load brings it as well */
        *word(start, page) = page;
    }
    ax_assert(pages_mapped() == LARGE / 16);
    for (size_t page = 0; page < LARGE; page += 16) {
        ax_assert(*word(start, page) == page);
    }
    ax_aspace_stats(as(), &after);
    ax_assert(after.faults - before.faults == LARGE / 16);

    uint64_t value = 0;
    must(ax_aspace_write(as(), start + PAGE - 4, &(uint64_t){0x1122334455667788}, 8), "write");
    must(ax_aspace_read(as(), start + PAGE - 4, &value, 8), "read");
    ax_assert(value == 0x1122334455667788 && pages_mapped() == LARGE / 16 + 1);
    must(ax_aspace_unmap(as(), start, LARGE * PAGE), "unmap");
    ax_assert(pages_mapped() == 0);
}

/* ---- what a task may not do ends it ---- */

static int store(void *arg)
{
    *(volatile uint64_t *)arg = 1;
    return 0;
}

static int load(void *arg)
{
    return (int)*(volatile uint64_t *)arg;
}

static int call(void *arg)
{
    int (*function)(void) = (int (*)(void))arg;

    return function();
}

static int run(ax_task_fn fn, uintptr_t arg)
{
    struct ax_task *task;
    int code;

    must(ax_task_spawn(fn, (void *)arg, NULL, &task), "spawn");
    must(ax_task_join(task, &code), "join");
    return code;
}

void test_protect(void)
{
    uintptr_t start = place(4);
    /* mov w0, #42; ret */
    static const uint32_t code[] = {0x52800540, 0xd65f03c0};

    must(ax_aspace_map_alloc(as(), start, 4 * PAGE, RW, true), "map");
    *word(start, 1) = 55;
    must(ax_aspace_protect(as(), start + PAGE, PAGE, AX_MEM_READ), "protect");
    ax_assert(run(load, start + PAGE) == 55);
    ax_assert(run(store, start + PAGE) == AX_EXIT_FAULT);
    ax_assert(run(store, start + 2 * PAGE) == 0);
    ax_assert(ax_aspace_write(as(), start + PAGE, code, 8) == -AX_EFAULT);
    ax_assert(ax_aspace_can_access(as(), start, 4 * PAGE, AX_MEM_READ));
    ax_assert(!ax_aspace_can_access(as(), start, 4 * PAGE, AX_MEM_WRITE));

    must(ax_aspace_protect(as(), start + PAGE, PAGE, 0), "protect");
    ax_assert(run(load, start + PAGE) == AX_EXIT_FAULT);
    must(ax_aspace_protect(as(), start + PAGE, PAGE, RW), "protect");
    ax_assert(run(load, start + PAGE) == 55);

    must(ax_aspace_write(as(), start, code, sizeof(code)), "write");
    ax_assert(run(call, start) == AX_EXIT_FAULT);
    ax_assert(ax_aspace_protect(as(), start, PAGE, RW | AX_MEM_EXECUTE) == -AX_EACCES);
    must(ax_aspace_protect(as(), start, PAGE, RX), "protect");
    ax_assert(run(call, start) == 42);
    ax_assert(run(store, start) == AX_EXIT_FAULT);
    must(ax_aspace_unmap(as(), start, 4 * PAGE), "unmap");
}

void test_unmap(void)
{
    uintptr_t start = place(PAGES);

    must(ax_aspace_map_alloc(as(), start, PAGES * PAGE, RW, true), "map");
    for (size_t page = 0; page < PAGES; page++) {
        *word(start, page) = page;
    }
    must(ax_aspace_unmap(as(), start + 100 * PAGE, 8 * PAGE), "unmap");
    ax_assert(pages_mapped() == PAGES - 8);
    ax_assert(*word(start, 99) == 99 && *word(start, 108) == 108);
    ax_assert(run(load, start + 100 * PAGE) == AX_EXIT_FAULT);
    ax_assert(run(load, start + 107 * PAGE) == AX_EXIT_FAULT);

    uintptr_t hole;
    must(ax_aspace_find_free(as(), start, 8 * PAGE, PAGE, start, PAGES * PAGE, &hole), "hole");
    ax_assert(hole == start + 100 * PAGE);
    ax_assert(ax_aspace_find_free(as(), start, 9 * PAGE, PAGE, start, PAGES * PAGE, &hole) ==
              -AX_ENOMEM);
    ax_assert(ax_aspace_map_alloc(as(), start + 90 * PAGE, 11 * PAGE, RW, true) == -AX_EEXIST);
    must(ax_aspace_map_alloc(as(), start + 100 * PAGE, 8 * PAGE, RW, true), "map");
    ax_assert(*word(start, 100) == 0 && *word(start, 99) == 99);
    must(ax_aspace_unmap(as(), start, PAGES * PAGE), "unmap");
    ax_assert(run(load, start) == AX_EXIT_FAULT);
}
