// SPDX-License-Identifier: BSD-2-Clause
//
// What must hold at the end of an epoch, whatever the operations were. Differences are noted as the
// running case's.
#pragma once

#include <stdbool.h>

/* Stops every worker that the driver owns, and reads the registers of each: those that no operation
 * of the epoch may have changed are as they were set. If `hashed`, all of them go into the hash;
 * the workers must then have come to rest by themselves. */
void inspect_registers(bool hashed);

/* Every worker that the driver owns and can heal still runs. The workers must be stopped, and are
 * again afterwards. */
void inspect_life(void);
