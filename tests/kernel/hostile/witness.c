// SPDX-License-Identifier: BSD-2-Clause

#include <stdint.h>
#include <ktest/case.h>
#include <ktest/thread.h>
#include "witness.h"

#define WORDS   (sizeof(seL4_UserContext) / sizeof(seL4_Word))
#define PATTERN 0x5ca1ab1e00001000ul

/* Positions in seL4_UserContext: pc, sp, spsr, then x0 to x8, x16 to x18, x29, x30, x9 to x15, x19
 * to x28, and the thread pointers. */
static const uint8_t number[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  16, 17, 18, 29, 30, 9, 10,
                                 11, 12, 13, 14, 15, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28};
#define FIRST_X 3

static volatile struct {
    uint64_t count;
    uint64_t difference;
} record;
static uint64_t seen;

void witness_start(void)
{
    struct thread *thread = thread_new(NULL, 0, 0);
    union {
        seL4_UserContext named;
        seL4_Word word[WORDS];
    } context = {.named = {.pc = (seL4_Word)witness_code,
                           .sp = PATTERN + 0x201,
                           .tpidr_el0 = PATTERN + 0x202,
                           .tpidrro_el0 = PATTERN + 0x203}};

    for (unsigned i = 0; i < sizeof(number); i++) {
        context.word[FIRST_X + i] = PATTERN + number[i];
    }
    context.named.x0 = (seL4_Word)&record;
    context.named.x1 = PATTERN;
    record.count = 0;
    record.difference = 0;
    seen = 0;
    REQUIRE_OK(seL4_TCB_WriteRegisters(thread->tcb, true, 0, WORDS, &context.named));
}

void witness_check(void)
{
    REQUIRE_EQ(record.difference, 0);
    REQUIRE(record.count > seen);
    seen = record.count;
}
