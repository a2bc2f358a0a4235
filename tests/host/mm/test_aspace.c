// SPDX-License-Identifier: BSD-2-Clause
/* Address spaces: random traces against a model of each page, exhaustion, exact figures. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <ax/hal/paging.h>

#include "scenario.h"

#define PAGES  300u
#define FRAMES 16u /* for linear areas */
#define STEPS  12000u

#define RW (AX_MEM_READ | AX_MEM_WRITE)
#define RX (AX_MEM_READ | AX_MEM_EXECUTE)

static struct ax_aspace *as;
static uintptr_t base;

/* What each page of the playground must be. */
static struct {
    enum { NOTHING, OWN, LINEAR } kind;
    uint32_t flags;
    bool present;
    uint64_t value; /* of its first word, where it is one of its own */
    unsigned frame; /* of the linear ones */
} model[PAGES];

static uint64_t linear_paddr;
static uint64_t linear_value[FRAMES];

static struct ax_hal_paging_stats paging(void)
{
    struct ax_hal_paging_stats s;

    ax_hal_paging_stats(&s);
    return s;
}

static bool all(size_t first, size_t n, int kind)
{
    for (size_t i = first; i < first + n; i++) {
        if ((int)model[i].kind != kind) {
            return false;
        }
    }
    return true;
}

static bool any(size_t first, size_t n)
{
    return !all(first, n, NOTHING);
}

static void check_all(void)
{
    struct ax_aspace_stats stats;
    uint64_t covered = 0, present = 0, own = 0, paddr;
    uint32_t flags;

    for (size_t i = 0; i < PAGES; i++) {
        uintptr_t at = base + i * AX_PAGE_SIZE;
        bool there = ax_host_page(at, &paddr, &flags);

        CHECK_EQ(there, model[i].present);
        if (there) {
            CHECK_EQ(flags, model[i].flags);
            CHECK(model[i].kind != LINEAR || paddr == linear_paddr + model[i].frame * AX_PAGE_SIZE);
        }
        covered += model[i].kind != NOTHING ? AX_PAGE_SIZE : 0;
        present += there;
        own += there && model[i].kind == OWN;
    }
    ax_aspace_stats(as, &stats);
    CHECK_EQ(stats.bytes, covered);
    CHECK_EQ(paging().pages, present);
    CHECK_EQ(paging().frames, own + FRAMES);
}

static uint32_t random_flags(void)
{
    static const uint32_t choices[] = {RW, RW, RW, AX_MEM_READ, RX, 0};

    return choices[scenario_random(AX_ARRAY_LEN(choices))];
}

static void step_map(size_t first, size_t n)
{
    bool populate = scenario_random(2) == 0;
    uint32_t flags = random_flags();
    int err =
        ax_aspace_map_alloc(as, base + first * AX_PAGE_SIZE, n * AX_PAGE_SIZE, flags, populate);

    CHECK_EQ(err, any(first, n) ? -AX_EEXIST : 0);
    for (size_t i = first; err == 0 && i < first + n; i++) {
        model[i].kind = OWN;
        model[i].flags = flags;
        model[i].present = populate;
        model[i].value = 0;
    }
}

static void step_map_linear(size_t first, size_t n)
{
    unsigned frame = scenario_random(FRAMES + 3);
    uint32_t flags = random_flags() | (scenario_random(4) == 0 ? AX_MEM_DEVICE : 0);
    int err = ax_aspace_map_linear(as, base + first * AX_PAGE_SIZE,
                                   linear_paddr + frame * AX_PAGE_SIZE, n * AX_PAGE_SIZE, flags);
    int expected = any(first, n) ? -AX_EEXIST : 0;

    if (expected == 0 && frame + n > FRAMES) {
        /* What lies behind may be frames of other areas: those are not the caller's to rely on. */
        if (err == 0) {
            CHECK_EQ(ax_aspace_unmap(as, base + first * AX_PAGE_SIZE, n * AX_PAGE_SIZE), 0);
        }
        return;
    }
    CHECK_EQ(err, expected);
    for (size_t i = first; err == 0 && i < first + n; i++) {
        model[i].kind = LINEAR;
        model[i].flags = flags;
        model[i].present = true;
        model[i].frame = frame + (unsigned)(i - first);
    }
}

static void step_unmap(size_t first, size_t n)
{
    CHECK_EQ(ax_aspace_unmap(as, base + first * AX_PAGE_SIZE, n * AX_PAGE_SIZE), 0);
    memset(&model[first], 0, n * sizeof(model[0]));
}

