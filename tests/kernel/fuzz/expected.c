// SPDX-License-Identifier: BSD-2-Clause

#include "expected.h"

/* By seed, from 1 on, after EXPECTED_OPERATIONS. */
static const seL4_Word recorded[] = {
    0x305dbecee642bb69ul, 0x97638a216b616e05ul, 0x5da3c451ab8b41ecul, 0x1e6d26a434cf81c0ul,
    0x3606770866cfad3eul, 0x355254b0fcabffbdul, 0x42b97945ad49761aul, 0x6c914ac4c56c8013ul,
};

/* Of long runs. */
static const struct {
    seL4_Word seed;
    seL4_Word seeds;
    seL4_Word operations;
    seL4_Word hash;
} recorded_runs[] = {
    {1, 8, EXPECTED_OPERATIONS, 0x72c96d36c68a49c8ul},
    {1, 1000, EXPECTED_OPERATIONS, 0xc00f00385d76b847ul},
    {1, 1, 10000000, 0x2a7d811fbdd59a1cul},
};

bool expected_hash(seL4_Word seed, seL4_Word operations, seL4_Word *hash)
{
    if (operations != EXPECTED_OPERATIONS || seed == 0 ||
        seed > sizeof(recorded) / sizeof(recorded[0])) {
        return false;
    }
    *hash = recorded[seed - 1];
    return true;
}

bool expected_run(seL4_Word seed, seL4_Word seeds, seL4_Word operations, seL4_Word *hash)
{
    for (unsigned i = 0; i < sizeof(recorded_runs) / sizeof(recorded_runs[0]); i++) {
        if (recorded_runs[i].seed == seed && recorded_runs[i].seeds == seeds &&
            recorded_runs[i].operations == operations) {
            *hash = recorded_runs[i].hash;
            return true;
        }
    }
    return false;
}
