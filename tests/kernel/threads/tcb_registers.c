// SPDX-License-Identifier: BSD-2-Clause
//
// Reading, writing and copying the registers of threads.

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/thread.h>
#include "code.h"
#include "start.h"

#define WORDS (sizeof(seL4_UserContext) / sizeof(seL4_Word))

union registers {
    seL4_UserContext named;
    seL4_Word word[WORDS];
};

/* Different values for all of them. */
static union registers pattern(seL4_Word seed)
{
    union registers all;

    for (unsigned i = 0; i < WORDS; i++) {
        all.word[i] = (seed + i) * 0x0101010101010101;
    }
    all.named.spsr = 0x20000000 | USER_STATE;
    return all;
}

static seL4_Error read(seL4_CPtr tcb, seL4_Word count, union registers *to)
{
    return seL4_TCB_ReadRegisters(tcb, false, 0, count, &to->named);
}

static seL4_Error write(seL4_CPtr tcb, seL4_Word count, union registers *from)
{
    return seL4_TCB_WriteRegisters(tcb, false, 0, count, &from->named);
}

CASE(TCB0001, "all registers that are written can be read back")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    union registers set = pattern(1);
    union registers got = {0};

    EXPECT_OK(write(tcb, WORDS, &set));
    EXPECT_OK(read(tcb, WORDS, &got));
    for (unsigned i = 0; i < WORDS; i++) {
        EXPECT_EQ(got.word[i], set.word[i]);
    }
}

CASE(TCB0002, "only as many registers are written and read as the count says")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    union registers set = pattern(1);
    union registers other = pattern(100);
    union registers got;

    for (seL4_Word count = 1; count <= WORDS; count++) {
        REQUIRE_OK(write(tcb, WORDS, &set));
        REQUIRE_OK(write(tcb, count, &other));
        REQUIRE_OK(read(tcb, WORDS, &got));
        EXPECT_EQ(got.word[count - 1], other.word[count - 1]);
        if (count < WORDS) {
            EXPECT_EQ(got.word[count], set.word[count]);
        }
    }
    EXPECT_OK(write(tcb, 0, &set));
}

CASE(TCB0003, "the state register keeps only the flags of the conditions")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    union registers set = pattern(1);
    union registers got;

    set.named.spsr = ~0ul;
    REQUIRE_OK(write(tcb, WORDS, &set));
    REQUIRE_OK(read(tcb, WORDS, &got));
    EXPECT_EQ(got.named.spsr, 0xf0000000 | USER_STATE);
    set.named.spsr = 0x3c5;
    REQUIRE_OK(write(tcb, WORDS, &set));
    REQUIRE_OK(read(tcb, WORDS, &got));
    EXPECT_EQ(got.named.spsr, USER_STATE);
}

CASE(TCB0004, "the reply to a read is as long as the count")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);

    for (seL4_Word count = 1; count <= WORDS; count++) {
        seL4_SetMR(0, 0);
        seL4_SetMR(1, count);
        seL4_MessageInfo_t info = invoke(tcb, TCBReadRegisters, 0, 2);

        EXPECT_EQ(seL4_MessageInfo_get_label(info), seL4_NoError);
        EXPECT_EQ(seL4_MessageInfo_get_length(info), count);
    }
}

/* As read, for counts that the stub cannot have. */
static seL4_Error read_count(seL4_CPtr tcb, seL4_Word count)
{
    seL4_SetMR(0, 0);
    seL4_SetMR(1, count);
    return invoke_error(tcb, TCBReadRegisters, 0, 2);
}

CASE(TCB0005, "a count is 1 to 36 for reading")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);

    EXPECT_ERROR(read_count(tcb, 0), seL4_RangeError, 1, WORDS);
    EXPECT_ERROR(read_count(tcb, WORDS + 1), seL4_RangeError, 1, WORDS);
    EXPECT_ERROR(read_count(tcb, ~0ul), seL4_RangeError, 1, WORDS);
}

CASE(TCB0006, "a thread neither reads nor writes nor copies its own registers")
{
    union registers all = pattern(0);

    EXPECT_ERROR(read(SELF, 1, &all), seL4_IllegalOperation);
    EXPECT_ERROR(write(SELF, 1, &all), seL4_IllegalOperation);
    EXPECT_ERROR(read_count(SELF, 0), seL4_RangeError, 1, WORDS);
}

CASE(TCB0007, "short messages to read, write and copy registers are truncated")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);

    EXPECT_ERROR(invoke_error(tcb, TCBReadRegisters, 0, 1), seL4_TruncatedMessage);
    EXPECT_ERROR(invoke_error(tcb, TCBWriteRegisters, 0, 1), seL4_TruncatedMessage);
    seL4_SetMR(0, 0);
    seL4_SetMR(1, 3);
    EXPECT_ERROR(invoke_error(tcb, TCBWriteRegisters, 0, 4), seL4_TruncatedMessage);
    seL4_SetMR(0, 0);
    seL4_SetMR(1, 3);
    EXPECT_OK(invoke_error(tcb, TCBWriteRegisters, 0, 5));
    EXPECT_ERROR(invoke_error(tcb, TCBCopyRegisters, 1, 0), seL4_TruncatedMessage);
    EXPECT_ERROR(invoke_error(tcb, TCBCopyRegisters, 0, 1), seL4_TruncatedMessage);
}

