// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Results of kernels that measure utilisation. This one does not: there are no types. */

#include <sel4/config.h>
