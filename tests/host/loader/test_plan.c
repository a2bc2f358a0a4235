// SPDX-License-Identifier: BSD-2-Clause
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <loader/plan.h>

#define MIB         (UINT64_C(1) << 20)
#define RAM         (1024 * MIB)
#define LINKED      (RAM + 64 * MIB)
#define KERNEL_SIZE (2 * MIB)

static struct range_list ram;
static struct range_list reserved;

/* A machine of `size`, its device tree at the start of RAM, an image of `image` bytes. */
static struct plan_request request_for(uint64_t size, uint64_t image, uint64_t user)
{
    ram = (struct range_list){1, {{RAM, RAM + size}}};
    reserved = (struct range_list){0};
    return (struct plan_request){
        .ram = &ram,
        .reserved = &reserved,
        .kernel = {RAM, RAM + KERNEL_SIZE},
        .loader = {LINKED, LINKED + image},
        .dtb_source = {RAM, RAM + 7000},
        .dtb_size = 7000,
        .user_size = user,
    };
}

/* What every plan promises, and that after a move the same request needs none. */
static void assert_sound(struct plan_request request, const struct plan *plan)
{
    const struct range all[] = {request.kernel, plan->dtb, plan->user, plan->loader};

    for (unsigned i = 0; i < 4; i++) {
        assert_true(range_list_contains(&ram, all[i]));
        assert_false(range_list_overlaps(&reserved, all[i]));
        assert_int_equal(all[i].start % PAGE_SIZE, 0);
        for (unsigned j = 0; j < i; j++) {
            assert_false(range_overlaps(all[i], all[j]));
        }
    }
    assert_true(request.kernel.end <= plan->dtb.start);
    assert_true(plan->dtb.end <= plan->user.start);
    assert_true(range_size(plan->dtb) >= request.dtb_size);
    assert_int_equal(range_size(plan->user), request.user_size);
    assert_int_equal(range_size(plan->loader), range_size(request.loader));
    if (plan->move_loader) {
        struct plan again;

        assert_false(range_overlaps(plan->loader, request.loader));
        assert_false(range_overlaps(plan->loader, request.dtb_source));
        request.loader = plan->loader;
        assert_int_equal(plan_make(&request, &again), LOADER_OK);
        assert_false(again.move_loader);
        assert_int_equal(again.user.start, plan->user.start);
        assert_int_equal(again.dtb.start, plan->dtb.start);
    } else {
        assert_int_equal(plan->loader.start, request.loader.start);
    }
}

static void test_usual(void **state)
{
    struct plan_request request = request_for(128 * MIB, MIB, 10 * MIB);
    struct plan plan;

    (void)state;
    assert_int_equal(plan_make(&request, &plan), LOADER_OK);
    assert_sound(request, &plan);
    assert_false(plan.move_loader);
    assert_int_equal(plan.dtb.start, RAM + KERNEL_SIZE);
    assert_int_equal(plan.user.start, plan.dtb.start + 2 * PAGE_SIZE);
}

static void test_above_loader(void **state)
{
    struct plan_request request = request_for(256 * MIB, 70 * MIB, 70 * MIB);
    struct plan plan;

    (void)state;
    assert_int_equal(plan_make(&request, &plan), LOADER_OK);
    assert_sound(request, &plan);
    assert_false(plan.move_loader);
    assert_int_equal(plan.user.start, LINKED + 70 * MIB);
}

static void test_move(void **state)
{
    struct plan_request request = request_for(128 * MIB, 10 * MIB, 80 * MIB);
    struct plan plan;

    (void)state;
    assert_int_equal(plan_make(&request, &plan), LOADER_OK);
    assert_true(plan.move_loader);
    assert_sound(request, &plan);
}

static void test_kernel_under_loader(void **state)
{
    struct plan_request request = request_for(128 * MIB, 10 * MIB, 10 * MIB);
    struct plan plan;

    (void)state;
    request.kernel = (struct range){LINKED - MIB, LINKED + MIB};
    assert_int_equal(plan_make(&request, &plan), LOADER_OK);
    assert_true(plan.move_loader);
    assert_sound(request, &plan);
}