static void step_protect(size_t first, size_t n)
{
    uint32_t flags = random_flags();

    CHECK_EQ(ax_aspace_protect(as, base + first * AX_PAGE_SIZE, n * AX_PAGE_SIZE, flags), 0);
    for (size_t i = first; i < first + n; i++) {
        model[i].flags = flags | (model[i].flags & AX_MEM_DEVICE);
    }
}

static uint64_t *value_of(size_t page)
{
    return model[page].kind == LINEAR ? &linear_value[model[page].frame] : &model[page].value;
}

/* An access as the processor would make it. */
static void step_touch(size_t page)
{
    uint32_t access = scenario_random(2) == 0 ? AX_MEM_WRITE : AX_MEM_READ;
    volatile uint64_t *word = (volatile uint64_t *)(base + page * AX_PAGE_SIZE);
    bool allowed = model[page].kind != NOTHING && (access & ~model[page].flags) == 0;

    if (!allowed || !model[page].present) {
        CHECK_EQ(
            ax_aspace_handle_fault(as, (uintptr_t)word + scenario_random(AX_PAGE_SIZE), access),
            allowed);
    }
    if (!allowed) {
        return;
    }
    model[page].present = true;
    CHECK_EQ(*word, *value_of(page));
    if (access == AX_MEM_WRITE) {
        *word = *value_of(page) = scenario_random(1u << 20);
    }
}

static void step_copy(size_t first, size_t n)
{
    static uint8_t buf[PAGES * 4096];
    uint32_t access = scenario_random(2) == 0 ? AX_MEM_WRITE : AX_MEM_READ;
    size_t reached = first;

    while (reached < first + n && model[reached].kind != NOTHING &&
           (access & ~model[reached].flags) == 0) {
        model[reached++].present = true;
    }
    int expected = reached == first + n ? 0 : -AX_EFAULT;
    uint64_t value = scenario_random(1u << 20);

    CHECK_EQ(ax_aspace_can_access(as, base + first * AX_PAGE_SIZE, n * AX_PAGE_SIZE, access),
             expected == 0);
    if (access == AX_MEM_READ) {
        CHECK_EQ(ax_aspace_read(as, base + first * AX_PAGE_SIZE, buf, n * AX_PAGE_SIZE), expected);
        for (size_t i = first; i < reached; i++) {
            CHECK(memcmp(buf + (i - first) * AX_PAGE_SIZE, value_of(i), 8) == 0);
        }
        return;
    }
    for (size_t i = 0; i < n; i++) {
        memcpy(buf + i * AX_PAGE_SIZE, &value, 8);
    }
    CHECK_EQ(ax_aspace_write(as, base + first * AX_PAGE_SIZE, buf, n * AX_PAGE_SIZE), expected);
    for (size_t i = first; i < reached; i++) {
        *value_of(i) = value;
    }
}

static void step_find(size_t first, size_t n)
{
    uintptr_t found = 0;
    size_t align = 1u << scenario_random(4);
    size_t at = first;

    at = AX_ALIGN_UP(at, align);
    while (at + n <= PAGES && any(at, n)) {
        at = AX_ALIGN_UP(at + 1, align);
    }
    int err = ax_aspace_find_free(as, base + first * AX_PAGE_SIZE, n * AX_PAGE_SIZE,
                                  align * AX_PAGE_SIZE, base, PAGES * AX_PAGE_SIZE, &found);
    CHECK_EQ(err, at + n <= PAGES ? 0 : -AX_ENOMEM);
    CHECK(err != 0 || found == base + at * AX_PAGE_SIZE);
}

static void random_trace(void)
{
    struct ax_alloc_stats before, after;

    as = ax_aspace_own();
    base = ax_aspace_base(as) + 1024 * AX_PAGE_SIZE;
    ax_alloc_stats(&before);
    CHECK_EQ(ax_hal_frames_alloc(FRAMES, &linear_paddr), 0);
    for (unsigned step = 0; step < STEPS; step++) {
        size_t first = scenario_random(PAGES);
        size_t most = scenario_random(4) == 0 ? PAGES : 9;
        size_t n = 1 + scenario_random((uint32_t)AX_MIN(most, PAGES - first));

        switch (scenario_random(9)) {
        case 0:
        case 1:
            step_map(first, n);
            break;
        case 2:
            step_map_linear(first, AX_MIN(n, (size_t)FRAMES));
            break;
        case 3:
            step_unmap(first, n);
            break;
        case 4:
            step_protect(first, n);
            break;
        case 5:
            step_copy(first, n);
            break;
        case 6:
            step_find(first, n);
            break;
        default:
            step_touch(first);
            break;
        }
        if (step % 16 == 0) {
            check_all();
        }
    }
    ax_aspace_clear(as);
    memset(model, 0, sizeof(model));
    check_all();
    CHECK_EQ(ax_hal_frames_free(linear_paddr, FRAMES), 0);
    CHECK_EQ(paging().frames, 0);
    ax_alloc_stats(&after);
    CHECK_EQ(after.heap_used, before.heap_used);
}

