// SPDX-License-Identifier: BSD-2-Clause
//
// Random instruction words of every class (Arm ARM, C4.1), each executed with random registers.
//
// Kernel command line: hostile.seed, hostile.words (in each case).

#include <ktest/case.h>
#include <ktest/machine.h>
#include <ktest/objects.h>
#include <ktest/run.h>
#include <oskit/text.h>
#include "random.h"
#include "sandbox.h"
#include "witness.h"

#define CHUNK (SANDBOX_WORDS / 2) /* words in the page, each with an undefined one behind it */

#define CONTEXT_WORDS (sizeof(seL4_UserContext) / sizeof(seL4_Word))
#define FIRST_X       3 /* in seL4_UserContext */
#define LAST_X        33

#define DEFAULT_WORDS 25600

#define FLAGS  0xf0000000u /* of SPSR */
#define STATUS 0x3fu       /* of ESR_EL1.ISS of an access: why, and at which level */

/* What became of the words of one case. */
struct tally {
    uint64_t passed;   /* the next word was reached */
    uint64_t excepted; /* undefined, or another exception that is no access */
    uint64_t accesses; /* that faulted */
    uint64_t calls;    /* unknown system calls, or capability faults of known ones */
    uint64_t other;    /* ran on, or blocked */
    uint64_t hash;     /* of all outcomes, in order */
};

static void mix(struct tally *tally, seL4_Word value)
{
    tally->hash = (tally->hash ^ value) * 0x100000001b3u;
    tally->hash ^= tally->hash >> 29;
}

/* What every kernel with this interface tells. Not so SError's mask in SPSR, and whether something
 * lies at an address of the kernel's. */
static void mix_outcome(struct tally *tally, const struct outcome *outcome)
{
    const seL4_Word *word = outcome->word;

    mix(tally, outcome->label);
    mix(tally, word[0]);
    if (outcome->label == seL4_Fault_UserException) {
        mix(tally, word[seL4_UserException_SP]);
        mix(tally, word[seL4_UserException_SPSR] & FLAGS);
        mix(tally, word[seL4_UserException_Number]);
    } else if (outcome->label == seL4_Fault_VMFault) {
        bool kernel = word[seL4_VMFault_Addr] >> 63 != 0;

        mix(tally, word[seL4_VMFault_Addr]);
        mix(tally, word[seL4_VMFault_FSR] & ~(kernel ? STATUS : 0));
    } else if (outcome->label == seL4_Fault_CapFault) {
        mix(tally, word[seL4_CapFault_Addr]);
        mix(tally, word[seL4_CapFault_LookupFailureType]);
    } else if (outcome->label == seL4_Fault_UnknownSyscall) {
        mix(tally, word[seL4_UnknownSyscall_FaultIP]);
        mix(tally, word[seL4_UnknownSyscall_Syscall]);
    }
}

static void count(struct tally *tally, const struct outcome *outcome, unsigned index)
{
    mix_outcome(tally, outcome);
    if (outcome_is_end(outcome, index + 1)) {
        tally->passed++;
        return;
    }
    switch (outcome->label) {
    case seL4_Fault_UserException:
        tally->excepted++;
        break;
    case seL4_Fault_VMFault:
        tally->accesses++;
        break;
    case seL4_Fault_UnknownSyscall:
    case seL4_Fault_CapFault:
        tally->calls++;
        break;
    default:
        tally->other++;
        break;
    }
}

/* A word: half of them with all bits random, the others of the classes of branches, exceptions and
 * system instructions, of exclusive and atomic accesses, and of FP registers. */
static uint32_t random_word(struct random *random)
{
    uint32_t bits = (uint32_t)random_next(random);

    switch (random_below(random, 8)) {
    case 0: /* system calls, one in eight of these */
        if (random_below(random, 8) == 0) {
            return (bits & 0x001fffe0) | 0xd4000001;
        }
        /* exceptions, system instructions, branches to a register */
        return (bits & 0x01ffffff) | 0xd4000000;
    case 1: /* all branches */
        return (bits & 0xe3ffffff) | 0x14000000;
    case 2: /* exclusive, acquiring and releasing accesses */
        return (bits & 0xc0ffffff) | 0x08000000;
    case 3: /* FP and SIMD */
        return (bits & 0xf1ffffff) | 0x0e000000;
    default:
        return bits;
    }
}

