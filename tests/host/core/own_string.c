// SPDX-License-Identifier: BSD-2-Clause

#include "own_string.h"

#include "../../../arceos/core/mem.c"
#include "../../../arceos/core/string.c"
