// SPDX-License-Identifier: BSD-2-Clause
/* How the generated stubs place parameters in messages and take results out of answers. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "fake_kernel.h"

static void test_words_beyond_registers_go_through_the_buffer(void **state)
{
    (void)state;
    assert_int_equal(seL4_Untyped_Retype(0x11, 1, 2, 0x22, 3, 4, 5, 6), seL4_NoError);
    assert_int_equal(fake.sent.number, (seL4_Word)seL4_SysCall);
    assert_int_equal(fake.sent.x0, 0x11);
    assert_int_equal(fake_label(), UntypedRetype);
    assert_int_equal(fake_caps(), 1);
    assert_int_equal(fake.caps[0], 0x22);
    assert_int_equal(fake_length(), 6);
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal(fake.words[i], i + 1);
    }
}

static void test_small_types_share_a_word(void **state)
{
    (void)state;
    assert_int_equal(seL4_TCB_CopyRegisters(1, 2, 1, 0, 1, 0, 0xa5), seL4_NoError);
    assert_int_equal(fake_length(), 1);
    assert_int_equal(fake.words[0], 0xa505);
    assert_int_equal(seL4_TCB_CopyRegisters(1, 2, 0, 1, 0, 1, 0), seL4_NoError);
    assert_int_equal(fake.words[0], 0xa);
}

static void test_a_word_after_a_small_type_starts_afresh(void **state)
{
    (void)state;
    assert_int_equal(seL4_CNode_Mint(1, 2, 64, 3, 4, 60, seL4_CanRead, 0x77), seL4_NoError);
    const seL4_Word expected[] = {2, 64, 4, 60, 2, 0x77};

    assert_int_equal(fake_length(), 6);
    assert_memory_equal(fake.words, expected, sizeof(expected));
    assert_int_equal(fake.caps[0], 3);
}

static void test_several_capabilities_keep_their_order(void **state)
{
    (void)state;
    assert_int_equal(seL4_CNode_Rotate(1, 2, 3, 4, 0xc1, 5, 6, 7, 0xc2, 8, 9), seL4_NoError);
    const seL4_Word expected[] = {2, 3, 4, 5, 6, 7, 8, 9};

    assert_int_equal(fake_caps(), 2);
    assert_int_equal(fake.caps[0], 0xc1);
    assert_int_equal(fake.caps[1], 0xc2);
    assert_int_equal(fake_length(), 8);
    assert_memory_equal(fake.words, expected, sizeof(expected));
}

static void test_read_registers_touches_only_what_was_asked_for(void **state)
{
    (void)state;
    const seL4_Word counts[] = {1, 3, 4, 5, 35, 36};

    for (unsigned c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
        seL4_Word registers[36];

        memset(registers, 0xff, sizeof(registers));
        fake.answer = seL4_MessageInfo_new(0, 0, 0, counts[c]);
        for (unsigned i = 0; i < counts[c]; i++) {
            fake.answer_words[i] = 100 + i;
        }
        assert_int_equal(seL4_TCB_ReadRegisters(1, 1, 7, counts[c], (seL4_UserContext *)registers),
                         0);
        assert_int_equal(fake.words[0], 0x701);
        assert_int_equal(fake.words[1], counts[c]);
        for (unsigned i = 0; i < 36; i++) {
            assert_int_equal(registers[i], i < counts[c] ? 100 + i : ~0ul);
        }
    }
}

static void test_write_registers_sends_count_words(void **state)
{
    (void)state;
    seL4_UserContext context = {0};

    context.pc = 0x1000;
    context.sp = 0x2000;
    context.spsr = 3;
    context.x0 = 4;
    context.tpidrro_el0 = 0x36;
    assert_int_equal(seL4_TCB_WriteRegisters(1, 0, 0, 36, &context), seL4_NoError);
    assert_int_equal(fake_length(), 38);
    assert_int_equal(fake.words[1], 36);
    assert_memory_equal(&fake.words[2], &context, sizeof(context));

    fake_kernel_reset(NULL);
    assert_int_equal(seL4_TCB_WriteRegisters(1, 1, 0, 3, &context), seL4_NoError);
    assert_int_equal(fake.words[0], 1);
    assert_int_equal(fake.words[4], 3);
    assert_int_equal(fake.words[5], fake_pattern(5));
}

static void test_result_comes_in_a_struct(void **state)
{
    (void)state;
    fake.answer = seL4_MessageInfo_new(0, 0, 0, 1);
    fake.answer_words[0] = 0x40000000;
    seL4_ARM_Page_GetAddress_t result = seL4_ARM_Page_GetAddress(9);

    assert_int_equal(result.error, seL4_NoError);
    assert_int_equal(result.paddr, 0x40000000);
    assert_int_equal(fake_length(), 0);
}

static void test_error_leaves_its_words_in_the_buffer(void **state)
{
    (void)state;
    fake.answer = seL4_MessageInfo_new(seL4_RangeError, 0, 0, 2);
    fake.answer_words[0] = 10;
    fake.answer_words[1] = 20;
    assert_int_equal(seL4_TCB_SetPriority(1, 2, 300), seL4_RangeError);
    assert_int_equal(seL4_GetMR(0), 10);
    assert_int_equal(seL4_GetMR(1), 20);
    assert_int_equal(seL4_ARM_Page_GetAddress(9).error, seL4_RangeError);
}

static void test_success_leaves_the_first_buffer_words_alone(void **state)
{
    (void)state;
    assert_int_equal(seL4_TCB_SetPriority(1, 2, 3), seL4_NoError);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(seL4_GetMR(i), fake_pattern((unsigned)i));
    }
}

static void test_struct_in_and_out(void **state)
{
    (void)state;
    seL4_ARM_SMCContext in = {1, 2, 3, 4, 5, 6, 7, 8};
    seL4_ARM_SMCContext out = {0};

    fake.answer = seL4_MessageInfo_new(0, 0, 0, 8);
    for (unsigned i = 0; i < 8; i++) {
        fake.answer_words[i] = 0x80 + i;
    }
    assert_int_equal(seL4_ARM_SMC_Call(1, &in, &out), seL4_NoError);
    assert_int_equal(fake_length(), 8);
    assert_memory_equal(fake.words, &in, sizeof(in));
    assert_memory_equal(&out, fake.answer_words, sizeof(out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_words_beyond_registers_go_through_the_buffer,
                               fake_kernel_reset),
        cmocka_unit_test_setup(test_small_types_share_a_word, fake_kernel_reset),
        cmocka_unit_test_setup(test_a_word_after_a_small_type_starts_afresh, fake_kernel_reset),
        cmocka_unit_test_setup(test_several_capabilities_keep_their_order, fake_kernel_reset),
        cmocka_unit_test_setup(test_read_registers_touches_only_what_was_asked_for,
                               fake_kernel_reset),
        cmocka_unit_test_setup(test_write_registers_sends_count_words, fake_kernel_reset),
        cmocka_unit_test_setup(test_result_comes_in_a_struct, fake_kernel_reset),
        cmocka_unit_test_setup(test_error_leaves_its_words_in_the_buffer, fake_kernel_reset),
        cmocka_unit_test_setup(test_success_leaves_the_first_buffer_words_alone, fake_kernel_reset),
        cmocka_unit_test_setup(test_struct_in_and_out, fake_kernel_reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