static void refusals(void)
{
    uint64_t paddr;
    uintptr_t start;

    as = ax_aspace_own();
    base = ax_aspace_base(as);
    size_t size = ax_aspace_size(as);
    CHECK_EQ(ax_aspace_map_alloc(as, base + 1, 4096, RW, true), -AX_EINVAL);
    CHECK_EQ(ax_aspace_map_alloc(as, base, 4095, RW, true), -AX_EINVAL);
    CHECK_EQ(ax_aspace_map_alloc(as, base, 0, RW, true), -AX_EINVAL);
    CHECK_EQ(ax_aspace_map_alloc(as, base - 4096, 8192, RW, true), -AX_EINVAL);
    CHECK_EQ(ax_aspace_map_alloc(as, base + size, 4096, RW, true), -AX_EINVAL);
    CHECK_EQ(ax_aspace_map_alloc(as, base + size - 4096, 8192, RW, true), -AX_EINVAL);
    CHECK_EQ(ax_aspace_map_alloc(as, 0, 4096, RW, true), -AX_EINVAL);
    CHECK_EQ(ax_aspace_map_alloc(as, base, SIZE_MAX & ~4095ul, RW, true), -AX_EINVAL);
    CHECK_EQ(ax_aspace_map_alloc(as, base, 4096, RW | AX_MEM_EXECUTE, true), -AX_EACCES);
    CHECK_EQ(ax_aspace_map_alloc(as, base, 4096, RW | AX_MEM_DEVICE, true), -AX_EINVAL);
    CHECK_EQ(ax_aspace_map_alloc(as, base, 4096, 1u << 20, true), -AX_EINVAL);
    CHECK_EQ(ax_aspace_map_linear(as, base, 0x1000, 4096, RW), -AX_EFAULT);
    CHECK_EQ(ax_aspace_map_linear(as, base, 0x1001, 4096, RW), -AX_EINVAL);
    CHECK_EQ(ax_aspace_protect(as, base, 4096, RW | AX_MEM_EXECUTE), -AX_EACCES);
    CHECK_EQ(ax_aspace_protect(as, base, 4096, RW), 0);
    CHECK_EQ(ax_aspace_unmap(as, base, size), 0);
    CHECK_EQ(ax_aspace_unmap(as, base, size + 4096), -AX_EINVAL);
    CHECK(!ax_aspace_handle_fault(as, base, AX_MEM_READ));
    CHECK(!ax_aspace_handle_fault(as, 0, AX_MEM_READ));
    CHECK_EQ(ax_hal_frames_alloc(0, &paddr), -AX_EINVAL);
    CHECK_EQ(ax_hal_frames_alloc(AX_HAL_FRAMES_MAX + 1, &paddr), -AX_EINVAL);
    CHECK_EQ(ax_hal_frames_free(0x1000, 1), -AX_EFAULT);
    CHECK_EQ(ax_aspace_find_free(as, 0, 0, 4096, 0, SIZE_MAX, &start), -AX_EINVAL);
    CHECK_EQ(ax_aspace_find_free(as, 0, 4096, 3000, 0, SIZE_MAX, &start), -AX_EINVAL);
    CHECK_EQ(ax_aspace_find_free(as, 0, size, 4096, 0, SIZE_MAX, &start), 0);
    CHECK_EQ(start, base);
    CHECK_EQ(ax_aspace_find_free(as, 0, size + 4096, 4096, 0, SIZE_MAX, &start), -AX_ENOMEM);
    CHECK_EQ(ax_aspace_find_free(as, UINTPTR_MAX, 4096, 4096, 0, SIZE_MAX, &start), -AX_ENOMEM);
    CHECK_EQ(ax_aspace_find_free(as, 0, 4096, 4096, base, 4095, &start), -AX_ENOMEM);
    CHECK_EQ(paging().frames, 0);
}

