// SPDX-License-Identifier: BSD-2-Clause

#include <sel4/assert.h>

#include "plat.h"

/* What libsel4's inline functions call when an argument does not fit its field (sel4/assert.h). */
void __assert_fail(const char *str, const char *file, int line, const char *function)
{
    ax_panic_at(file, line, "%s: assertion failed: %s", function, str);
}
