// SPDX-License-Identifier: BSD-2-Clause
//
// Test cases and what they check. Everything here is for the main thread of a suite: helper threads
// leave what they saw in memory, and the case looks at it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sel4/sel4.h>

/* One case. The linker gathers them all between ktest_cases and ktest_cases_end, by ID. */
struct ktest_case {
    const char *id;    /* letters and four digits, never reused for something else */
    const char *name;  /* what is so if the case passes */
    void (*run)(void); /* each case begins with only the objects that boot left */
};

/* Defines a case: CASE(CNODE0012, "a copy keeps the badge") { ... } */
#define CASE(identifier, description)                                                              \
    static void case_##identifier(void);                                                           \
    static const struct ktest_case entry_##identifier                                              \
        __attribute__((used, section(".ktest_cases." #identifier))) = {#identifier, description,   \
                                                                       case_##identifier};         \
    static void case_##identifier(void)

/* Note a difference and go on; all of a case's differences are printed in its FAIL line. */
#define EXPECT_EQ(got, want)                                                                       \
    ((void)check_equal((seL4_Word)(got), (seL4_Word)(want), #got, __FILE__, __LINE__))
#define EXPECT(condition) ((void)check_true((condition), #condition, __FILE__, __LINE__))
#define EXPECT_OK(call)   EXPECT_EQ(call, seL4_NoError)

/* As those, but a difference ends the case: for what the rest of it stands on. */
#define REQUIRE_EQ(got, want)                                                                      \
    check_required(check_equal((seL4_Word)(got), (seL4_Word)(want), #got, __FILE__, __LINE__))
#define REQUIRE(condition) check_required(check_true((condition), #condition, __FILE__, __LINE__))
#define REQUIRE_OK(call)   REQUIRE_EQ(call, seL4_NoError)

/* An invocation must fail with this error and these message words (as many as are given). */
#define EXPECT_ERROR(call, error, ...)                                                             \
    check_error((seL4_Word)(call), error, (const seL4_Word[]){0, ##__VA_ARGS__},                   \
                sizeof((const seL4_Word[]){0, ##__VA_ARGS__}) / sizeof(seL4_Word) - 1, #call,      \
                __FILE__, __LINE__)

/* The case does not apply to this kernel; ends it. */
_Noreturn void case_skip(const char *why);

/* Behind the macros: each notes a difference as part of the running case. */
bool check_equal(seL4_Word got, seL4_Word want, const char *what, const char *file, int line);
bool check_true(bool condition, const char *what, const char *file, int line);
void check_error(seL4_Word got, seL4_Word want, const seL4_Word *words, unsigned count,
                 const char *what, const char *file, int line);

/* Ends the case if good is false. */
void check_required(bool good);
