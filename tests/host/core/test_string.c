// SPDX-License-Identifier: BSD-2-Clause
/* The memory and string functions of freestanding/ and core against the C library's. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

/* The C library's, kept before their names are taken. */
#include <string.h>

static void *(*const lib_memmove)(void *, const void *, size_t) = memmove;
static void *(*const lib_memset)(void *, int, size_t) = memset;
static int (*const lib_memcmp)(const void *, const void *, size_t) = memcmp;
static int (*const lib_strncmp)(const char *, const char *, size_t) = strncmp;

static unsigned long lib_strtoul(const char *s, char **end, int base)
{
    return strtoul(s, end, base);
}

#include "own_string.h"

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

static void fill(uint8_t *p, size_t n, unsigned seed)
{
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1103515245u + 12345u;
        p[i] = (uint8_t)(seed >> 16);
    }
}

static void moves_every_overlap(void **state)
{
    uint8_t a[200];
    uint8_t b[200];

    (void)state;
    for (size_t from = 0; from < 72; from++) {
        for (size_t to = 0; to < 72; to++) {
            for (size_t n = 0; n < 100; n += 1 + n / 16) {
                fill(a, sizeof(a), (unsigned)(from + to + n));
                lib_memmove(b, a, sizeof(a));
                assert_ptr_equal(memmove(a + to, a + from, n), a + to);
                lib_memmove(b + to, b + from, n);
                assert_memory_equal(a, b, sizeof(a));
            }
        }
    }
}

static void copies_and_sets_any_length_at_any_alignment(void **state)
{
    uint8_t from[160];
    uint8_t a[160];
    uint8_t b[160];

    (void)state;
    fill(from, sizeof(from), 7);
    for (size_t at = 0; at < 16; at++) {
        for (size_t n = 0; n < 140; n++) {
            fill(a, sizeof(a), 1);
            fill(b, sizeof(b), 1);
            memcpy(a + at, from + (at * 5 & 15), n);
            lib_memmove(b + at, from + (at * 5 & 15), n);
            assert_memory_equal(a, b, sizeof(a));
            memset(a + at, 0x1c3, n);
            lib_memset(b + at, 0x1c3, n);
            assert_memory_equal(a, b, sizeof(a));
        }
    }
}

static void compares_memory(void **state)
{
    uint8_t a[40];
    uint8_t b[40];

    (void)state;
    for (size_t differs = 0; differs < 40; differs++) {
        fill(a, sizeof(a), 3);
        fill(b, sizeof(b), 3);
        b[differs] ^= 0x80;
        for (size_t n = 0; n <= 40; n++) {
            assert_int_equal(sign(memcmp(a, b, n)), sign(lib_memcmp(a, b, n)));
        }
        assert_ptr_equal(memchr("abc", 'c', 2), NULL);
    }
    fill(a, sizeof(a), 3);
    assert_ptr_equal(memchr(a, a[5], sizeof(a)), a + 5);
}

static void compares_and_searches_strings(void **state)
{
    static const char *const words[] = {"", "a", "ab", "abc", "abd", "b", "\xff", "a\xff"};
    const char *s = "one two one";

    (void)state;
    for (size_t i = 0; i < AX_ARRAY_LEN(words); i++) {
        for (size_t j = 0; j < AX_ARRAY_LEN(words); j++) {
            for (size_t n = 0; n < 5; n++) {
                assert_int_equal(sign(strncmp(words[i], words[j], n)),
                                 sign(lib_strncmp(words[i], words[j], n)));
            }
            assert_int_equal(strcmp(words[i], words[j]) == 0, i == j);
        }
    }
    assert_ptr_equal(strchr(s, 'o'), s);
    assert_ptr_equal(strrchr(s, 'o'), s + 8);
    assert_ptr_equal(strchr(s, '\0'), s + 11);
    assert_null(strchr(s, 'x'));
    assert_ptr_equal(strstr(s, "two"), s + 4);
    assert_ptr_equal(strstr(s, ""), s);
    assert_null(strstr(s, "twone"));
    assert_int_equal(strlen(s), 11);
    assert_int_equal(strnlen(s, 3), 3);
    assert_int_equal(strnlen(s, 30), 11);
}

static void copies_what_fits(void **state)
{
    char buf[4] = "xxx";

    (void)state;
    assert_int_equal(ax_strlcpy(buf, "abcdef", sizeof(buf)), 6);
    assert_string_equal(buf, "abc");
    assert_int_equal(ax_strlcpy(buf, "z", 0), 1);
    assert_string_equal(buf, "abc");
    assert_int_equal(ax_strlcpy(buf, "", sizeof(buf)), 0);
    assert_string_equal(buf, "");
}

static void reads_numbers(void **state)
{
    static const char *const texts[] = {"0",
                                        "12",
                                        "0x1F",
                                        "0x",
                                        "0xg",
                                        "077",
                                        "08",
                                        "zz",
                                        "",
                                        "12ab",
                                        "18446744073709551615",
                                        "18446744073709551616",
                                        "0xffffffffffffffffff"};
    static const int bases[] = {0, 2, 8, 10, 16, 36};

    (void)state;
    for (size_t i = 0; i < AX_ARRAY_LEN(texts); i++) {
        for (size_t j = 0; j < AX_ARRAY_LEN(bases); j++) {
            char *end;
            char *lib_end;
            unsigned long value = strtoul(texts[i], &end, bases[j]);
            assert_true(value == lib_strtoul(texts[i], &lib_end, bases[j]));
            assert_ptr_equal(end, lib_end);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_every_overlap),
        cmocka_unit_test(copies_and_sets_any_length_at_any_alignment),
        cmocka_unit_test(compares_memory),
        cmocka_unit_test(compares_and_searches_strings),
        cmocka_unit_test(copies_what_fits),
        cmocka_unit_test(reads_numbers),
    };

    return cmocka_run_group_tests_name("core/string", tests, NULL, NULL);
}
