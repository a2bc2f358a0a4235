// SPDX-License-Identifier: BSD-2-Clause
/* Formatting against the C library's, and what log lines look like. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define AX_LOG_TARGET "axtest"

#include <ax/core/assert.h>
#include <ax/core/errno.h>
#include <ax/core/log.h>
#include <ax/core/printf.h>

/* Formats with both and compares text and length, whole and cut to 5 bytes. */
static void same(const char *format, ...) AX_PRINTF(1, 2);

static void same(const char *format, ...)
{
    char own[200];
    char lib[200];
    va_list ap;

    for (size_t n = sizeof(own);; n = 5) {
        memset(own, '!', sizeof(own));
        memset(lib, '!', sizeof(lib));
        va_start(ap, format);
        int own_len = ax_vsnprintf(own, n, format, ap);
        va_end(ap);
        va_start(ap, format);
        int lib_len = vsnprintf(lib, n, format, ap);
        va_end(ap);
        assert_int_equal(own_len, lib_len);
        assert_string_equal(own, lib);
        if (n == 5) {
            break;
        }
    }
}

static void integers(void **state)
{
    static const long long values[] = {
        0, 1, -1, 9, 10, -10, 255, 4096, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN, 1234567890123};

    (void)state;
    for (size_t i = 0; i < AX_ARRAY_LEN(values); i++) {
        long long v = values[i];
        same("%d %i %u %x %X %o", (int)v, (int)v, (unsigned)v, (unsigned)v, (unsigned)v,
             (unsigned)v);
        same("%ld %lu %lx %lld %llu %llx", (long)v, (unsigned long)v, (unsigned long)v, v,
             (unsigned long long)v, (unsigned long long)v);
        same("%zu %zx %jd %td", (size_t)v, (size_t)v, (intmax_t)v, (ptrdiff_t)v);
        same("%hd %hu %hhd %hhu %hhx", (short)v, (unsigned short)v, (signed char)v,
             (unsigned char)v, (unsigned char)v);
        same("[%12d] [%-12d] [%012d] [%+d] [% d]", (int)v, (int)v, (int)v, (int)v, (int)v);
        same("[%.5d] [%10.5d] [%-10.5d] [%5d] [%05lld]", (int)v, (int)v, (int)v, (int)v, v);
        same("[%#x] [%#10x] [%-#10x] [%#.8x]", (unsigned)v, (unsigned)v, (unsigned)v, (unsigned)v);
        same("[%#018llx] [%06llu]", (unsigned long long)v, (unsigned long long)v);
    }
    same("[%*d] [%-*d] [%*d] [%.*d]", 7, 42, 7, 42, -7, 42, 4, 42);
}

static void text(void **state)
{
    char cut[3] = {'a', 'b', 'c'};

    (void)state;
    same("%s|%8s|%-8s|%.2s|%8.2s|%-8.2s|", "hello", "hello", "hello", "hello", "hello", "hello");
    same("%.*s|%*s|%-*s|", 3, "hello", 10, "hello", 10, "hello");
    same("%.*s", (int)sizeof(cut), cut);
    same("%c%c%3c|%-3c|", 'a', 'b', 'c', 'd');
    same("100%% of %s", "it");
    same("%p %p", (void *)0x1234, (void *)UINTPTR_MAX);
    same("%s", "");
    same("plain");
}

static void what_is_not_known_stays(void **state)
{
    char buf[40];

    (void)state;
    const char *strange = "%5.2f %y %";
    ax_snprintf(buf, sizeof(buf), strange, 1);
    assert_string_equal(buf, "%5.2f %y %");
    const char *volatile none = NULL;
    ax_snprintf(buf, sizeof(buf), "%s", none);
    assert_string_equal(buf, "(null)");
    assert_int_equal(ax_snprintf(NULL, 0, "%d", 12345), 5);
    ax_snprintf(buf, sizeof(buf), "%p", NULL);
    assert_string_equal(buf, "0x0");
}

static char out[2000];
static size_t out_len;
static unsigned writes;
static int cpu = 0;
static uint64_t task = 2;

