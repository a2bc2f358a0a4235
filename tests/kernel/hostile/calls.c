// SPDX-License-Identifier: BSD-2-Clause
//
// Random system calls and invocations of a thread that holds a few capabilities: to itself, its
// memory, its CSpace, and to what else it could make something of.

#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>
#include <ktest/run.h>
#include "code.h"
#include "random.h"
#include "sandbox.h"
#include "witness.h"

#define DEFAULT_CALLS 20000
#define BUILD_EVERY   64 /* calls until a sandbox that may have ruined itself is made new */
#define LABELS        70 /* more than there are */
#define SLOTS         (1ul << SANDBOX_RADIX)

/* Puts a capability of the sandbox's own objects into the next slot of its CSpace. */
static void give(struct sandbox *box, seL4_CPtr cap, seL4_Word slot)
{
    REQUIRE_OK(seL4_CNode_Copy(box->cspace, slot, SANDBOX_RADIX, ROOT, cap, DEPTH, seL4_AllRights));
}

static void give_new(struct sandbox *box, seL4_Word type, seL4_Word size_bits, seL4_Word slot)
{
    REQUIRE_OK(
        seL4_Untyped_Retype(box->untyped, type, size_bits, ROOT, box->cspace, DEPTH, slot, 1));
}

static void build(struct sandbox *box)
{
    static const uint32_t code[] = {CODE_SVC};
    seL4_Word slot = SANDBOX_SLOT_FREE;

    sandbox_build(box, 0);
    sandbox_load(box, code, 1);
    give(box, box->tcb, slot++);
    give(box, box->cspace, slot++);
    give(box, box->vspace, slot++);
    give(box, box->code_frame, slot++);
    give(box, box->data_frame[0], slot++);
    give(box, box->buffer_frame, slot++);
    give_new(box, seL4_UntypedObject, 13, slot++);
    give_new(box, seL4_EndpointObject, 0, slot++);
    give_new(box, seL4_NotificationObject, 0, slot++);
    give_new(box, seL4_TCBObject, 0, slot++);
    give_new(box, seL4_CapTableObject, 4, slot++);
    give_new(box, seL4_ARM_PageTableObject, 0, slot++);
}

/* Mostly a slot, at times anything. */
static seL4_Word random_address(struct random *random)
{
    return random_below(random, 16) == 0 ? random_next(random) : random_below(random, SLOTS);
}

static seL4_Word random_argument(struct random *random)
{
    switch (random_below(random, 6)) {
    case 0:
        return random_next(random);
    case 1:
        return SANDBOX_CODE + (random_below(random, 8) << seL4_PageBits);
    case 2:
        return seL4_WordBits;
    default:
        return random_below(random, SLOTS);
    }
}

static seL4_Word random_number(struct random *random)
{
    switch (random_below(random, 8)) {
    case 0: /* unknown ones, but no debug calls of debug kernels */
        return random_next(random) >> random_below(random, 64) >> 1;
    case 1:
    case 2:
        return -1ul - random_below(random, 8);
    default:
        return (seL4_Word)seL4_SysCall;
    }
}

static void random_message(struct random *random, const struct sandbox *box)
{
    for (unsigned i = 0; i < 16; i++) {
        box->buffer->msg[i] = random_argument(random);
    }
    for (unsigned i = 0; i < seL4_MsgMaxExtraCaps; i++) {
        box->buffer->caps_or_badges[i] = random_address(random);
    }
    box->buffer->receiveCNode = random_address(random);
    box->buffer->receiveIndex = random_address(random);
    box->buffer->receiveDepth = random_argument(random);
}

static seL4_Word random_tag(struct random *random)
{
    seL4_Word tag = seL4_MessageInfo_new(random_below(random, LABELS), 0, random_below(random, 4),
                                         random_below(random, 12))
                        .words[0];

    return random_below(random, 16) == 0 ? random_next(random) : tag;
}

CASE(HOSTILE0001, "random system calls with random arguments")
{
    struct random random = {.state = params_number("hostile.seed=", 1)};
    seL4_Word calls = params_number("hostile.calls=", DEFAULT_CALLS);
    seL4_Word returned = 0;
    seL4_Word faulted = 0;
    struct sandbox box;

    sandbox_init(&box);
    witness_start();
    for (seL4_Word i = 0; i < calls; i++) {
        if (i % BUILD_EVERY == 0) {
            build(&box);
        }

        seL4_UserContext context = sandbox_context(0);

        random_message(&random, &box);
        context.x0 = random_address(&random);
        context.x1 = random_tag(&random);
        context.x2 = random_argument(&random);
        context.x3 = random_argument(&random);
        context.x4 = random_argument(&random);
        context.x5 = random_argument(&random);
        context.x6 = random_next(&random);
        context.x7 = random_number(&random);

        struct outcome outcome = sandbox_run(&box, &context);

        returned += outcome_is_end(&outcome, 1) ? 1 : 0;
        faulted += outcome.label != 0 && !outcome_is_end(&outcome, 1) ? 1 : 0;
        if (i % BUILD_EVERY == BUILD_EVERY - 1) {
            witness_check();
            watchdog_restart();
        }
    }
    /* Most of them come back, and some do not: else they were not what they are said to be. */
    EXPECT(returned > calls / 2);
    EXPECT(faulted > calls / 50);
    /* What they may have left in the main thread's IPC buffer. */
    seL4_SetCapReceivePath(0, 0, 0);
}

CASE(HOSTILE0002, "system call numbers around those that are known, and at the ends")
{
    static const uint32_t code[] = {CODE_SVC};
    struct sandbox box;

    sandbox_init(&box);
    witness_start();
    sandbox_load(&box, code, 1);
    for (seL4_Word i = 0; i < 600; i++) {
        /* 0 to 199, -100 to -299, and each single bit and all but one. */
        seL4_Word bit = 1ul << (i % 64);
        seL4_Word number = i < 200 ? i : i < 400 ? -(i - 100) : i < 500 ? bit : ~bit;
        seL4_UserContext context = sandbox_context(0);

        context.x7 = number;
        if (number >= -64ul) {
            continue; /* those have meanings */
        }

        struct outcome outcome = sandbox_run(&box, &context);

        EXPECT_EQ(outcome.label, seL4_Fault_UnknownSyscall);
        EXPECT_EQ(outcome.word[seL4_UnknownSyscall_Syscall], number);
        EXPECT_EQ(outcome.word[seL4_UnknownSyscall_FaultIP], SANDBOX_CODE);
    }
    witness_check();
}
