// SPDX-License-Identifier: BSD-2-Clause

#include "expected.h"

/* By seed, from 1 on, after EXPECTED_OPERATIONS. */
static const seL4_Word recorded[] = {0};

bool expected_hash(seL4_Word seed, seL4_Word operations, seL4_Word *hash)
{
    if (operations != EXPECTED_OPERATIONS || seed == 0 ||
        seed > sizeof(recorded) / sizeof(recorded[0]) || recorded[seed - 1] == 0) {
        return false;
    }
    *hash = recorded[seed - 1];
    return true;
}
