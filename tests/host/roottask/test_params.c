// SPDX-License-Identifier: BSD-2-Clause
/* The command line: what the root task takes from it and what an instance sees of it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <roottask/params.h>

static void words_are_found(void **state)
{
    struct params p;

    (void)state;
    params_parse("  log=info\tarcel4.token=0aFf  fault=restart:7 sched=rr ", &p);
    assert_string_equal(p.token, "0aFf");
    assert_true(p.fault_given);
    assert_int_equal(p.fault, FAULT_RESTART);
    assert_int_equal(p.restarts, 7);
    assert_false(p.malformed);
}

static void nothing_given_means_defaults(void **state)
{
    struct params p;

    (void)state;
    params_parse("", &p);
    assert_string_equal(p.token, "0");
    assert_false(p.fault_given);
    assert_int_equal(p.fault, FAULT_STOP);
    params_parse("fault=stop", &p);
    assert_true(p.fault_given);
    assert_int_equal(p.fault, FAULT_STOP);
    params_parse("fault=restart", &p);
    assert_int_equal(p.restarts, PARAMS_RESTARTS);
}

static void wrong_words_are_named(void **state)
{
    static const char *const wrong[] = {
        "fault=",
        "fault=never",
        "fault=restart:",
        "fault=restart:x",
        "fault=restart:1000001",
        "fault=restart:-1",
        "fault=restart:99999999",
        "arcel4.token=",
        "arcel4.token=a@b",
        "fault=stopp",
    };
    struct params p;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        params_parse(wrong[i], &p);
        assert_true(p.malformed);
        assert_string_equal(p.bad_word, wrong[i]);
        assert_string_equal(p.token, "0");
        assert_false(p.fault_given);
    }
}

static void long_tokens_are_refused(void **state)
{
    char line[200] = "arcel4.token=";
    struct params p;

    (void)state;
    memset(line + strlen(line), 'a', PARAMS_TOKEN_MAX);
    params_parse(line, &p);
    assert_int_equal(strlen(p.token), PARAMS_TOKEN_MAX);
    strcat(line, "a");
    params_parse(line, &p);
    assert_true(p.malformed);
    assert_int_equal(strlen(p.bad_word), sizeof(p.bad_word) - 1);
}

static void instances_do_not_see_the_token(void **state)
{
    char out[64];

    (void)state;
    assert_true(
        params_for_instance("arcel4.token=12 log=info  arcel4.x sched=rr", "", out, sizeof(out)));
    assert_string_equal(out, "log=info sched=rr");
    assert_true(params_for_instance("", "", out, sizeof(out)));
    assert_string_equal(out, "");
    assert_false(params_for_instance("abc defgh", "", out, 9));
    assert_string_equal(out, "abc");
    assert_true(params_for_instance("abc defgh", "", out, 10));
}

static void own_words_stand_behind(void **state)
{
    char out[64];

    (void)state;
    assert_true(params_for_instance("log=info arcel4.x", "log=warn a=1", out, sizeof(out)));
    assert_string_equal(out, "log=info log=warn a=1");
    assert_true(params_for_instance("", "a=1", out, sizeof(out)));
    assert_string_equal(out, "a=1");
    assert_false(params_for_instance("abc", "defgh", out, 9));
    assert_string_equal(out, "abc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found),        cmocka_unit_test(nothing_given_means_defaults),
        cmocka_unit_test(wrong_words_are_named),  cmocka_unit_test(long_tokens_are_refused),
        cmocka_unit_test(own_words_stand_behind), cmocka_unit_test(instances_do_not_see_the_token),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
