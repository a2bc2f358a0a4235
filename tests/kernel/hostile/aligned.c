// SPDX-License-Identifier: BSD-2-Clause
//
// Accesses that are not aligned, and such that begin in a page and end where none is.

#include <ktest/case.h>
#include <ktest/objects.h>
#include "code.h"
#include "sandbox.h"
#include "witness.h"

#define STATUS(fsr)      ((fsr)&0x3f)
#define STATUS_ALIGNMENT 0x21

/* Loads, and stores of x2, at x0; and how many bytes. */
static const struct access {
    uint32_t code;
    unsigned size;
    bool aligned; /* has to be */
} access[] = {
    {0xf9400002, 8, false},  /* ldr x2, [x0] */
    {0xf9000002, 8, false},  /* str x2, [x0] */
    {0xb9400002, 4, false},  /* ldr w2, [x0] */
    {0x79000002, 2, false},  /* strh w2, [x0] */
    {0xa9400c02, 16, false}, /* ldp x2, x3, [x0] */
    {0xa9000c02, 16, false}, /* stp x2, x3, [x0] */
    {0x3dc00002, 16, false}, /* ldr q2, [x0] */
    {0x3d800002, 16, false}, /* str q2, [x0] */
    {0xc85f7c02, 8, true},   /* ldxr x2, [x0] */
    {0xc85ffc02, 8, true},   /* ldaxr x2, [x0] */
    {0xc8dffc02, 8, true},   /* ldar x2, [x0] */
    {0xc89ffc02, 8, true},   /* stlr x2, [x0] */
    {0x885f7c02, 4, true},   /* ldxr w2, [x0] */
    {0x889ffc02, 4, true},   /* stlr w2, [x0] */
    {0xc87f0c02, 16, true},  /* ldxp x2, x3, [x0] */
};
#define ACCESSES (sizeof(access) / sizeof(access[0]))

static struct outcome run(struct sandbox *box, unsigned i, seL4_Word address)
{
    seL4_UserContext context = sandbox_context(2 * i);

    context.x0 = address;
    return sandbox_run(box, &context);
}

static void load_accesses(struct sandbox *box)
{
    static uint32_t code[2 * ACCESSES];

    sandbox_init(box);
    witness_start();
    for (unsigned i = 0; i < ACCESSES; i++) {
        code[2 * i] = access[i].code;
    }
    sandbox_load(box, code, 2 * ACCESSES);
}

CASE(HOSTILE0030, "of accesses that are not aligned, exclusive and ordered ones fault")
{
    struct sandbox box;

    load_accesses(&box);
    for (unsigned i = 0; i < ACCESSES; i++) {
        for (seL4_Word offset = 0; offset < 16; offset++) {
            seL4_Word address = SANDBOX_DATA + 0x100 + offset;
            struct outcome outcome = run(&box, i, address);

            if (!access[i].aligned || offset % access[i].size == 0) {
                EXPECT(outcome_is_end(&outcome, 2 * i + 1));
                continue;
            }
            EXPECT_EQ(outcome.label, seL4_Fault_VMFault);
            EXPECT_EQ(outcome.word[seL4_VMFault_Addr], address);
            EXPECT_EQ(STATUS(outcome.word[seL4_VMFault_FSR]), STATUS_ALIGNMENT);
        }
    }
    witness_check();
}

CASE(HOSTILE0031, "an access that crosses the end of its memory faults behind it, at any offset")
{
    /* Behind the IPC buffer nothing is mapped. */
    struct sandbox box;

    load_accesses(&box);
    for (unsigned i = 0; i < ACCESSES; i++) {
        for (seL4_Word before = 1; before < access[i].size && !access[i].aligned; before++) {
            struct outcome outcome = run(&box, i, SANDBOX_END - before);
            seL4_Word address = outcome.word[seL4_VMFault_Addr];

            EXPECT_EQ(outcome.label, seL4_Fault_VMFault);
            EXPECT(address >= SANDBOX_END - before && address < SANDBOX_END + access[i].size);
        }
        /* The first and the last addresses of all. */
        EXPECT_EQ(run(&box, i, -(seL4_Word)access[i].size).label, seL4_Fault_VMFault);
        EXPECT_EQ(run(&box, i, 0).label, seL4_Fault_VMFault);
    }
    witness_check();
}

CASE(HOSTILE0032, "code that runs out of its page faults behind it")
{
    static uint32_t code[SANDBOX_WORDS];
    struct sandbox box;

    sandbox_init(&box);
    witness_start();
    for (unsigned i = 0; i < SANDBOX_WORDS; i++) {
        code[i] = CODE_NOP;
    }
    sandbox_load(&box, code, SANDBOX_WORDS);
    seL4_UserContext context = sandbox_context(0);
    struct outcome outcome = sandbox_run(&box, &context);
    EXPECT_EQ(outcome.label, seL4_Fault_VMFault);
    EXPECT_EQ(outcome.word[seL4_VMFault_IP], SANDBOX_DATA);
    EXPECT_EQ(outcome.word[seL4_VMFault_PrefetchFault], 1);
    witness_check();
}
