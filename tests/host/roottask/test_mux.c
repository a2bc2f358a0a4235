// SPDX-License-Identifier: BSD-2-Clause
/* One terminal for several instances: whole lines, the foreground's line, the escape key; and
 * budgets. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <roottask/limit.h>
#include <roottask/mux.h>

static struct mux mux;
static char screen[65536];
static size_t shown;

static void send(void)
{
    assert_true(mux.out_length < MUX_OUT); /* nothing was left out */
    assert_true(shown + mux.out_length < sizeof(screen));
    memcpy(screen + shown, mux.out, mux.out_length);
    shown += mux.out_length;
    screen[shown] = '\0';
    mux.out_length = 0;
}

static void put(uint32_t instance, const char *text)
{
    for (; *text != '\0'; text++) {
        mux_put(&mux, instance, (uint8_t)*text);
        send();
    }
}

static int setup(void **state)
{
    (void)state;
    mux_init(&mux);
    mux_join(&mux, 0, "a");
    mux_join(&mux, 1, "b");
    shown = 0;
    screen[0] = '\0';
    return 0;
}

static void lines_have_names(void **state)
{
    (void)state;
    put(0, "one\ntwo\n");
    put(1, "three\n\n");
    assert_string_equal(screen, "[a] one\r\n[a] two\r\n[b] three\r\n[b] \r\n");
}

static void background_lines_are_whole(void **state)
{
    (void)state;
    put(1, "half");
    assert_string_equal(screen, "");
    put(0, "line\n");
    put(1, " more\n");
    assert_string_equal(screen, "[a] line\r\n[b] half more\r\n");
}

static void the_foreground_shows_its_prompt(void **state)
{
    (void)state;
    put(0, "$ l");
    assert_string_equal(screen, "[a] $ l");
    assert_true(mux_unfinished(&mux, 0));
    put(1, "tick\n");
    assert_string_equal(screen, "[a] $ l\r\n[b] tick\r\n[a] $ l");
    put(0, "s\n");
    assert_string_equal(screen, "[a] $ l\r\n[b] tick\r\n[a] $ ls\r\n");
    assert_false(mux_unfinished(&mux, 0));
}

static void a_line_drawn_again_keeps_its_name(void **state)
{
    (void)state;
    put(0, "\r$ ls\r$ lx\r\n");
    assert_string_equal(screen, "[a] $ ls\r[a] $ lx\r[a] \r\n");
}

static void switching_shows_what_waits(void **state)
{
    (void)state;
    put(0, "$ ");
    put(1, "% ");
    assert_true(mux_select(&mux, 1));
    mux_close(&mux);
    mux_reopen(&mux);
    send();
    assert_string_equal(screen, "[a] $ \r\n[b] % ");
    put(1, "x");
    put(0, "y\n");
    assert_string_equal(screen, "[a] $ \r\n[b] % x\r\n[a] $ y\r\n[b] % x");
    assert_false(mux_select(&mux, 2));
    assert_false(mux_select(&mux, MUX_NONE));
    assert_int_equal(mux_next(&mux, 1), 0);
    assert_int_equal(mux_next(&mux, 0), 1);
}

static void leaving_shows_the_rest(void **state)
{
    (void)state;
    put(0, "$ ");
    put(1, "last words");
    mux_leave(&mux, 1);
    send();
    assert_string_equal(screen, "[a] $ \r\n[b] last words\r\n[a] $ ");
    assert_int_equal(mux_next(&mux, 0), 0);
    mux_leave(&mux, 0);
    send();
    assert_string_equal(screen, "[a] $ \r\n[b] last words\r\n[a] $ \r\n");
    assert_int_equal(mux.foreground, MUX_NONE);
    mux_join(&mux, 1, "b");
    assert_int_equal(mux.foreground, 1);
}

static void the_next_one_gets_the_input(void **state)
{
    (void)state;
    mux_join(&mux, 5, "c");
    mux_leave(&mux, 0);
    assert_int_equal(mux.foreground, 1);
    mux_leave(&mux, 1);
    assert_int_equal(mux.foreground, 5);
}

/* Lines longer than any buffer, and of nothing but carriage returns, of both instances in turn. */
static void endless_lines_are_survived(void **state)
{
    static const char bytes[] = {'x', '\r', '\t'};

    (void)state;
    for (unsigned kind = 0; kind < sizeof(bytes); kind++) {
        setup(NULL);
        for (unsigned i = 0; i < 3 * MUX_LINE; i++) {
            char text[2] = {bytes[kind], '\0'};

            put(0, text);
            put(1, text);
        }
        put(1, "\n");
        put(0, "\n");
        put(0, "good\n");
        assert_non_null(strstr(screen, "\r\n[a] good\r\n"));
    }
}

