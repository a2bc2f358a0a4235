// SPDX-License-Identifier: BSD-2-Clause

#include "own_string.h"

#include "../../../freestanding/mem.c"
#include "../../../freestanding/string.c"
#include "../../../arceos/core/string.c"
