// SPDX-License-Identifier: BSD-2-Clause
/* Where a preempted task goes on: instructions as the assembler encodes them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ax/hal/arch/restartable.h>

#define NOP 0xd503201fu

/* mrs x3, tpidrro_el0; ldr w5, [x3, #16]; add w5, w5, #1; str w5, [x3, #16] */
#define IRQ_SAVE 0xd53bd063u, 0xb9401065u, 0x110004a5u, 0xb9001065u

/* The instruction, by index, at which a task goes on that was stopped at `at`. */
static long restart(const uint32_t *code, long at)
{
    return ((long)ax_restartable_pc((uintptr_t)&code[at], (uintptr_t)code) -
            (long)(uintptr_t)code) /
           (long)sizeof(*code);
}

static void test_raising_the_count_begins_anew_until_it_is_done(void **state)
{
    static const uint32_t code[] = {NOP, IRQ_SAVE, NOP, NOP};

    (void)state;
    assert_int_equal(restart(code, 0), 0);
    assert_int_equal(restart(code, 1), 1);
    assert_int_equal(restart(code, 2), 1);
    assert_int_equal(restart(code, 3), 1);
    assert_int_equal(restart(code, 4), 1);
    assert_int_equal(restart(code, 5), 5); /* the count is stored */
    assert_int_equal(restart(code, 6), 6);
}

static void test_a_read_of_the_block_is_made_anew(void **state)
{
    /* mrs x0, tpidrro_el0; ldr x0, [x0, #8]; then what is done with it */
    static const uint32_t code[] = {0xd53bd060u, 0xf9400400u, NOP, NOP};

    (void)state;
    assert_int_equal(restart(code, 0), 0);
    assert_int_equal(restart(code, 1), 0);
    assert_int_equal(restart(code, 2), 2); /* loaded: the same on every core */
    assert_int_equal(restart(code, 3), 3);
}

static void test_nothing_else_begins_anew(void **state)
{
    static const uint32_t other[][4] = {
        {0xd53bd043u, 0xb9401065u, 0x110004a5u, 0xb9001065u}, /* tpidr_el0 */
        {0xd53bd063u, 0xb9401465u, 0x110004a5u, 0xb9001465u}, /* another field */
        {0xd53bd063u, 0xb9401065u, 0x110008a5u, 0xb9001065u}, /* adds two */
        {0xd53bd063u, 0xb9401065u, 0x110004a6u, 0xb9001066u}, /* into another register */
        {0xd53bd063u, 0xb9401085u, 0x110004a5u, 0xb9001085u}, /* from another block */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
        assert_int_equal(restart(other[i], 2), 2);
        assert_int_equal(restart(other[i], 3), 3);
    }
}

static void test_code_is_not_read_before_its_beginning(void **state)
{
    static const uint32_t code[] = {IRQ_SAVE};

    (void)state;
    for (unsigned at = 1; at < 4; at++) {
        uintptr_t pc = (uintptr_t)&code[at];

        assert_true(ax_restartable_pc(pc, pc) == pc);
    }
    assert_true(ax_restartable_pc(0x1000, (uintptr_t)code) == 0x1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_raising_the_count_begins_anew_until_it_is_done),
        cmocka_unit_test(test_a_read_of_the_block_is_made_anew),
        cmocka_unit_test(test_nothing_else_begins_anew),
        cmocka_unit_test(test_code_is_not_read_before_its_beginning),
    };

    return cmocka_run_group_tests_name("hal/restartable", tests, NULL, NULL);
}
