// SPDX-License-Identifier: BSD-2-Clause
//
// Pseudo-random operations on a small world of objects. On one node only one thread can run at any
// time, so a seed gives the same results on every kernel that follows the interface; their hash is
// compared with what genuine seL4 gave (expected.c).
//
// Kernel command line: fuzz.seed (the first), fuzz.seeds (how many), fuzz.ops (operations of each),
// fuzz.trace=1 (prints each operation, its results and the hash so far; lines begin with @),
// fuzz.from (the first operation that is printed).

#include <ktest/case.h>
#include <ktest/objects.h>
#include <ktest/run.h>
#include "driver.h"
#include "expected.h"
#include "share.h"
#include "world.h"

/* On several cores everything takes longer: only a part of the operations is done. */
#define PARALLEL_SHARE 10

static void print(const char *before, seL4_Word seed, const char *between, seL4_Word hash)
{
    char line[100];
    struct oskit_text text;

    oskit_text_init(&text, line, sizeof(line));
    oskit_text_add(&text, before);
    oskit_text_dec(&text, seed);
    oskit_text_add(&text, between);
    oskit_text_hex_wide(&text, hash, 16);
    oskit_text_add(&text, "\n");
    console_put(line);
}

/* Runs all seeds; compares their hashes if they have been recorded for so many operations. */
static void run_seeds(const char *id, bool parallel)
{
    struct run run = {
        .id = id,
        .seed = params_number("fuzz.seed=", 1),
        .operations =
            params_number("fuzz.ops=", EXPECTED_OPERATIONS) / (parallel ? PARALLEL_SHARE : 1),
        .trace = params_number("fuzz.trace=", 0) != 0,
        .trace_from = params_number("fuzz.from=", 0),
        .parallel = parallel,
    };
    seL4_Word first = run.seed;
    seL4_Word seeds = params_number("fuzz.seeds=", 1);
    seL4_Word all = 0;
    seL4_Word want;

    share_clear();
    world_init();
    for (; run.seed < first + seeds; run.seed++) {
        seL4_Word hash = driver_run(&run);

        if (parallel) {
            continue;
        }
        print("fuzz seed ", run.seed, " hash ", hash);
        if (expected_hash(run.seed, run.operations, &want)) {
            EXPECT_EQ(hash, want);
        }
        all = expected_combine(all, hash);
    }
    if (!parallel) {
        print("fuzz seeds to ", run.seed - 1, " hash ", all);
        if (expected_run(first, seeds, run.operations, &want)) {
            EXPECT_EQ(all, want);
        }
    }
    world_end();
    /* On several cores what an operation finds is left to chance. */
    EXPECT(share_report() || parallel);
}

CASE(FUZZ0001, "random operations give the results that genuine seL4 gives")
{
    if (CONFIG_MAX_NUM_NODES > 1) {
        case_skip("several cores: the order of events is not fixed");
    }
    run_seeds("FUZZ0001", false);
}

CASE(FUZZ0002, "random operations on several cores keep the kernel whole")
{
    if (CONFIG_MAX_NUM_NODES == 1) {
        case_skip("one core");
    }
    run_seeds("FUZZ0002", true);
}
