// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Log entries of kernels that record their entries. This one does not: there are no types. */

#include <sel4/config.h>
#include <stdint.h>
