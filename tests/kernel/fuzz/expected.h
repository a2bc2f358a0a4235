// SPDX-License-Identifier: BSD-2-Clause
//
// Hashes that genuine seL4 16.0.0 (commit 6e7c3b733, one node, release) gave.
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>

#define EXPECTED_OPERATIONS 10000

/* Whether the hash of a seed after so many operations is known, and which it is. Whoever changes
 * what operations are done records them anew, from a genuine kernel. */
bool expected_hash(seL4_Word seed, seL4_Word operations, seL4_Word *hash);

/* The same for a run of several seeds: the combination (expected_combine) of the seeds' hashes, in
 * order, from 0 on. */
bool expected_run(seL4_Word seed, seL4_Word seeds, seL4_Word operations, seL4_Word *hash);

static inline seL4_Word expected_combine(seL4_Word all, seL4_Word hash)
{
    return all * 31 + hash;
}