/* A register: mostly an address of the data, at times one that is wrong, or any number. */
static seL4_Word random_register(struct random *random)
{
    seL4_Word offset = random_below(random, 0x2000);

    switch (random_below(random, 10)) {
    case 0:
        return random_next(random);
    case 1:
        return 0xffff000000000000 | random_next(random);
    case 2:
        return random_below(random, 256);
    case 3:
        return SANDBOX_DATA + offset; /* of any alignment */
    case 4:
        return SANDBOX_CODE + (offset & 0xffc);
    default:
        return SANDBOX_DATA + (offset & ~15ul);
    }
}

static void random_context(struct random *random, seL4_UserContext *context)
{
    union {
        seL4_UserContext named;
        seL4_Word word[CONTEXT_WORDS];
    } all = {.named = *context};

    for (unsigned i = FIRST_X; i <= LAST_X; i++) {
        all.word[i] = random_register(random);
    }
    *context = all.named;
    context->sp = random_register(random);
    context->spsr = random_next(random);
    /* A system call, known or unknown, but none that ends the run or writes to the console. */
    context->x7 =
        random_below(random, 2) == 0 ? -1ul - random_below(random, 8) : random_next(random) >> 1;
}

static void print(uint64_t seed, const struct tally *tally)
{
    char line[160];
    struct oskit_text text;

    oskit_text_init(&text, line, sizeof(line));
    oskit_text_add(&text, "hostile seed ");
    oskit_text_dec(&text, seed);
    oskit_text_add(&text, ": passed ");
    oskit_text_dec(&text, tally->passed);
    oskit_text_add(&text, ", exceptions ");
    oskit_text_dec(&text, tally->excepted);
    oskit_text_add(&text, ", accesses ");
    oskit_text_dec(&text, tally->accesses);
    oskit_text_add(&text, ", calls ");
    oskit_text_dec(&text, tally->calls);
    oskit_text_add(&text, ", other ");
    oskit_text_dec(&text, tally->other);
    oskit_text_add(&text, ", hash ");
    oskit_text_hex_wide(&text, tally->hash, 16);
    oskit_text_add(&text, "\n");
    console_put(line);
}

static void run_words(seL4_Word number, seL4_Word flags)
{
    static uint32_t code[SANDBOX_WORDS];
    struct random random = {.state = params_number("hostile.seed=", 1) * 100 + number};
    seL4_Word left = params_number("hostile.words=", DEFAULT_WORDS);
    struct tally tally = {0};
    uint64_t seed = random.state;
    struct sandbox box;

    sandbox_init(&box);
    witness_start();
    REQUIRE_EQ(seL4_TCB_SetFlags(box.tcb, 0, flags).error, seL4_NoError);
    while (left > 0) {
        for (unsigned i = 0; i < CHUNK; i++) {
            code[2 * i] = random_word(&random);
        }
        sandbox_load(&box, code, SANDBOX_WORDS);
        for (unsigned i = 0; i < CHUNK && left > 0; i++, left--) {
            seL4_UserContext context = sandbox_context(2 * i);

            random_context(&random, &context);

            struct outcome outcome = sandbox_run(&box, &context);

            count(&tally, &outcome, 2 * i);
        }
        witness_check();
        watchdog_restart();
    }
    timer_arm(counter_frequency());
    print(seed, &tally);
    /* Each kind has to be among them, or the words were not what they are said to be. */
    EXPECT(tally.passed > 0 && tally.excepted > 0 && tally.accesses > 0 && tally.calls > 0);
}

CASE(HOSTILE0200, "random instructions")
{
    run_words(0, 0);
}

CASE(HOSTILE0201, "random instructions, from another seed")
{
    run_words(1, 0);
}

CASE(HOSTILE0202, "random instructions, from a third seed")
{
    run_words(2, 0);
}

CASE(HOSTILE0203, "random instructions of a thread with the FPU switched off")
{
    run_words(3, seL4_TCBFlag_fpuDisabled);
}