static void test_too_large(void **state)
{
    struct plan_request request = request_for(128 * MIB, 10 * MIB, 130 * MIB);
    struct plan plan;

    (void)state;
    assert_int_equal(plan_make(&request, &plan), LOADER_NO_SPACE);
    assert_int_equal(plan.present, 128 * MIB);
    assert_int_equal(plan.needed, KERNEL_SIZE + 2 * PAGE_SIZE + 130 * MIB + 10 * MIB);
    request.user_size = UINT64_C(1) << 47;
    assert_int_equal(plan_make(&request, &plan), LOADER_NO_SPACE);
    assert_true(plan.needed > UINT64_C(1) << 47);
}

static void test_kernel_places(void **state)
{
    struct plan_request request = request_for(128 * MIB, MIB, MIB);
    struct plan plan;

    (void)state;
    request.kernel = (struct range){RAM - PAGE_SIZE, RAM + PAGE_SIZE};
    assert_int_equal(plan_make(&request, &plan), LOADER_KERNEL_NOT_RAM);
    request = request_for(128 * MIB, MIB, MIB);
    range_list_add(&reserved, (struct range){RAM + MIB, RAM + MIB + 1});
    assert_int_equal(plan_make(&request, &plan), LOADER_KERNEL_RESERVED);
}

static void test_reserved(void **state)
{
    struct plan_request request = request_for(128 * MIB, MIB, 10 * MIB);
    struct plan plan;

    (void)state;
    range_list_add(&reserved, (struct range){RAM + KERNEL_SIZE, RAM + 3 * MIB});
    range_list_add(&reserved, (struct range){RAM + 8 * MIB, RAM + 9 * MIB + 1});
    assert_int_equal(plan_make(&request, &plan), LOADER_OK);
    assert_sound(request, &plan);
    assert_int_equal(plan.dtb.start, RAM + 3 * MIB);
    assert_int_equal(plan.user.start, RAM + 9 * MIB + PAGE_SIZE);
    request.user_size = 200 * MIB;
    assert_int_equal(plan_make(&request, &plan), LOADER_NO_SPACE);
    assert_int_equal(plan.present, 128 * MIB - MIB - MIB - 1);
}

/* Sizes and places at random: a plan is sound, and there is one whenever a generous bound says so.
 */
static void test_random(void **state)
{
    (void)state;
    srand(1);
    for (unsigned round = 0; round < 20000; round++) {
        uint64_t size = (128 + rand() % 128) * MIB;
        uint64_t image = (1 + rand() % 15000) * PAGE_SIZE;
        uint64_t user = (1 + rand() % 40000) * PAGE_SIZE;
        struct plan_request request = request_for(size, image, user);
        struct plan plan;
        enum loader_error error;

        if (rand() % 2 == 0) {
            request.dtb_source.start = RAM + rand() % (64 * MIB / PAGE_SIZE) * PAGE_SIZE;
            request.dtb_source.end = request.dtb_source.start + 7000;
        }
        if (rand() % 4 == 0) {
            uint64_t hole = RAM + KERNEL_SIZE + rand() % (50 * MIB);

            range_list_add(&reserved, (struct range){hole, hole + rand() % MIB});
        }
        error = plan_make(&request, &plan);
        if (error == LOADER_OK) {
            assert_sound(request, &plan);
        } else {
            assert_int_equal(error, LOADER_NO_SPACE);
            /* Old and new place of the image, the rest, and what the holes may cost. */
            assert_true(2 * image + 2 * user + 4 * MIB > size - KERNEL_SIZE);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usual),     cmocka_unit_test(test_above_loader),
        cmocka_unit_test(test_move),      cmocka_unit_test(test_kernel_under_loader),
        cmocka_unit_test(test_too_large), cmocka_unit_test(test_kernel_places),
        cmocka_unit_test(test_reserved),  cmocka_unit_test(test_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
