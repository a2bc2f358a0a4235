// SPDX-License-Identifier: BSD-2-Clause
//
// Runs all cases of a suite, one after the other, and cleans up after each of them.

#include <sel4/assert.h>
#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/run.h>
#include <ktest/symbols.h>
#include <ktest/thread.h>

_Noreturn void suite_end(unsigned status)
{
    char line[64];
    struct oskit_text text;

    oskit_text_init(&text, line, sizeof(line));
    oskit_text_add(&text, "@@arcel4:");
    oskit_text_add(&text, params_token());
    oskit_text_add(&text, ":exit:");
    oskit_text_dec(&text, status);
    oskit_text_add(&text, "@@\n");
    console_put(line);
    seL4_TCB_Suspend(seL4_CapInitThreadTCB);
    for (;;) {
        seL4_Yield();
    }
}

static void report(const char *verdict, const struct ktest_case *one, const char *text)
{
    console_put(verdict);
    console_put(one->id);
    console_put(" ");
    if (text == NULL) {
        console_put(one->name);
    } else {
        console_put(text);
    }
    console_put("\n");
}

/* Puts the world back to what it was before the case, and counts it as the case's if that fails. */
static void clean_up(void)
{
    threads_release();
    seL4_SetCapReceivePath(0, 0, 0);
    objects_release();
}

static bool run_one(const struct ktest_case *one)
{
    const char *text;

    check_begin();
    watchdog_watch(one->id, one->name);
    check_run(one->run);
    check_run(clean_up);
    watchdog_watch(NULL, NULL);
    switch (check_result(&text)) {
    case CHECK_PASSED:
        report("PASS ", one, NULL);
        return true;
    case CHECK_SKIPPED:
        report("SKIP ", one, text);
        return true;
    default:
        console_put("FAIL ");
        console_put(one->id);
        console_put(" ");
        console_put(one->name);
        console_put(": ");
        console_put(text);
        console_put("\n");
        return false;
    }
}

_Noreturn void cases_run(void)
{
    unsigned failed = 0;

    for (const struct ktest_case *one = ktest_cases; one < ktest_cases_end; one++) {
        failed += run_one(one) ? 0 : 1;
    }
    suite_end(failed == 0 ? 0 : 1);
}

_Noreturn void ktest_main(seL4_BootInfo *info)
{
    seL4_SetIPCBuffer(info->ipcBuffer);
    params_init(info);
    objects_init(info);
    console_init(info);
    threads_init(info);
    watchdog_start();
    cases_run();
}

/* libsel4's headers call this for arguments that do not fit their fields: a mistake in a case. */
void __assert_fail(const char *str, const char *file, int line, const char *function)
{
    (void)line;
    (void)file;
    console_put("assertion in ");
    console_put(function);
    console_put(": ");
    console_put(str);
    console_put("\n");
    suite_end(1);
}
