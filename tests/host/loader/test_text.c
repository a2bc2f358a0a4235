// SPDX-License-Identifier: BSD-2-Clause
/* Messages, and the loader's own C library functions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "own_string.h"
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

#define AREA 160

static uint8_t mine[AREA];
static uint8_t theirs[AREA];

static void check_one(unsigned to, unsigned from, unsigned size)
{
    for (unsigned i = 0; i < AREA; i++) {
        mine[i] = theirs[i] = (uint8_t)(i * 7);
    }
    assert_ptr_equal(own_memmove(mine + to, mine + from, size), mine + to);
    memmove(theirs + to, theirs + from, size);
    assert_memory_equal(mine, theirs, AREA);
    assert_ptr_equal(own_memcpy(mine + to, mine + AREA / 2 + from, size), mine + to);
    memcpy(theirs + to, theirs + AREA / 2 + from, size);
    assert_memory_equal(mine, theirs, AREA);
    assert_ptr_equal(own_memset(mine + to, 0x1200 + (int)from, size), mine + to);
    memset(theirs + to, 0x1200 + (int)from, size);
    assert_memory_equal(mine, theirs, AREA);
}

/* All alignments and lengths of copies, moves and fills, against the host's own. */
static void test_memory(void **state)
{
    (void)state;
    for (unsigned to = 0; to < 20; to++) {
        for (unsigned from = 0; from < 20; from++) {
            for (unsigned size = 0; size < 40; size++) {
                check_one(to, from, size);
            }
        }
    }
}

static void test_strings(void **state)
{
    const char *text = "stdout-path:115200";

    (void)state;
    assert_int_equal(own_strlen(""), 0);
    assert_int_equal(own_strlen(text), 18);
    assert_int_equal(own_strnlen(text, 5), 5);
    assert_ptr_equal(own_strchr(text, ':'), text + 11);
    assert_ptr_equal(own_strchr(text, '\0'), text + 18);
    assert_null(own_strchr(text, '!'));
    assert_ptr_equal(own_strrchr(text, 't'), text + 9);
    assert_ptr_equal(own_strrchr(text, 's'), text);
    assert_null(own_strrchr(text, '!'));
    assert_null(own_memchr(text, ':', 11));
    assert_ptr_equal(own_memchr(text, ':', 12), text + 11);
    assert_int_equal(own_strcmp("abc", "abc"), 0);
    assert_true(own_strcmp("abc", "abd") < 0);
    assert_true(own_strcmp("abc", "ab") > 0);
    assert_true(own_strcmp("\xff", "a") > 0);
    assert_int_equal(own_strncmp("abc", "abd", 2), 0);
    assert_true(own_memcmp("a\0c", "a\0b", 3) > 0);
    assert_int_equal(own_memcmp("a\0c", "a\0b", 2), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_every_error_has_a_text),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_strings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
