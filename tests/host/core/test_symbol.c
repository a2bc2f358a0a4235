// SPDX-License-Identifier: BSD-2-Clause
/* Looking up names of functions in a table such as tools/gen_symbols makes. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <ax/core/symbol.h>

/* They take the place of the weak ones. */
const uint64_t ax_symbol_base = 0x400000;
const uint32_t ax_symbol_count = 4;
const struct ax_symbol ax_symbols[] = {{0x0, 0}, {0x10, 6}, {0x40, 11}, {0x80, 0}};
const char ax_symbol_names[] = "start\0main\0last";

static void check(uintptr_t pc, const char *name, uintptr_t offset)
{
    uintptr_t found = UINTPTR_MAX;
    const char *text = ax_symbol_find(pc, &found);

    if (name == NULL) {
        assert_null(text);
        assert_true(found == UINTPTR_MAX);
    } else {
        assert_string_equal(text, name);
        assert_int_equal(found, offset);
    }
}

static void every_address(void **state)
{
    (void)state;
    for (uintptr_t i = 0; i < 0x80; i++) {
        const char *name = i < 0x10 ? "start" : i < 0x40 ? "main" : "last";

        check(0x400000 + i, name, i - (i < 0x10 ? 0 : i < 0x40 ? 0x10 : 0x40));
    }
    check(0x3fffff, NULL, 0);
    check(0x400080, NULL, 0);
    check(0, NULL, 0);
    check(UINTPTR_MAX, NULL, 0);
    check(0x400000 + (1ull << 32), NULL, 0);
}

static void as_text(void **state)
{
    char text[AX_SYMBOL_TEXT], little[6];

    (void)state;
    assert_string_equal(ax_symbol_text(0x400014, text, sizeof(text)), "main+0x4");
    assert_string_equal(ax_symbol_text(0x1, text, sizeof(text)), "?");
    assert_string_equal(ax_symbol_text(0x400014, little, sizeof(little)), "main+");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_address), cmocka_unit_test(as_text)};

    return cmocka_run_group_tests_name("core/symbol", tests, NULL, NULL);
}
