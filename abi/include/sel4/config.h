// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/*
 * The configuration of the kernel, as CONFIG_ macros that are 1, a value, or not
 * defined. Both files are generated, one set for each kernel variant.
 */

#include <kernel/gen_config.h>
#include <sel4/gen_config.h>
