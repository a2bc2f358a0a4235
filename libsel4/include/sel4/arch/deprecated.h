// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Arm has no old names of its own. */

#include <sel4/sel4_arch/deprecated.h>
