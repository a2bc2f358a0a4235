// SPDX-License-Identifier: BSD-2-Clause
/* Messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plat_fake.h"

#include <cmocka.h>
#include <loader/console.h>
#include <loader/error.h>

static void test_print(void **state)
{
    (void)state;
    console_print("lost %u\n", UINT64_C(1));
    assert_int_equal(plat_fake_length, 0);
    console_init(0x9000000);
    console_print("%s=%u %x 100%% %u\n", "a", UINT64_MAX, UINT64_C(0xffffff8040000000),
                  UINT64_C(0));
    assert_string_equal(plat_fake_output, "a=18446744073709551615 0xffffff8040000000 100% 0\r\n");
    assert_int_equal(plat_fake_base, 0x9000000);
}

static void test_every_error_has_a_text(void **state)
{
    (void)state;
    for (int error = LOADER_OK; error <= LOADER_MAP_UNALIGNED; error++) {
        assert_string_not_equal(loader_error_text((enum loader_error)error), "unknown error");
        for (int other = LOADER_OK; other < error; other++) {
            assert_string_not_equal(loader_error_text((enum loader_error)error),
                                    loader_error_text((enum loader_error)other));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_every_error_has_a_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