/* 100 frames: what does not fit is refused, leaves nothing behind, and what is there stays. */
static void exhaustion(void)
{
    struct ax_aspace_stats stats;

    as = ax_aspace_own();
    base = ax_aspace_base(as);
    CHECK_EQ(ax_aspace_map_alloc(as, base, 40 * AX_PAGE_SIZE, RW, true), 0);
    *(volatile uint64_t *)base = 77;
    for (unsigned i = 0; i < 3; i++) {
        uintptr_t beside = base + (i == 0 ? 40 : 1000) * AX_PAGE_SIZE;

        CHECK_EQ(ax_aspace_map_alloc(as, beside, 90 * AX_PAGE_SIZE, RW, true), -AX_ENOMEM);
        CHECK_EQ(paging().frames, 40);
        ax_aspace_stats(as, &stats);
        CHECK_EQ(stats.bytes, 40 * AX_PAGE_SIZE);
        CHECK_EQ(stats.areas, 1);
    }
    CHECK_EQ(ax_aspace_map_alloc(as, base + 2000 * AX_PAGE_SIZE, 90 * AX_PAGE_SIZE, RW, false), 0);
    unsigned came = 0;
    while (ax_aspace_handle_fault(as, base + (2000 + came) * AX_PAGE_SIZE, AX_MEM_WRITE)) {
        came++;
    }
    CHECK_EQ(came, 60);
    CHECK_EQ(*(volatile uint64_t *)base, 77);
    ax_aspace_clear(as);
    CHECK_EQ(paging().frames, 0);
    CHECK_EQ(ax_aspace_map_alloc(as, base, 100 * AX_PAGE_SIZE, RW, true), 0);
}

/* A frame lives as long as somebody has it: its owner, or a page. */
static void frames_are_counted(void)
{
    uint64_t paddr;

    as = ax_aspace_own();
    base = ax_aspace_base(as);
    CHECK_EQ(ax_hal_frames_alloc(4, &paddr), 0);
    CHECK_EQ(ax_aspace_map_linear(as, base, paddr, 4 * AX_PAGE_SIZE, RW), 0);
    CHECK_EQ(ax_aspace_map_linear(as, base + 8 * AX_PAGE_SIZE, paddr, 4 * AX_PAGE_SIZE, RW), 0);
    *(volatile uint64_t *)(base + AX_PAGE_SIZE) = 99;
    CHECK_EQ(*(volatile uint64_t *)(base + 9 * AX_PAGE_SIZE), 99);
    CHECK_EQ(ax_hal_frames_free(paddr, 4), 0);
    CHECK_EQ(ax_hal_frames_free(paddr, 1), -AX_EFAULT);
    CHECK_EQ(paging().frames, 4);
    CHECK_EQ(ax_aspace_unmap(as, base, 4 * AX_PAGE_SIZE), 0);
    CHECK_EQ(paging().frames, 4);
    CHECK_EQ(*(volatile uint64_t *)(base + 9 * AX_PAGE_SIZE), 99);
    CHECK_EQ(ax_aspace_unmap(as, base + 8 * AX_PAGE_SIZE, 4 * AX_PAGE_SIZE), 0);
    CHECK_EQ(paging().frames, 0);
    CHECK_EQ(ax_aspace_map_alloc(as, base, 16 * AX_PAGE_SIZE, RW, true), 0);
    for (unsigned i = 0; i < 16; i++) {
        CHECK_EQ(*(volatile uint64_t *)(base + i * AX_PAGE_SIZE), 0);
    }
}

/* The pager comes before the handlers of an application, and lets through what is not its own. */
static bool handler_called;

static bool on_fault(struct ax_trap *trap)
{
    handler_called = true;
    return trap->addr == 0x123000;
}

static void pager(void)
{
    struct ax_arch_regs regs = {0};
    struct ax_trap trap = {.kind = AX_TRAP_PAGE_WRITE, .regs = &regs};

    as = ax_aspace_own();
    base = ax_aspace_base(as);
    ax_hal_trap_set_handler(AX_TRAP_PAGE_WRITE, on_fault);
    CHECK_EQ(ax_aspace_map_alloc(as, base, AX_PAGE_SIZE, RW, false), 0);
    trap.addr = base + 8;
    ax_host_fault(&trap);
    CHECK(!handler_called && ax_hal_page_present(base));
    trap.addr = 0x123000;
    ax_host_fault(&trap);
    CHECK(handler_called);
}

static void test_random(void **state)
{
    (void)state;
    for (scenario_seed = 1; scenario_seed <= 4; scenario_seed++) {
        scenario_pass(random_trace, NULL);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    scenario_pass(refusals, NULL);
}

static void test_exhaustion(void **state)
{
    struct scenario s = {.run = exhaustion, .frames = 100};

    (void)state;
    assert_int_equal(scenario_run(&s, 0), 0);
}

static void test_frames(void **state)
{
    (void)state;
    scenario_pass(frames_are_counted, NULL);
}

static void test_pager(void **state)
{
    (void)state;
    scenario_pass(pager, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),     cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_exhaustion), cmocka_unit_test(test_frames),
        cmocka_unit_test(test_pager),
    };

    return cmocka_run_group_tests_name("mm/aspace", tests, NULL, NULL);
}
