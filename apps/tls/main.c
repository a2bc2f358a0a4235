// SPDX-License-Identifier: BSD-2-Clause
/*
 * Thread-local variables of several sizes: every task begins with the initial values, sees its own
 * changes only, and main's are untouched by all of them.
 */
#include <ax/ax.h>

#define TASKS 10
#define TEXT  "Hello, world!"

static _Thread_local volatile bool flag = true;
static _Thread_local volatile uint8_t byte = 0xaa;
static _Thread_local volatile uint16_t half = 0xcafe;
static _Thread_local volatile uint32_t word = 0xdeadbeed;
static _Thread_local volatile uint64_t wide = 0xa2ce05a2ce05u;
static _Thread_local volatile char text[] = TEXT;
static _Thread_local volatile uint64_t zeroes[32];
static _Thread_local volatile alignas(64) uint8_t aligned_byte = 7;

static bool text_is_initial(void)
{
    for (size_t i = 0; i < sizeof(TEXT); i++) {
        if (text[i] != TEXT[i]) {
            return false;
        }
    }
    return true;
}

static void check_initial_values(void)
{
    ax_assert(flag);
    ax_assert(byte == 0xaa);
    ax_assert(half == 0xcafe);
    ax_assert(word == 0xdeadbeed);
    ax_assert(wide == 0xa2ce05a2ce05u);
    ax_assert(text_is_initial());
    ax_assert(aligned_byte == 7 && (uintptr_t)&aligned_byte % 64 == 0);
    for (size_t i = 0; i < AX_ARRAY_LEN(zeroes); i++) {
        ax_assert(zeroes[i] == 0);
    }
}

static void change_values(unsigned n)
{
    flag = n % 2 == 0;
    byte = (uint8_t)(byte + n);
    half = (uint16_t)(half + n);
    word = word + n;
    wide = wide + n;
    text[5] = (char)('0' + n);
    aligned_byte = (uint8_t)n;
    for (size_t i = 0; i < AX_ARRAY_LEN(zeroes); i++) {
        zeroes[i] = i * n;
    }
}

static void check_changed_values(unsigned n)
{
    ax_assert(flag == (n % 2 == 0));
    ax_assert(byte == 0xaa + n);
    ax_assert(half == 0xcafe + n);
    ax_assert(word == 0xdeadbeed + n);
    ax_assert(wide == 0xa2ce05a2ce05u + n);
    ax_assert(text[4] == 'o' && text[5] == (char)('0' + n) && text[6] == ' ');
    ax_assert(aligned_byte == n);
    for (size_t i = 0; i < AX_ARRAY_LEN(zeroes); i++) {
        ax_assert(zeroes[i] == i * n);
    }
}

static int use_own(void *arg)
{
    unsigned n = (unsigned)(uintptr_t)arg;

    check_initial_values();
    change_values(n);
    ax_task_yield();
    check_changed_values(n);
    ax_task_sleep_ns(AX_NS_PER_MS * (TASKS - n));
    check_changed_values(n);
    return 0;
}

int main(void)
{
    struct ax_task *tasks[TASKS];

    ax_puts("Running TLS tests...");
    check_initial_values();
    for (uintptr_t i = 0; i < TASKS; i++) {
        int err = ax_task_spawn(use_own, (void *)i, NULL, &tasks[i]);
        ax_assert(err == 0);
    }
    for (unsigned i = 0; i < TASKS; i++) {
        int err = ax_task_join(tasks[i], NULL);
        ax_assert(err == 0);
    }
    check_initial_values();
    ax_puts("TLS tests run OK!");
    return 0;
}
