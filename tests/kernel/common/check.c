// SPDX-License-Identifier: BSD-2-Clause
//
// Notes the differences of one case as text, to be printed once in its result.

#include <ktest/case.h>
#include <ktest/checkpoint.h>
#include <ktest/run.h>

/* More than that says no more. */
#define DIFFERENCES_SHOWN 6

static char buffer[1200];
static struct oskit_text text;
static struct checkpoint way_out;
static unsigned differences;
static const char *skipped;

void check_begin(void)
{
    oskit_text_init(&text, buffer, sizeof(buffer));
    differences = 0;
    skipped = NULL;
}

enum check_result check_result(const char **result)
{
    *result = buffer;
    if (differences != 0) {
        return CHECK_FAILED;
    }
    if (skipped != NULL) {
        *result = skipped;
        return CHECK_SKIPPED;
    }
    return CHECK_PASSED;
}

void check_run(void (*run)(void))
{
    if (checkpoint_set(&way_out) == 0) {
        run();
    }
}

void check_required(bool good)
{
    if (!good) {
        checkpoint_return(&way_out);
    }
}

_Noreturn void case_skip(const char *why)
{
    skipped = why;
    checkpoint_return(&way_out);
}

/* Begins the text of one difference; false if there are enough. */
static bool begin(const char *what)
{
    differences++;
    if (differences > DIFFERENCES_SHOWN) {
        return false;
    }
    if (differences > 1) {
        oskit_text_add(&text, "; ");
    }
    oskit_text_add(&text, what);
    return true;
}

static void end(const char *file, int line)
{
    const char *name = file;

    for (const char *c = file; *c != '\0'; c++) {
        if (*c == '/') {
            name = c + 1;
        }
    }
    oskit_text_add(&text, ", ");
    oskit_text_add(&text, name);
    oskit_text_add(&text, ":");
    oskit_text_dec(&text, (uint64_t)line);
}

static void number(seL4_Word value)
{
    if (value < 10) {
        oskit_text_dec(&text, value);
    } else {
        oskit_text_hex(&text, value);
    }
}

bool check_equal(seL4_Word got, seL4_Word want, const char *what, const char *file, int line)
{
    if (got == want) {
        return true;
    }
    if (begin(what)) {
        oskit_text_add(&text, ", got ");
        number(got);
        oskit_text_add(&text, ", want ");
        number(want);
        end(file, line);
    }
    return false;
}

bool check_true(bool condition, const char *what, const char *file, int line)
{
    if (!condition && begin(what)) {
        oskit_text_add(&text, ", got false, want true");
        end(file, line);
    }
    return condition;
}

void check_error(seL4_Word got, seL4_Word want, const seL4_Word *words, unsigned count,
                 const char *what, const char *file, int line)
{
    seL4_Word seen[seL4_MsgMaxLength];
    bool good = got == want;

    for (unsigned i = 0; i < count; i++) {
        seen[i] = seL4_GetMR((int)i);
        good = good && seen[i] == words[i + 1];
    }
    if (good || !begin(what)) {
        return;
    }
    oskit_text_add(&text, ", got error ");
    number(got);
    for (unsigned i = 0; i < count; i++) {
        oskit_text_add(&text, " ");
        number(seen[i]);
    }
    oskit_text_add(&text, ", want ");
    number(want);
    for (unsigned i = 0; i < count; i++) {
        oskit_text_add(&text, " ");
        number(words[i + 1]);
    }
    end(file, line);
}