/* Whatever two instances print, no line of the screen has bytes of both. */
static void lines_are_never_mixed(void **state)
{
    uint32_t seed = 7;

    (void)state;
    for (unsigned i = 0; i < 4000; i++) {
        seed = seed * 1664525 + 1013904223;
        put(seed >> 31, (seed >> 16) % 8 == 0 ? "\n" : seed >> 31 != 0 ? "B" : "A");
        if ((seed >> 8) % 64 == 0) {
            assert_true(mux_select(&mux, seed >> 30 & 1));
            mux_reopen(&mux);
            send();
        }
    }
    for (char *line = strtok(screen, "\r\n"); line != NULL; line = strtok(NULL, "\r\n")) {
        assert_true(strncmp(line, "[a] ", 4) == 0 || strncmp(line, "[b] ", 4) == 0);
        assert_null(strpbrk(line, line[1] == 'a' ? "B" : "A"));
    }
}

static void the_escape_key(void **state)
{
    bool escaped = false;
    uint32_t value = 99;

    (void)state;
    assert_int_equal(mux_key(&escaped, 'n', &value), MUX_KEY_PASS);
    assert_int_equal(mux_key(&escaped, MUX_ESCAPE, &value), MUX_KEY_NOTHING);
    assert_int_equal(mux_key(&escaped, 'n', &value), MUX_KEY_NEXT);
    assert_int_equal(mux_key(&escaped, 'n', &value), MUX_KEY_PASS);
    assert_int_equal(mux_key(&escaped, MUX_ESCAPE, &value), MUX_KEY_NOTHING);
    assert_int_equal(mux_key(&escaped, '7', &value), MUX_KEY_SELECT);
    assert_int_equal(value, 7);
    assert_int_equal(mux_key(&escaped, MUX_ESCAPE, &value), MUX_KEY_NOTHING);
    assert_int_equal(mux_key(&escaped, MUX_ESCAPE, &value), MUX_KEY_PASS);
    assert_int_equal(mux_key(&escaped, MUX_ESCAPE, &value), MUX_KEY_NOTHING);
    assert_int_equal(mux_key(&escaped, '?', &value), MUX_KEY_LIST);
    assert_false(escaped);
}

static void budgets_last_a_window(void **state)
{
    struct limit limit = {0};
    uint64_t times[] = {LIMIT_NEVER, 7, LIMIT_NEVER, 3};

    (void)state;
    for (uint64_t now = 1000; now < 1003; now++) {
        assert_int_equal(limit_take(&limit, now, 100, 3), now);
    }
    assert_int_equal(limit_take(&limit, 1003, 100, 3), 1100);
    assert_int_equal(limit_take(&limit, 1099, 100, 3), 1100);
    assert_int_equal(limit_take(&limit, 1100, 100, 3), 1100);
    assert_int_equal(limit_take(&limit, 1150, 100, 3), 1150);
    assert_int_equal(limit_take(&limit, 1199, 100, 3), 1199);
    assert_int_equal(limit_take(&limit, 1199, 100, 3), 1200);
    /* However often it is asked: `most` in a window. */
    uint32_t done = 0;

    limit = (struct limit){0};
    for (uint64_t now = 1; now <= 1000; now++) {
        done += limit_take(&limit, now, 100, 5) == now ? 1 : 0;
    }
    assert_int_equal(done, 50);
    assert_int_equal(limit_earliest(times, 4), 3);
    assert_int_equal(limit_earliest(times, 1), LIMIT_NEVER);
    assert_int_equal(limit_earliest(times, 0), LIMIT_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(lines_have_names, setup),
        cmocka_unit_test_setup(background_lines_are_whole, setup),
        cmocka_unit_test_setup(the_foreground_shows_its_prompt, setup),
        cmocka_unit_test_setup(a_line_drawn_again_keeps_its_name, setup),
        cmocka_unit_test_setup(switching_shows_what_waits, setup),
        cmocka_unit_test_setup(leaving_shows_the_rest, setup),
        cmocka_unit_test_setup(the_next_one_gets_the_input, setup),
        cmocka_unit_test_setup(endless_lines_are_survived, setup),
        cmocka_unit_test_setup(lines_are_never_mixed, setup),
        cmocka_unit_test_setup(the_escape_key, setup),
        cmocka_unit_test(budgets_last_a_window),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
