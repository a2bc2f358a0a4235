// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* What most tests of oskit begin with: a CSpace, and a pool of 16 MiB of RAM and 1 MiB of device
 * memory. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <oskit/cspace.h>
#include <oskit/untyped.h>
#include "fake_sel4.h"

#define RIG_RAM    0x40000000ULL
#define RIG_BITS   24
#define RIG_DEVICE 0x09000000ULL
#define RIG_BLOCKS 512

struct rig {
    struct oskit_cspace cs;
    struct oskit_pool pool;
    struct oskit_node nodes[FAKE_NODES];
    struct oskit_block blocks[RIG_BLOCKS];
};

extern struct rig rig;

/* cmocka set-ups and tear-down. */
int rig_two_level(void **state);
int rig_flat(void **state);
int rig_stop(void **state);

/* Everything that must hold at any time: counts agree with lists, no byte is lost. */
void rig_check(void);

/* True when all memory is free and merged again, and only slots that growing took are used. */
void rig_check_idle(void);