CASE(TCB0008, "copying transfers frame registers, integer registers, both or none")
{
    seL4_CPtr from = object_new(seL4_TCBObject, 0);
    seL4_CPtr to = object_new(seL4_TCBObject, 0);
    union registers source = pattern(1);
    union registers old = pattern(100);
    union registers got;

    REQUIRE_OK(write(from, WORDS, &source));
    for (unsigned flags = 0; flags < 4; flags++) {
        bool frame = flags & 1;
        bool integer = flags & 2;

        REQUIRE_OK(write(to, WORDS, &old));
        EXPECT_OK(seL4_TCB_CopyRegisters(to, from, false, false, frame, integer, 0));
        REQUIRE_OK(read(to, WORDS, &got));
        EXPECT_EQ(got.named.pc, frame ? source.named.pc : old.named.pc);
        EXPECT_EQ(got.named.sp, frame ? source.named.sp : old.named.sp);
        EXPECT_EQ(got.named.x8, frame ? source.named.x8 : old.named.x8);
        EXPECT_EQ(got.named.x30, frame ? source.named.x30 : old.named.x30);
        EXPECT_EQ(got.named.x9, integer ? source.named.x9 : old.named.x9);
        EXPECT_EQ(got.named.x28, integer ? source.named.x28 : old.named.x28);
        EXPECT_EQ(got.named.tpidr_el0, integer ? source.named.tpidr_el0 : old.named.tpidr_el0);
        EXPECT_EQ(got.named.tpidrro_el0,
                  integer ? source.named.tpidrro_el0 : old.named.tpidrro_el0);
    }
    EXPECT_ERROR(seL4_TCB_CopyRegisters(to, ROOT, false, false, true, true, 0),
                 seL4_InvalidCapability, 1);
    EXPECT_ERROR(seL4_TCB_CopyRegisters(to, slot_new(), false, false, true, true, 0),
                 seL4_InvalidCapability, 1);
}

static volatile seL4_Word seen[34];

CASE(TCB0009, "a thread finds in its registers what was written")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    union registers set = pattern(0x21);

    REQUIRE_OK(seL4_TCB_Configure(tcb, 0, ROOT, 0, SPACE, 0, 0, 0));
    REQUIRE_OK(seL4_TCB_SetPriority(tcb, SELF, 5));
    set.named.pc = (seL4_Word)code_store_registers;
    set.named.x0 = (seL4_Word)seen;
    REQUIRE_OK(seL4_TCB_WriteRegisters(tcb, true, 0, WORDS, &set.named));
    REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, 5));
    while (seen[33] == 0) {
        seL4_Yield();
    }
    REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, MAIN_PRIORITY));
    EXPECT_EQ(seen[2], set.named.x2);
    EXPECT_EQ(seen[8], set.named.x8);
    EXPECT_EQ(seen[9], set.named.x9);
    EXPECT_EQ(seen[15], set.named.x15);
    EXPECT_EQ(seen[16], set.named.x16);
    EXPECT_EQ(seen[18], set.named.x18);
    EXPECT_EQ(seen[19], set.named.x19);
    EXPECT_EQ(seen[28], set.named.x28);
    EXPECT_EQ(seen[29], set.named.x29);
    EXPECT_EQ(seen[30], set.named.x30);
    EXPECT_EQ(seen[31], set.named.sp);
    EXPECT_EQ(seen[32], set.named.tpidr_el0);
    EXPECT_EQ(seen[33], set.named.tpidrro_el0);
}

static void count_for_ever(struct thread *self, seL4_Word a, seL4_Word b)
{
    (void)a;
    (void)b;
    for (;;) {
        self->value++;
        seL4_Yield();
    }
}

/* Lets threads of priority 5 run for some yields. */
static void run_at_five(void)
{
    REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, 5));
    for (unsigned i = 0; i < 5; i++) {
        seL4_Yield();
    }
    REQUIRE_OK(seL4_TCB_SetPriority(SELF, SELF, MAIN_PRIORITY));
}

CASE(TCB0010, "suspended by a read, a thread stays stopped; resumed by a write, it runs")
{
    struct thread *one = thread_new(count_for_ever, 0, 0);
    union registers got;

    thread_priority(one, 5);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    run_at_five();
    EXPECT(one->value > 0);
    REQUIRE_OK(read(one->tcb, WORDS, &got));
    seL4_Word before = one->value;
    run_at_five();
    EXPECT(one->value > before);

    REQUIRE_OK(seL4_TCB_ReadRegisters(one->tcb, true, 0, WORDS, &got.named));
    before = one->value;
    run_at_five();
    EXPECT_EQ(one->value, before);
    REQUIRE_OK(seL4_TCB_WriteRegisters(one->tcb, true, 0, WORDS, &got.named));
    run_at_five();
    EXPECT(one->value > before);
}

CASE(TCB0011, "copying registers may suspend the source and resume the destination")
{
    struct thread *one = thread_new(count_for_ever, 0, 0);
    struct thread *two = thread_new(count_for_ever, 0, 0);

    thread_priority(one, 5);
    thread_priority(two, 5);
    REQUIRE_OK(seL4_TCB_Resume(one->tcb));
    run_at_five();
    seL4_Word before = one->value;
    EXPECT_OK(seL4_TCB_CopyRegisters(two->tcb, one->tcb, true, true, false, false, 0));
    run_at_five();
    EXPECT_EQ(one->value, before);
    EXPECT(two->value > 0);
}

CASE(TCB0012, "the thread pointer")
{
    seL4_CPtr tcb = object_new(seL4_TCBObject, 0);
    union registers got;

    EXPECT_OK(seL4_TCB_SetTLSBase(tcb, 0x123456789a));
    EXPECT_OK(read(tcb, WORDS, &got));
    EXPECT_EQ(got.named.tpidr_el0, 0x123456789a);
    EXPECT_ERROR(invoke_error(tcb, TCBSetTLSBase, 0, 0), seL4_TruncatedMessage);

    seL4_Word own;
    seL4_Word now;
    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(own));
    EXPECT_OK(seL4_TCB_SetTLSBase(SELF, own + 0));
    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(now));
    EXPECT_EQ(now, own);
}
