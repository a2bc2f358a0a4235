// SPDX-License-Identifier: BSD-2-Clause
#pragma once

/* Log entries of kernels with trace points. This one has none: there are no types. */

#include <sel4/config.h>