static void console(const char *bytes, size_t n)
{
    assert_true(out_len + n < sizeof(out));
    memcpy(out + out_len, bytes, n);
    out_len += n;
    out[out_len] = '\0';
    writes++;
}

static uint64_t now(void)
{
    return 12345678;
}

static int cpu_id(void)
{
    return cpu;
}

static uint64_t task_id(void)
{
    return task;
}

static const struct ax_console_ops ops = {console, now, cpu_id, task_id};

static int reset(void **state)
{
    (void)state;
    ax_console_set_ops(&ops);
    out_len = 0;
    out[0] = '\0';
    writes = 0;
    return 0;
}

static void log_lines_look_like_arceos(void **state)
{
    char expected[200];

    (void)state;
    ax_log_set_level(AX_LOG_INFO);
    ax_info("hello %d", 7);
    snprintf(expected, sizeof(expected),
             "\x1b[37m[  0.012345 0:2 axtest:%d] \x1b[32mhello 7\x1b[m\n\x1b[m", __LINE__ - 2);
    assert_string_equal(out, expected);
    assert_int_equal(writes, 1);
    reset(NULL);
    task = 0;
    ax_error("no task");
    assert_non_null(strstr(out, "[  0.012345 0 axtest:"));
    assert_non_null(strstr(out, "\x1b[31mno task"));
    reset(NULL);
    cpu = -1;
    ax_warn("no core");
    assert_non_null(strstr(out, "[  0.012345 axtest:"));
    assert_non_null(strstr(out, "\x1b[33mno core"));
    cpu = 0;
    task = 2;
}

static void levels_filter(void **state)
{
    unsigned evaluated = 0;

    (void)state;
    for (int level = AX_LOG_OFF; level <= AX_LOG_TRACE; level++) {
        reset(NULL);
        ax_log_set_level((enum ax_log_level)level);
        ax_error("e%u", ++evaluated);
        ax_warn("w");
        ax_info("i");
        ax_debug("d");
        ax_trace("t");
        assert_int_equal(writes, level);
    }
    assert_int_equal(evaluated, 5);
    assert_int_equal(ax_log_level_from_name("debug"), AX_LOG_DEBUG);
    assert_int_equal(ax_log_level_from_name("off"), AX_LOG_OFF);
    assert_int_equal(ax_log_level_from_name("loud"), -AX_EINVAL);
    assert_string_equal(ax_log_level_name(AX_LOG_TRACE), "trace");
}

static void long_output_goes_in_pieces_and_complete(void **state)
{
    (void)state;
    assert_int_equal(ax_printf("%600s|", "x"), 601);
    assert_int_equal(out_len, 601);
    assert_int_equal(writes, 3);
    assert_string_equal(out + 599, "x|");
    ax_puts("end");
    assert_string_equal(out + 601, "end\n");
}

static jmp_buf panicked;

static void on_panic(void)
{
    longjmp(panicked, 1);
}

static void a_panic_says_where_and_calls_the_hook(void **state)
{
    char where[200];

    (void)state;
    ax_panic_set_hook(on_panic);
    snprintf(where, sizeof(where), "panicked at %s:%d:\nassertion failed: 1 + 1 == 3\n", __FILE__,
             __LINE__ + 2);
    if (setjmp(panicked) == 0) {
        ax_assert(1 + 1 == 3);
    }
    assert_string_equal(out, where);
    assert_true(ax_panicking());
}

static void every_error_has_words(void **state)
{
    (void)state;
    assert_string_equal(ax_strerror(-AX_ENOMEM), "out of memory");
    assert_string_equal(ax_strerror(AX_ETIMEDOUT), "timed out");
    assert_string_equal(ax_strerror(-9999), "unknown error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers),
        cmocka_unit_test(text),
        cmocka_unit_test(what_is_not_known_stays),
        cmocka_unit_test_setup(log_lines_look_like_arceos, reset),
        cmocka_unit_test_setup(levels_filter, reset),
        cmocka_unit_test_setup(long_output_goes_in_pieces_and_complete, reset),
        cmocka_unit_test_setup(a_panic_says_where_and_calls_the_hook, reset),
        cmocka_unit_test(every_error_has_words),
    };

    return cmocka_run_group_tests_name("core/printf", tests, NULL, NULL);
}
